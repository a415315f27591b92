"""`headroom sync`: every connection is taken as far as it goes now, and what came is said."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from bot.amazon.sp_api.errors import AmazonSilent, Denied
from bot.amazon.sp_api.session import Came, Lost
from bot.amazon.sp_api.syncer import Passed, Syncing
from bot.config import Settings
from bot.entrypoints.cli.import_files import workspace_for
from bot.language.catalogue import say
from bot.reports.parsing.report import Unreadable
from bot.slack.plain_text import message_text
from bot.views.files.connections import Arrived, passed_view
from storage.reports import connections, report_requests
from storage.reports.connections import Connection
from storage.workspaces import Workspace

PAUSE: Final = 30.0
"""Seconds between two passes of somebody who waits."""

Wait = Callable[[float], None]


def sync_all(
    engine: Engine,
    settings: Settings,
    workspace_id: str | None,
    account: str | None,
    clock: Callable[[], datetime],
    wait: Wait | None = None,
) -> Iterator[str]:
    """What comes of each connection, or of the account's; with `wait`, until all that is to come came.

    Raises Unreadable where nothing is connected, and `storage.database.encryption.Unsealable`.
    """
    ws = workspace_for(engine, workspace_id, clock())
    held = [each for each in connections.held(ws) if account in (None, each.account)]
    if not held:
        raise Unreadable("amazon.nothing")
    with closing(Syncing(engine, settings, clock)) as syncing:
        for each in held:
            yield from _passes(syncing, ws, each, wait)


def _passes(syncing: Syncing, ws: Workspace, held: Connection, wait: Wait | None) -> Iterator[str]:
    """One pass, or as many as it takes; a pass in which nothing came is not worth a word while somebody waits."""
    while True:
        passed = syncing.sync(ws, held)
        left = len(report_requests.unfinished(ws, held.account))
        going_on = wait is not None and left and passed.stopped is None
        if passed.came or not going_on:
            yield _said(held, passed, 0 if going_on else left)
        if wait is None or not going_on:
            return
        wait(PAUSE)


def _said(held: Connection, passed: Passed, left: int) -> str:
    arrived = [_arrived(each) for each in passed.came]
    return message_text(passed_view(held.account, arrived, left, _why(passed)))


def _arrived(came: Came) -> Arrived:
    return Arrived(came.kind, came.day, came.state, came.imported.rows if came.imported else 0, came.error)


def _why(passed: Passed) -> str:
    match passed.stopped:
        case None:
            return ""
        case Denied(word=word):
            return say("amazon.stopped.denied", word=word)
        case AmazonSilent(word=word):
            return say("amazon.stopped.away", word=word)
        case Lost():
            return say("amazon.stopped.busy")
    raise passed.stopped
