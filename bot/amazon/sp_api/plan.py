"""What is wanted of Amazon now: every kind once a local day, from where it was left."""

from datetime import datetime, timedelta

from bot.amazon.sp_api.report_types import KINDS, LONGEST_AWAY, Before, Span, parts
from bot.amazon.sp_api.session import Turn
from storage.reports import report_requests
from storage.reports.report_requests import Request
from storage.workspaces import Snapshot, Transaction


def plan(turn: Turn) -> None:
    """Want what is lacking."""
    if lacking(turn):
        turn.hold(lambda transaction, now: _want_all(turn, transaction, now))


def lacking(turn: Turn) -> list[str]:
    """The kinds of which nothing was wanted today, but for those of which something is still to come."""
    with turn.ws.read() as snapshot:
        return _lacking(turn, snapshot)


def _lacking(turn: Turn, snapshot: Snapshot) -> list[str]:
    in_hand = report_requests.kinds_in_hand(snapshot, turn.account, turn.today)
    return [name for name in KINDS if name not in in_hand]


def _want_all(turn: Turn, transaction: Transaction, now: datetime) -> int:
    """Want what is lacking still: somebody else may have been at work until now."""
    return sum(_want(turn, transaction, kind, now) for kind in _lacking(turn, transaction))


def _want(turn: Turn, transaction: Transaction, kind: str, now: datetime) -> int:
    before = _before(turn, transaction, kind, now)
    spans = parts(KINDS[kind], before, now, turn.zone)
    return report_requests.want(transaction, (_wanted(turn, kind, part, span, now) for part, span in enumerate(spans)))


def _before(turn: Turn, transaction: Transaction, kind: str, now: datetime) -> Before:
    spans = report_requests.spans(transaction, turn.account, kind, now - timedelta(days=LONGEST_AWAY))
    began = min((start for start, _, _ in spans), default=None)
    return Before(began, [(start, end) for start, end, brought in spans if brought])


def _wanted(turn: Turn, kind: str, part: int, span: Span | None, now: datetime) -> Request:
    start, end = span or (None, None)
    return Request(
        account=turn.account,
        kind=kind,
        day=turn.today,
        part=part,
        data_start=start,
        data_end=end,
        wanted_at=now,
        not_before=now,
    )
