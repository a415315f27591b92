"""Which of Amazon's reports are fetched, and which days each of them covers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.workspace.local_time import DAY, MINUTE, moment

MAX_DAYS_BACK: Final = 180
"""Days before today that are caught up at most, however long nothing was fetched."""

OVERLAP: Final = 2 * DAY
"""By how much the parts of a span overlap: counts by day are incomplete on the first and last day of a part."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class ReportType:
    """A report: our name for it (its kind) and Amazon's.

    One that covers a span has at most `max_days` of them, goes back by `first_days` for a new account, and covers
    again the last `repeated_days` that it has, which may still change. One without `max_days` covers how things stand.
    """

    name: str
    amazon_name: str
    max_days: int = 0
    first_days: int = 0
    repeated_days: int = 0


REPORT_TYPES: Final = {
    report_type.name: report_type
    for report_type in (
        ReportType("performance", "GET_V2_SELLER_PERFORMANCE_REPORT"),
        ReportType("listings", "GET_MERCHANT_LISTINGS_ALL_DATA"),
        ReportType("returns", "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", 60, 59, 45),
        ReportType("returns-xml", "GET_XML_RETURNS_DATA_BY_RETURN_DATE", 60, 59, 45),
        ReportType("prime-returns", "GET_CSV_MFN_PRIME_RETURNS_REPORT", 60, 59, 45),
        # Amazon makes this one of 30 days at most, and it takes 90 to fill the window of the order defect rate.
        ReportType("orders", "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL", 30, 90, 14),
        ReportType("feedback", "GET_SELLER_FEEDBACK_DATA", 60, 90, 7),
    )
}


@dataclass(frozen=True, slots=True)
class History:
    """What was requested so far: since when, and the spans whose reports were imported or empty."""

    began: datetime | None = None
    complete: Sequence[Span] = ()

    def complete_until(self) -> datetime | None:
        """Up to when there is no gap; None where nothing was ever requested."""
        until = self.began
        for start, end in sorted(self.complete):
            if until is None or start > until:
                break
            until = max(until, end)
        return until


def due_spans(report_type: ReportType, history: History, now: datetime, zone: ZoneInfo) -> list[Span | None]:
    """The spans to request now, oldest first; a single None for a report of how things stand."""
    if not report_type.max_days:
        return [None]
    return list(_parts(_start(report_type, history, now, zone), _whole_minute(now), report_type.max_days))


def _start(report_type: ReportType, history: History, now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    until = history.complete_until()
    if until is None:
        day = today - report_type.first_days * DAY
    else:
        day = until.astimezone(zone).date() - report_type.repeated_days * DAY
    return moment(max(day, today - MAX_DAYS_BACK * DAY), time.min, zone)


def _parts(start: datetime, end: datetime, max_days: int) -> Iterator[Span]:
    while start + timedelta(days=max_days) < end:
        yield start, start + timedelta(days=max_days)
        start += timedelta(days=max_days) - OVERLAP
    yield start, end


def _whole_minute(now: datetime) -> datetime:
    """The minute, because Amazon returns some instants without their seconds."""
    return now.replace(second=0, microsecond=0)


def is_same_minute(one: datetime | None, other: datetime | None) -> bool:
    """Whether two instants are one to Amazon, or there is neither."""
    return abs(one - other) < MINUTE if one and other else one is other
