"""Requesting a report from Amazon exactly once.

Amazon takes no idempotency key. So a report is marked as being requested in the transaction before the call. Where that
mark is found without an answer, the report is searched in Amazon's list before it is requested again, once the list
must show it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.amazon.sp_api.client import CREATE, LIST
from bot.amazon.sp_api.errors import Away, Denied, Expired, Refused, Throttled
from bot.amazon.sp_api.models import Report
from bot.amazon.sp_api.report_types import REPORT_TYPES, is_same_minute
from bot.amazon.sp_api.session import Session, backoff
from storage.reports import report_requests
from storage.reports.report_requests import ASKING, REQUESTED, WANTED, ReportRequest
from storage.transaction import Transaction

LISTED_AFTER: Final = timedelta(minutes=5)
"""How long after a call for a report that call is over and Amazon's list shows what it created."""

CLOCK_SKEW: Final = timedelta(minutes=10)
"""By how much Amazon's clock may be behind ours."""


def request_report(session: Session, request: ReportRequest) -> ReportRequest | None:
    """Have Amazon create a report. Where the answer is lost the mark stays, and the report is searched later."""

    def mark(transaction: Transaction, now: datetime) -> ReportRequest | None:
        changes = {"asked_at": now, "tries": request.tries + 1, "not_before": now + LISTED_AFTER}
        return report_requests.advance(transaction, request, state=ASKING, **changes)

    marked = session.reserve(CREATE, mark)
    if marked is None:
        return None
    try:
        report_type = REPORT_TYPES[request.kind].amazon_name
        report_id = session.client.create_report(report_type, request.data_start, request.data_end)
    except Refused as refused:
        return session.fail(marked, refused.code)
    except (Away, Denied, Expired, Throttled):
        session.update(marked, state=WANTED, not_before=session.clock())
        raise
    return _requested(session, marked, report_id)


def find_unanswered(session: Session, unanswered: Sequence[ReportRequest]) -> None:
    """Search Amazon's list for reports whose request got no answer; those not in it are requested again."""
    with session.pausing(LIST):
        reports = list(_listed(session, unanswered))
        with session.ws.read() as snapshot:
            known = report_requests.select_known_ids(
                snapshot, session.account, [report.report_id for report in reports]
            )
        for request in unanswered:
            match = next(
                (report for report in reports if report.report_id not in known and is_of(request, report)), None
            )
            if match:
                known.add(match.report_id)
                _requested(session, request, match.report_id)
            else:
                session.update(request, state=WANTED, not_before=session.clock())


def _listed(session: Session, unanswered: Sequence[ReportRequest]) -> Iterator[Report]:
    report_types = sorted({REPORT_TYPES[request.kind].amazon_name for request in unanswered})
    since = min(request.asked_at or request.wanted_at for request in unanswered) - CLOCK_SKEW
    next_token, is_last = None, False
    while not is_last:
        session.reserve(LIST)
        page = session.client.get_reports(report_types, since.replace(microsecond=0), next_token)
        yield from page.reports
        next_token, is_last = page.next_token, not page.next_token


def _requested(session: Session, request: ReportRequest, report_id: str) -> ReportRequest | None:
    not_before = session.clock() + backoff(0)
    return session.update(request, state=REQUESTED, report_id=report_id, tries=0, not_before=not_before)


def is_of(request: ReportRequest, report: Report) -> bool:
    """Whether a report in Amazon's list is the one of this request."""
    if report.report_type != REPORT_TYPES[request.kind].amazon_name:
        return False
    if report.created_time < (request.asked_at or request.wanted_at) - CLOCK_SKEW:
        return False
    # Amazon gives instants of its own to a report that takes no span.
    return request.data_start is None or (
        is_same_minute(report.data_start_time, request.data_start)
        and is_same_minute(report.data_end_time, request.data_end)
    )
