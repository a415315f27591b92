"""Asking Amazon for a report, once.

Amazon knows no key by which a repeated request is the same one. So a report is marked as being asked for in the
transaction before the call; whoever finds that mark and no answer looks through Amazon's own list first, once that has
had the time to show it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.amazon.sp_api.client import CREATE, LIST, Report
from bot.amazon.sp_api.errors import Away, Denied, Expired, Refused, Throttled
from bot.amazon.sp_api.report_types import KINDS, same
from bot.amazon.sp_api.session import Turn, wait
from storage.reports import report_requests
from storage.reports.report_requests import ASKING, REQUESTED, WANTED, Request
from storage.workspaces import Transaction

SETTLED: Final = timedelta(minutes=5)
"""How long after a report was asked for Amazon's list surely shows it, and no call for it is under way."""

SKEW: Final = timedelta(minutes=10)
"""By how much Amazon's clock may be behind ours."""


def ask(turn: Turn, request: Request) -> Request | None:
    """Ask for a report. Where the line is cut the mark stays, and the report is looked for later."""

    def mark(transaction: Transaction, now: datetime) -> Request | None:
        changes = {"asked_at": now, "tries": request.tries + 1, "not_before": now + SETTLED}
        return report_requests.move(transaction, request, state=ASKING, **changes)

    asking = turn.book(CREATE, mark)
    if asking is None:
        return None
    try:
        report_type = KINDS[request.kind].report_type
        return _asked(turn, asking, turn.amazon.create(report_type, request.data_start, request.data_end))
    except Refused as refused:
        return turn.fail(asking, refused.word)
    except (Away, Denied, Expired, Throttled):
        turn.move(asking, state=WANTED, not_before=turn.clock())
        raise


def look_for(turn: Turn, lost: Sequence[Request]) -> None:
    """Find at Amazon what was asked for without an answer; what is not there is asked for again."""
    with turn.patient(LIST):
        there = list(_listed(turn, lost))
        with turn.ws.read() as snapshot:
            known = report_requests.known(snapshot, turn.account, [each.report_id for each in there])
        for request in lost:
            found = next((each for each in there if each.report_id not in known and is_of(request, each)), None)
            if found:
                known.add(found.report_id)
                _asked(turn, request, found.report_id)
            else:
                turn.move(request, state=WANTED, not_before=turn.clock())


def _listed(turn: Turn, lost: Sequence[Request]) -> Iterator[Report]:
    types = sorted({KINDS[each.kind].report_type for each in lost})
    since = min(each.asked_at or each.wanted_at for each in lost) - SKEW
    page = None
    while page is None or page.more:
        turn.book(LIST)
        page = turn.amazon.created_since(types, since.replace(microsecond=0), page and page.more)
        yield from page.reports


def _asked(turn: Turn, asking: Request, report_id: str) -> Request | None:
    return turn.move(asking, state=REQUESTED, report_id=report_id, tries=0, not_before=turn.clock() + wait(0))


def is_of(request: Request, report: Report) -> bool:
    """Whether a report at Amazon is the one that was asked for."""
    if report.report_type != KINDS[request.kind].report_type:
        return False
    if report.created < (request.asked_at or request.wanted_at) - SKEW:
        return False
    # Amazon gives instants of its own to a report that takes none.
    spanless = request.data_start is None
    return spanless or (same(report.start, request.data_start) and same(report.end, request.data_end))
