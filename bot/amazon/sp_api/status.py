"""How the reports of every connected account stand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.language.catalogue import say
from bot.views.model.connections import Coming
from bot.workspace.context import scene_of
from storage import workspaces
from storage.database.encryption import Keys, Unsealable
from storage.reports import connections, report_requests
from storage.reports.report_requests import Request
from storage.workspaces import Workspace

LOOKED_BACK = timedelta(days=2)
"""How long a report that failed is worth a word: by then the next one has brought what it lacked, or failed too."""


def standings(ws: Workspace, zone: ZoneInfo) -> list[Coming]:
    """Every connected account of a workspace, by its name."""
    newest = report_requests.newest(ws)
    return [
        Coming(
            held.account,
            held.since.astimezone(zone).date(),
            {each.kind: each.day for each in newest if each.account == held.account},
            held.trouble_since.astimezone(zone).date() if held.trouble_since else None,
        )
        for held in connections.held(ws)
    ]


def failures(ws: Workspace, coming: Coming) -> list[Request]:
    """The newest report of each kind of an account, where it failed."""
    since = max(coming.newest.values(), default=coming.since) - LOOKED_BACK
    found = {each.kind: each for each in report_requests.failed(ws, since) if each.account == coming.account}
    return [each for kind, each in found.items() if kind not in coming.newest or each.day > coming.newest[kind]]


class Found(NamedTuple):
    """How a connection is, and what to do where it is not well."""

    told: str
    advice: str = ""
    bad: bool = False


def found(engine: Engine, keys: Keys) -> Iterator[Found]:
    """How the connections of every workspace are, in the order of their names."""
    for workspace_id in workspaces.ids(engine):
        ws = Workspace(engine, workspace_id)
        if connections.held(ws):
            zone = scene_of(ws, datetime.now(UTC)).zone
            yield from (_found(ws, keys, coming) for coming in standings(ws, zone))


def _found(ws: Workspace, keys: Keys, coming: Coming) -> Found:
    told = f"{ws.id}/{coming.account} is connected since {coming.since}, {_newest(coming)}"
    try:
        connections.credentials(ws, keys, coming.account)
    except Unsealable as unsealable:
        return Found(f"{told}, but its credentials cannot be read", str(unsealable), bad=True)
    if coming.refused_since:
        told += f", and Amazon refuses its credentials since {coming.refused_since}"
        return Found(told, f"Run `headroom connect amazon --account {coming.account}` again.", bad=True)
    if failed := failures(ws, coming):
        told += "".join(f"; {say(f'word.{each.kind}')} of {each.day} failed: {each.error}" for each in failed)
        return Found(told, "They are asked for again tomorrow. Unauthorized: give the application the role it lacks.")
    return Found(told)


def _newest(coming: Coming) -> str:
    if not coming.newest:
        return "nothing came yet"
    told = ", ".join(f"{say(f'word.{kind}')} {day}" for kind, day in sorted(coming.newest.items()))
    return f"newest: {told}"
