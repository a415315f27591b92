"""How the reports of every connected account stand."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.views.amazon import Coming
from storage import connections, report_requests
from storage.report_requests import Request
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
