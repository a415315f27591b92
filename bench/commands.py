"""Signed commands through the whole app in this process, beside the smallest Bolt command there can be."""

from collections.abc import Callable, Iterator

from slack_bolt import App, BoltRequest
from sqlalchemy import Engine

from bench.figures import Goal, Row
from bench.rounds import in_turns, micros_each
from bench.sample_assistant import app_of, now, sample_engine
from bench.slack import REFUND, STATUS, TEAM, Request, bare_app, request
from bot.assistant.assistant import Assistant
from bot.slack.requests import slack_request
from storage import audit_log
from storage.workspaces import open_workspace

ROUNDS = 15
REQUESTS = 200
WARMING = 20

Send = Callable[[Request], int]


def rows() -> Iterator[Row]:
    """A refund with its audit row, and the standing of the sample seller."""
    with sample_engine() as engine:
        taken = in_turns(
            ROUNDS,
            {
                "our refund": lambda: ours(engine, REFUND),
                "bare refund": lambda: bare(REFUND),
                "our status": lambda: ours(engine, STATUS),
                "bare status": lambda: bare(STATUS),
            },
        )
    yield _row(REFUND, taken["our refund"], taken["bare refund"], Goal(3, "ratio"))
    yield _row(STATUS, taken["our status"], taken["bare status"], Goal(8, "ratio"))


def _row(line: str, ours: list[float], bare: list[float], goal: Goal) -> Row:
    return Row(f"{line}, in process", ours, "bare Bolt command", bare, "µs", goal)


def ours(engine: Engine, line: str) -> float:
    """Microseconds a request: the answers and the writing of their audit, down to its last row."""
    start = now()
    assistant = Assistant(engine, now)
    app = app_of(assistant)
    micros = _measured(lambda asked: app.dispatch(slack_request(*asked)).status, line, assistant.close)
    audited = audit_log.list_recent(open_workspace(engine, TEAM, now()), WARMING + REQUESTS)
    if not all(answered.ok and when >= start for when, answered in audited):
        raise RuntimeError("the audit lacks an answer")
    return micros


def bare(line: str) -> float:
    """Microseconds a request of the smallest app."""
    app: App = bare_app(line)

    def send(asked: Request) -> int:
        body, headers = asked
        return app.dispatch(BoltRequest(body=body, headers=dict(headers))).status

    return _measured(send, line)


def _measured(send: Send, line: str, close: Callable[[], object] = lambda: None) -> float:
    requests = [request(line, number) for number in range(WARMING + REQUESTS)]
    _send_all(send, requests[:WARMING])

    def measured() -> None:
        _send_all(send, requests[WARMING:])
        close()

    return micros_each(measured, REQUESTS)()


def _send_all(send: Send, requests: list[Request]) -> None:
    for each in requests:
        if send(each) != 200:
            raise RuntimeError("a request was refused")
