"""Which reports are due: every type once a local day, from where the last one ended."""

from datetime import datetime, timedelta

from bot.amazon.sp_api.report_types import MAX_DAYS_BACK, REPORT_TYPES, History, Span, due_spans
from bot.amazon.sp_api.session import Session
from storage.reports import report_requests
from storage.reports.report_requests import ReportRequest
from storage.transaction import Snapshot, Transaction


def plan(session: Session) -> None:
    """Store a request for every report that is due."""
    if due_kinds(session):
        session.leased(lambda transaction, now: _plan_all(session, transaction, now))


def due_kinds(session: Session) -> list[str]:
    """The kinds of which no report is requested for today, and none of an earlier day is unfinished."""
    with session.ws.read() as snapshot:
        return _due_kinds(session, snapshot)


def _due_kinds(session: Session, snapshot: Snapshot) -> list[str]:
    in_hand = report_requests.select_pending_kinds(snapshot, session.account, session.today)
    return [name for name in REPORT_TYPES if name not in in_hand]


def _plan_all(session: Session, transaction: Transaction, now: datetime) -> int:
    """Store what is still due: another process may have planned until now."""
    return sum(_plan(session, transaction, kind, now) for kind in _due_kinds(session, transaction))


def _plan(session: Session, transaction: Transaction, kind: str, now: datetime) -> int:
    history = _history(session, transaction, kind, now)
    spans = due_spans(REPORT_TYPES[kind], history, now, session.zone)
    requests = (_request(session, kind, part, span, now) for part, span in enumerate(spans))
    return report_requests.insert_if_absent(transaction, requests)


def _history(session: Session, transaction: Transaction, kind: str, now: datetime) -> History:
    spans = report_requests.select_spans(transaction, session.account, kind, now - timedelta(days=MAX_DAYS_BACK))
    began = min((start for start, _, _ in spans), default=None)
    return History(began, [(start, end) for start, end, is_complete in spans if is_complete])


def _request(session: Session, kind: str, part: int, span: Span | None, now: datetime) -> ReportRequest:
    start, end = span or (None, None)
    return ReportRequest(
        account=session.account,
        kind=kind,
        day=session.today,
        part=part,
        data_start=start,
        data_end=end,
        wanted_at=now,
        not_before=now,
    )
