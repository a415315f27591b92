"""`headroom sync`: sync every connection now, and say what came."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from bot.amazon.sp_api.errors import AmazonError, Denied
from bot.amazon.sp_api.session import LeaseLost, Outcome
from bot.amazon.sp_api.syncer import Pass, Syncer
from bot.config import Settings
from bot.entrypoints.cli.import_files import workspace_for
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Unreadable
from bot.slack.plain_text import message_text
from bot.views.files.connections import Arrived, passed_view
from storage.reports import connections, report_requests
from storage.reports.connections import Connection
from storage.workspaces import Workspace

PAUSE: Final = 30.0
"""Seconds between two passes while somebody waits."""

Wait = Callable[[float], None]


def sync_all(
    engine: Engine,
    settings: Settings,
    workspace_id: str | None,
    account: str | None,
    clock: Callable[[], datetime],
    wait: Wait | None = None,
) -> Iterator[str]:
    """A text for each connection, or for the account's; with `wait`, until none of their reports is unfinished.

    Raises Unreadable where nothing is connected, and `storage.database.encryption.EncryptionError`.
    """
    ws = workspace_for(engine, workspace_id, clock())
    connected = [connection for connection in connections.list_all(ws) if account in (None, connection.account)]
    if not connected:
        raise Unreadable("amazon.nothing")
    with closing(Syncer(engine, settings, clock)) as syncer:
        for connection in connected:
            yield from _texts(syncer, ws, connection, wait)


def _texts(syncer: Syncer, ws: Workspace, connection: Connection, wait: Wait | None) -> Iterator[str]:
    """A text for each pass, but for those in which nothing came while somebody waits."""
    while True:
        result = syncer.sync(ws, connection)
        unfinished = len(report_requests.list_open(ws, connection.account))
        goes_on = wait is not None and unfinished and result.error is None
        if result.outcomes or not goes_on:
            yield _text(connection, result, 0 if goes_on else unfinished)
        if wait is None or not goes_on:
            return
        wait(PAUSE)


def _text(connection: Connection, result: Pass, unfinished: int) -> str:
    arrived = [_arrived(outcome) for outcome in result.outcomes]
    return message_text(passed_view(ENGLISH, connection.account, arrived, unfinished, _why(result)))


def _arrived(outcome: Outcome) -> Arrived:
    rows = outcome.imported.rows if outcome.imported else 0
    return Arrived(outcome.kind, outcome.day, outcome.state, rows, outcome.error)


def _why(result: Pass) -> str:
    match result.error:
        case None:
            return ""
        case Denied(code=code):
            return say(ENGLISH, "amazon.stopped.denied", word=code)
        case AmazonError(code=code):
            return say(ENGLISH, "amazon.stopped.away", word=code)
        case LeaseLost():
            return say(ENGLISH, "amazon.stopped.busy")
    raise result.error
