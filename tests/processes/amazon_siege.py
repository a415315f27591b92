"""Passes over a connection that are killed: at any moment, or in the gaps that matter most.

Time is the stand-in's and stands still during a pass. A pass runs in a process of its own, which a kill ends for good.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Final
from urllib.request import urlopen

from sqlalchemy import func, select

from bot.amazon.sp_api import client as reports
from bot.amazon.sp_api import collect, sync
from bot.amazon.sp_api import session as turns
from bot.amazon.sp_api.syncer import Syncer
from bot.config import Settings
from storage.database.engine import open_engine
from storage.reports import connections
from storage.reports.report_requests import ASKING, OPEN_STATES, WANTED
from storage.tables import import_batch, offer, report_request
from storage.workspaces import Workspace

STEP: Final = 130.0
"""Seconds of Amazon's time between two passes: a lease that a killed process left is over by then."""

GAPS: Final = 0.02
"""The chance of being killed just before or after a call, or between taking a document and writing that down."""

PATIENCE: Final = 400
"""Passes after which a day's reports should long have come."""


@dataclass
class Siege:
    """Kills passes until there were enough, and lets the last ones finish what is left."""

    url: str
    settings: Settings
    kills: int
    protocol: str
    seed: int
    lasts: float = 0.3
    found: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311

    def rage(self) -> dict[str, int]:
        while self.found["killed"] < self.kills:
            self._pass(self._time(STEP), mortal=True)
            if not self._left():
                self.found["days"] += 1
                self._time(86_400)
        for _ in range(PATIENCE):
            self._pass(self._time(STEP), mortal=False)
            if not self._left():
                break
        return dict(self.found)

    def _time(self, seconds: float) -> datetime:
        with urlopen(f"{self.settings.amazon_api_url}/clock?pass={seconds}") as told:  # noqa: S310
            return datetime.fromisoformat(json.load(told))

    def _pass(self, now: datetime, *, mortal: bool) -> None:
        began, seed = time.monotonic(), self._random.random()
        if (child := os.fork()) == 0:
            go(self.url, self.settings, now, self.protocol, Random(seed) if mortal else None)  # noqa: S311
        if mortal and not self.protocol and self._random.random() < 0.5:
            time.sleep(self._random.uniform(0, self.lasts * 1.2))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            self.found["killed"] += 1
        else:
            self.found[f"ended with {os.WEXITSTATUS(status)}"] += 1
            self.lasts = 0.5 * self.lasts + 0.5 * (time.monotonic() - began)

    def _left(self) -> bool:
        """Whether something is still to come; and sees whether a file was taken by half."""
        engine = open_engine(self.url)
        with engine.connect() as connection:
            left = connection.execute(select(func.count()).where(report_request.c.state.in_(OPEN_STATES))).scalar_one()
            wanted = connection.execute(select(func.count()).select_from(report_request)).scalar_one()
            listings = connection.execute(
                select(import_batch.c.rows).where(import_batch.c.kind == "listings")
            ).scalars()
            offers = connection.execute(select(func.count()).select_from(offer)).scalar_one()
            whole = max(listings, default=0)
            asked = select(func.count()).where(report_request.c.state == ASKING)
            self.found["asking"] += connection.execute(asked).scalar_one()
        engine.dispose()
        self.found["halves"] += offers != whole
        return left > 0 or wanted == 0


def go(url: str, settings: Settings, now: datetime, protocol: str, fate: Random | None) -> None:
    """Make one pass, and end the process."""
    client = reports.ReportsClient
    if fate and protocol == "no look":
        sync.find_unanswered = ask_all_again  # type: ignore[assignment]
        client.create_report = mortal(client.create_report, fate, 0, 0.3)  # type: ignore[method-assign]
    elif fate:
        for name in ("create_report", "get_reports", "get_report", "get_report_document"):
            setattr(client, name, mortal(getattr(client, name), fate))
        collect.import_file = mortal(collect.import_file, fate)  # type: ignore[assignment]
    engine = open_engine(url)
    ws = Workspace(engine, "T1")
    [connection] = connections.list_all(ws)
    error = Syncer(engine, settings, lambda: now).sync(ws, connection).error
    os._exit(0 if error is None else 3 if isinstance(error, turns.LeaseLost) else 4)


def mortal(call: Callable[..., Any], fate: Random, before: float = GAPS, after: float = GAPS) -> Callable[..., Any]:
    """The call; whoever makes it may not live to make it, or to see what came of it."""

    def called(*arguments: Any, **named: Any) -> Any:
        strike(fate, before)
        answer = call(*arguments, **named)
        strike(fate, after)
        return answer

    return called


def strike(fate: Random, chance: float) -> None:
    if fate.random() < chance:
        os.kill(os.getpid(), signal.SIGKILL)


def ask_all_again(session: turns.Session, unanswered: Any) -> None:
    """A broken protocol: what got no answer is asked for again."""
    for request in unanswered:
        assert request.state == ASKING
        session.update(request, state=WANTED, not_before=session.clock())


if __name__ == "__main__":
    kills, protocol, seed = sys.argv[1:]
    settings = Settings.of(os.environ)
    print(json.dumps(Siege(settings.database_url, settings, int(kills), protocol, int(seed)).rage()))  # noqa: T201
