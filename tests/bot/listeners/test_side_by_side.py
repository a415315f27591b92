"""Messages are answered side by side; only who has the same message waits, and for nothing but its one answer."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.assistant.assistant import Assistant
from bot.entrypoints.server.app import build_app, known_bot, known_to_slack
from bot.listeners import messages
from bot.listeners.messages import LEASE
from bot.slack.requests import signed_event, slack_request
from bot.workspace.request import Answer
from storage import accounts, audit_log
from storage.alerting import outbox
from storage.database.engine import open_engine
from storage.metrics import readings
from storage.workspaces import Workspace, open_workspace
from tests.fakes.slack_person import SECRET
from tests.patience import PATIENCE
from tests.processes.bounded import bounded, line_of
from tests.processes.served import HOME

SET = "status set odr=0.5% orders=4000 defects=20"


class Held:
    """Holds up the answers to one person, just before they are kept, until it is let go or the block ends."""

    def __init__(self, user: str) -> None:
        self._user = user
        self.reached, self.let_go = threading.Event(), threading.Event()

    def __call__(self, answer: Answer) -> None:
        if answer.invocation.user_id == self._user:
            self.reached.set()
            assert self.let_go.wait(PATIENCE)

    def __enter__(self) -> "Held":
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()


@contextmanager
def process(engine: Engine, now: datetime, heard: Callable[[Answer], None] = lambda _: None) -> Iterator[Assistant]:
    """As much of a process as shares nothing with another one but the database."""
    own = open_engine(engine.url.render_as_string(hide_password=False))
    with closing(Assistant(own, lambda: now, on_answer=heard)) as assistant:
        yield assistant
    own.dispose()


def sends(assistant: Assistant, team: str, user: str, text: str = "status", **about: Any) -> int:
    """The status that a message of a person gets."""
    told = {
        "type": "message",
        "channel": "D0YOU",
        "ts": f"{assistant.clock().timestamp():.6f}",
        "user": user,
        "text": text,
    }
    body, headers = signed_event(told | about, team, SECRET)
    return build_app(assistant, SECRET, known_bot(team)).dispatch(slack_request(body, headers)).status


@pytest.mark.parametrize(
    ("team", "channel"), [("T0QUICK", "D0QUICK"), ("T0SLOW", "D0QUICK")], ids=["another workspace", "another person"]
)
def test_nobody_waits_for_the_slow_answer_to_somebody_else(engine, now, team, channel):
    with ThreadPoolExecutor(2) as slack, Held("U0SLOW") as slow, process(engine, now, slow) as assistant:
        first = slack.submit(sends, assistant, "T0SLOW", "U0SLOW")
        assert slow.reached.wait(PATIENCE)
        second = slack.submit(sends, assistant, team, "U0QUICK", channel=channel)
        assert second.result(PATIENCE) == 200
        assert outbox.exists(assistant.workspace(team), f"line/{channel}/{now.timestamp():.6f}")
        assert not first.done()
        slow.let_go.set()
        assert first.result(PATIENCE) == 200
        assert outbox.exists(assistant.workspace("T0SLOW"), f"line/D0YOU/{now.timestamp():.6f}")


@pytest.fixture
def waiting(monkeypatch) -> threading.Event:
    """Set once a repetition waits for the answer."""
    event = threading.Event()
    time = messages.time

    def sleep(seconds: float) -> None:
        event.set()
        time.sleep(seconds)

    monkeypatch.setattr(messages, "PATIENCE", PATIENCE)
    monkeypatch.setattr(messages, "time", SimpleNamespace(sleep=sleep, monotonic=time.monotonic))
    return event


def counted(ws: Workspace) -> tuple[dict[str, int], int, list[int]]:
    """How many answers wait, how many are in the audit, and what was recorded."""
    return outbox.count_by_state(ws), len(audit_log.list_recent(ws, 99)), values(ws)


def values(ws: Workspace) -> list[int]:
    """What was recorded, in millionths."""
    return [each.value for each in readings.list_latest(ws, "main")] if accounts.list_names(ws) else []


def test_a_repetition_in_another_process_waits_for_the_answer_and_does_nothing(engine, now, waiting):
    with (
        ThreadPoolExecutor(2) as slack,
        Held("U0ANN") as slow,
        process(engine, now, slow) as assistant,
        process(engine, now) as other,
    ):
        first = slack.submit(sends, assistant, "T1", "U0ANN", SET)
        assert slow.reached.wait(PATIENCE)
        again = slack.submit(sends, other, "T1", "U0ANN", SET, type="app_mention")
        assert waiting.wait(PATIENCE)
        assert not again.done()
        slow.let_go.set()
        assert [each.result(PATIENCE) for each in (first, again)] == [200, 200]
    assert counted(open_workspace(engine, "T1", now)) == ({"waiting": 1}, 1, [5_000])


def test_a_repetition_that_has_waited_for_long_is_one_that_slack_sends_again(engine, now, monkeypatch):
    monkeypatch.setattr(messages, "PATIENCE", 0)
    with (
        ThreadPoolExecutor(1) as slack,
        Held("U0ANN") as slow,
        process(engine, now, slow) as assistant,
        process(engine, now) as other,
    ):
        first = slack.submit(sends, assistant, "T1", "U0ANN", SET)
        assert slow.reached.wait(PATIENCE)
        assert sends(other, "T1", "U0ANN", SET) == 503
        slow.let_go.set()
        assert first.result(PATIENCE) == 200
        assert sends(other, "T1", "U0ANN", SET) == 200
    assert counted(open_workspace(engine, "T1", now)) == ({"waiting": 1}, 1, [5_000])


def test_a_repetition_answers_where_the_first_try_fails_while_it_waits(engine, now, waiting):
    with ThreadPoolExecutor(2) as slack, Held("U0ANN") as slow, process(engine, now) as other:

        def away(answer: Answer) -> None:
            slow(answer)
            raise OperationalError("INSERT", None, Exception("locked"))

        with process(engine, now, away) as assistant:
            first = slack.submit(sends, assistant, "T1", "U0ANN", "refund 100 used")
            assert slow.reached.wait(PATIENCE)
            again: Future[int] = slack.submit(sends, other, "T1", "U0ANN", "refund 100 used")
            assert waiting.wait(PATIENCE)
            slow.let_go.set()
            assert [each.result(PATIENCE) for each in (first, again)] == [500, 200]
    assert outbox.count_by_state(open_workspace(engine, "T1", now)) == {"waiting": 1}


def test_of_many_at_once_one_answers(engine, now):
    together = threading.Barrier(6)
    with process(engine, now) as one, process(engine, now) as two, ThreadPoolExecutor(6) as slack:

        def send(number: int) -> int:
            together.wait(PATIENCE)
            return sends((one, two)[number % 2], "T1", "U0ANN", SET, type=("message", "app_mention")[number % 2])

        assert set(slack.map(send, range(6))) <= {200, 503}
    assert counted(open_workspace(engine, "T1", now)) == ({"waiting": 1}, 1, [5_000])


def test_nobody_waits_while_somebody_else_asks_whose_the_token_is():
    asked, let_go = threading.Event(), threading.Event()

    class Slow(WebClient):
        def auth_test(self, **_: Any) -> Any:
            first = not asked.is_set()
            asked.set()
            assert not first or let_go.wait(PATIENCE)
            return {"user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T1"}

    authorize = known_to_slack(Slow("xoxb-1"))
    with ThreadPoolExecutor(2) as slack:
        first = slack.submit(authorize)
        assert asked.wait(PATIENCE)
        assert slack.submit(authorize).result(PATIENCE).bot_user_id == "U0BOT"
        assert not first.done()
        let_go.set()
        assert first.result(PATIENCE).bot_token == "xoxb-1"


KILLED = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import event
from bot.assistant.assistant import Assistant
from bot.listeners.messages import answer_event
from bot.listeners.payloads.message_event import MessageEvent
from storage.database.engine import open_engine

[url] = sys.argv[1:]

def die_at(engine, number):
    left = [number]
    def count(*_):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)

def answer(number, now):
    engine = open_engine(url)
    die_at(engine, number)
    about = {"channel": "D0YOU", "ts": f"{now.timestamp():.6f}", "user": "U0ANN"}
    told = {"type": "message", "text": f"status set odr=0.{number:02}%", **about}
    answer_event(Assistant(engine, lambda: now), MessageEvent.of({"team_id": "T1", "event": told}), "UHEADROOM")

for number, now in map(str.split, sys.stdin):
    if (child := os.fork()) == 0:
        answer(int(number), datetime.fromisoformat(now))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def test_a_message_whose_answerer_is_killed_anywhere_is_answered_once_and_changes_once(engine, url, now, monkeypatch):
    monkeypatch.setattr(messages, "PATIENCE", 0)
    ws = open_workspace(engine, "T1", now)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with bounded([sys.executable, "-c", KILLED, url], cwd=HOME, **pipes) as killer:
        for number in count(1):
            print(number, now.isoformat(), file=killer.stdin, flush=True)
            ended = int(line_of(killer))
            answered_again(engine, ws, now, number)
            if ended == 0:
                break
            assert os.WTERMSIG(ended) == signal.SIGKILL
            now += 2 * LEASE
        killer.stdin.close()
        assert killer.wait(PATIENCE) == 0
    assert number > 12


def answered_again(engine: Engine, ws: Workspace, now: datetime, number: int) -> None:
    """Slack tells of the message at once and after the lease; whatever it changed before may be changed since."""
    told, ts = f"status set odr=0.{number:02}%", f"{now.timestamp():.6f}"
    with process(engine, now) as assistant:
        assert sends(assistant, "T1", "U0ANN", told) in (200, 503)
        changed = values(ws) == [100 * number]
        if changed:
            assert sends(assistant, "T1", "U0BOB", "status set odr=9%", channel="D0BOB") == 200
    with process(engine, now + LEASE) as assistant:
        assert sends(assistant, "T1", "U0ANN", told, ts=ts) == 200
    assert values(ws) == [90_000 if changed else 100 * number]
    assert outbox.exists(ws, f"line/D0YOU/{ts}")
