"""A storm over the outbox: alerts come in while Slack fails, the database goes away, and those who deliver are killed.

What stands in Slack at the end is counted against what was to be said.
"""

import multiprocessing
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import psutil
from sqlalchemy.exc import SQLAlchemyError

from storage.alerting import outbox
from storage.alerting.outbox import EDIT, POST, REPLY, OutboxMessage
from storage.alerting.outbox_claims import COMBINED_KEY_PREFIX
from storage.database.engine import open_engine
from storage.workspaces import open_workspace
from tests.fakes.faulty_slack import StandIn
from tests.processes.storm_worker import Life, live

BLOCKS = ({"type": "section", "text": {"type": "mrkdwn", "text": "what it is about"}},)
OURS = "ours"
KILLED, FROZEN = "killed at random", "frozen at random"
MARK = re.compile(r"(?:alert|reply) \d+")
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.processes.broken_protocols", "storage.database.migrate", "psycopg", "sqlite3"])


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens in a storm. `chances` are those of a worker, `times` says how often the parent does something.

    A process that froze is thawed after `thaw` leases: longer than one, so that another may take over meanwhile.
    """

    alerts: int
    workers: int
    protocol: str = OURS
    lease: float = 0.5
    thaw: float = 1.3
    channels: int = 40
    seconds: float = 60
    chances: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    every: float = 0.1
    posts_only: bool = False

    def sayings(self, first: int, last: int) -> list[OutboxMessage]:
        """Some alerts, replies to some of them, and edits of alerts that came a little earlier."""
        made = [saying for number in range(first, last) for saying in self._about(number)]
        return [saying for saying in made if saying.act == POST or not self.posts_only]

    def _about(self, number: int) -> Iterator[OutboxMessage]:
        channel, key = f"C{number % self.channels}", f"alert {number:05}"
        yield OutboxMessage(key=key, channel=channel, act=POST, text=f"{key} as raised", blocks=BLOCKS)
        if number % 5 == 2:
            reply = f"reply {number:05}"
            yield OutboxMessage(key=reply, channel=channel, act=REPLY, text=reply, about=key, broadcast=True)
        if number % 5 == 4 and number >= self.channels:
            about = f"alert {number - self.channels:05}"
            yield OutboxMessage(
                key=f"edit of {about}", channel=channel, act=EDIT, text=f"{about} as edited", about=about
            )

    def expected(self) -> Counter[str]:
        """What is to stand in Slack at the end, each once."""
        return Counter(saying.key for saying in self.sayings(0, self.alerts) if saying.act != EDIT)

    def edited(self) -> set[str]:
        """Of which alerts the words of the edit are to stand there."""
        return {saying.about for saying in self.sayings(0, self.alerts) if saying.act == EDIT}


@dataclass(frozen=True)
class Outcome:
    """What was found after the storm, and how often each fault struck in it."""

    lost: int
    duplicated: int
    stale: int
    left: dict[str, int]
    carried: int
    seconds: float
    faults: dict[str, int]

    def __str__(self) -> str:
        faults = ", ".join(f"{name} {count}" for name, count in sorted(self.faults.items()))
        found = f"lost {self.lost}, duplicated {self.duplicated}, out of date {self.stale}, folded {self.carried}"
        return f"{found} in {self.seconds:.0f} s; {faults}"


class Storm:
    """One storm over one database. `strikes` are what else the parent can do, by name, such as cutting connections."""

    def __init__(
        self, plan: Plan, url: str, slack: StandIn, folder: Path, strikes: Mapping[str, Callable[[], object]]
    ) -> None:
        self._plan, self._slack = plan, slack
        self._happened = folder / f"happened-{plan.protocol}"
        self._happened.touch()
        self._engine = open_engine(url)
        self._ws = open_workspace(self._engine, "T1", datetime.now(UTC))
        self._life = Life(url, slack.address, plan.protocol, plan.lease, str(self._happened), plan.chances)
        self._random = Random(plan.alerts)  # noqa: S311
        self._workers: list[BaseProcess] = []
        self._frozen: dict[int, float] = {}
        self._born = 0
        self._struck: Counter[str] = Counter()
        self._strikes = {KILLED: self._kill_one, FROZEN: self._freeze_one, **strikes}

    def rage(self) -> Outcome:
        """Let it happen, wait until all is said, and count."""
        began = time.monotonic()
        try:
            self._feed(began)
            self._wait(began)
            return self._outcome(time.monotonic() - began)
        finally:
            self._end()

    def _feed(self, began: float) -> None:
        """Put the alerts in, a few at a time, for as long as something is still to strike."""
        agenda = [name for name, times in self._plan.times.items() for _ in range(times)]
        self._random.shuffle(agenda)
        pause = max(len(agenda), 1) * self._plan.every / self._plan.alerts * 5
        next_strike = began + self._plan.every
        for first in range(0, self._plan.alerts, 5):
            self._put(self._plan.sayings(first, min(first + 5, self._plan.alerts)))
            until = time.monotonic() + pause
            while True:
                self._look_after()
                if agenda and time.monotonic() > next_strike:
                    self._strike(agenda.pop())
                    next_strike += self._plan.every
                if time.monotonic() >= until:
                    break
                time.sleep(0.005)
        for name in agenda:
            self._strike(name)
            self._look_after()
            time.sleep(self._plan.every)

    def _strike(self, name: str) -> None:
        if self._strikes[name]() is not False:
            self._struck[name] += 1

    def _put(self, some: list[OutboxMessage]) -> None:
        """Put them in as the evaluation does, again and again while the database is away."""
        while True:
            with suppress(SQLAlchemyError), self._ws.begin() as transaction:
                outbox.enqueue(transaction, some, datetime.now(UTC))
                return
            self._look_after()
            time.sleep(0.02)

    def _wait(self, began: float) -> None:
        deadline = began + self._plan.seconds
        while time.monotonic() < deadline and self._unsaid() and not self._found_out():
            self._look_after()
            time.sleep(0.02)
        self._slack.faults = {}
        settled = time.monotonic() + 12 * self._plan.lease
        while time.monotonic() < settled and self._counted()[1] and self._plan.protocol == OURS:
            self._look_after()
            time.sleep(0.02)

    def _found_out(self) -> bool:
        return self._plan.protocol != OURS and self._counted()[1] > 0

    def _unsaid(self) -> bool:
        with suppress(SQLAlchemyError):
            return not self._counts().keys().isdisjoint({"waiting", "sending", "uncertain"})
        return True

    def _counts(self) -> dict[str, int]:
        return outbox.count_by_state(self._ws)

    def _look_after(self) -> None:
        """Replace the dead and thaw the frozen."""
        self._workers = [worker for worker in self._workers if worker.is_alive()]
        while len(self._workers) < self._plan.workers:
            worker = PROCESSES.Process(target=live, args=(self._life, self._born), daemon=True)
            worker.start()
            self._workers.append(worker)
            self._born += 1
        for worker in self._workers:
            self._thaw(worker.pid or 0)

    def _thaw(self, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_STOPPED:
                self._frozen.pop(pid, None)
            elif time.monotonic() > self._frozen.setdefault(pid, time.monotonic()) + self._plan.thaw * self._plan.lease:
                os.kill(pid, signal.SIGCONT)

    def _kill_one(self) -> bool:
        worker = self._random.choice(self._workers)
        worker.kill()
        return True

    def _freeze_one(self) -> bool:
        pid = self._random.choice(self._workers).pid or 0
        if pid in self._frozen:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
        return True

    def _outcome(self, seconds: float) -> Outcome:
        lost, duplicated, stale, carried = self._counted()
        faults = Counter(self._happened.read_text().splitlines()) + self._slack.injected + self._struck
        return Outcome(lost, duplicated, stale, self._counts(), carried, seconds, dict(faults))

    def _counted(self) -> tuple[int, int, int, int]:
        """How much is lost, duplicated, out of date, and carried by the message of a backlog."""
        said: Counter[str] = Counter()
        carried: Counter[str] = Counter()
        up_to_date = set()
        for message in self._slack.standing():
            marks = MARK.findall(message["text"])
            among = message["metadata"]["event_payload"]["key"].startswith(COMBINED_KEY_PREFIX)
            (carried if among else said).update(marks)
            up_to_date |= set(marks) if "as edited" in message["text"] else set()
        expected, edited = self._plan.expected(), self._plan.edited()
        lost = expected.keys() - said.keys() - carried.keys()
        # An edit of what stands among others is said anew: one of each is then as it should be.
        both = (said.keys() & carried.keys()) - edited
        duplicated = (said - expected).total() + (carried - expected).total() + len(both)
        return len(lost), duplicated, len(edited - up_to_date), carried.total()

    def _end(self) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.join()
        self._engine.dispose()
