"""How the reports of every connected account are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.views.files.connections import failure_line
from bot.views.model.connections import Coming
from bot.workspace.context import context_of
from storage import workspaces
from storage.database.encryption import EncryptionError, Keys
from storage.reports import connections, report_requests
from storage.reports.report_requests import ReportRequest
from storage.workspaces import Workspace

FAILURES_FOR: Final = timedelta(days=2)
"""How long a failed report is mentioned: by then the next one has brought what it lacked, or failed too."""


def standings(ws: Workspace, zone: ZoneInfo) -> list[Coming]:
    """Every connected account of a workspace, by its name."""
    newest = report_requests.list_newest(ws)
    return [
        Coming(
            connection.account,
            connection.since.astimezone(zone).date(),
            {report.kind: report.day for report in newest if report.account == connection.account},
            connection.trouble_since.astimezone(zone).date() if connection.trouble_since else None,
        )
        for connection in connections.list_all(ws)
    ]


def failures(ws: Workspace, coming: Coming) -> list[ReportRequest]:
    """The newest report of each kind of an account, where it failed."""
    since = max(coming.newest.values(), default=coming.since) - FAILURES_FOR
    failed = report_requests.list_failed(ws, since)
    last_failed = {request.kind: request for request in failed if request.account == coming.account}
    return [
        request
        for kind, request in last_failed.items()
        if kind not in coming.newest or request.day > coming.newest[kind]
    ]


class ConnectionStatus(NamedTuple):
    """How a connection is, and what to do where it does not work."""

    told: str
    advice: str = ""
    bad: bool = False


def connection_statuses(engine: Engine, keys: Keys) -> Iterator[ConnectionStatus]:
    """The connections of every workspace, in the order of their names."""
    for workspace_id in workspaces.list_ids(engine):
        ws = Workspace(engine, workspace_id)
        if connections.list_all(ws):
            zone = context_of(ws, datetime.now(UTC)).zone
            yield from (_examined(ws, keys, coming) for coming in standings(ws, zone))


def _examined(ws: Workspace, keys: Keys, coming: Coming) -> ConnectionStatus:
    state = f"{ws.id}/{coming.account} is connected since {coming.since}, {_newest(coming)}"
    try:
        connections.get_credentials(ws, keys, coming.account)
    except EncryptionError as unsealable:
        return ConnectionStatus(f"{state}, but its credentials cannot be read", str(unsealable), bad=True)
    if coming.refused_since:
        state += f", and Amazon refuses its credentials since {coming.refused_since}"
        return ConnectionStatus(state, f"Run `headroom connect amazon --account {coming.account}` again.", bad=True)
    if failed := failures(ws, coming):
        state += "".join(f"; {failure_line(ENGLISH, request.kind, request.day, request.error)}" for request in failed)
        return ConnectionStatus(
            state, "They are asked for again tomorrow. Unauthorized: give the application the role it lacks."
        )
    return ConnectionStatus(state)


def _newest(coming: Coming) -> str:
    if not coming.newest:
        return "nothing came yet"
    days = ", ".join(f"{say(ENGLISH, f'word.{kind}')} {day}" for kind, day in sorted(coming.newest.items()))
    return f"newest: {days}"
