"""Which reports are fetched, and of which days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.workspace.local_time import DAY, MINUTE, moment

LONGEST_AWAY: Final = 180
"""Days before today from which on reports are caught up, however long nobody asked."""

OVERLAP: Final = 2 * DAY
"""By how much the parts of a span overlap: what is counted by day is not whole on the first and last day of a part."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Kind:
    """A report: our name for it and Amazon's.

    One that takes a span of days may cover `longest` of them, goes back by `first` when an account is new, and covers
    again the last `again` of the days it has, because what happened on them may still change. One without `longest`
    tells how things stand.
    """

    name: str
    report_type: str
    longest: int = 0
    first: int = 0
    again: int = 0


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("performance", "GET_V2_SELLER_PERFORMANCE_REPORT"),
        Kind("listings", "GET_MERCHANT_LISTINGS_ALL_DATA"),
        Kind("returns", "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", 60, 59, 45),
        Kind("returns-xml", "GET_XML_RETURNS_DATA_BY_RETURN_DATE", 60, 59, 45),
        Kind("prime-returns", "GET_CSV_MFN_PRIME_RETURNS_REPORT", 60, 59, 45),
        # Amazon makes this one of 30 days at most, and it takes 90 to fill the window of the order defect rate.
        Kind("orders", "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL", 30, 90, 14),
        Kind("feedback", "GET_SELLER_FEEDBACK_DATA", 60, 90, 7),
    )
}


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked for so far: from when on, and the spans that brought all there was."""

    began: datetime | None = None
    brought: Sequence[Span] = ()

    def reach(self) -> datetime | None:
        """Up to when nothing is lacking; None where nothing was ever asked."""
        reach = self.began
        for start, end in sorted(self.brought):
            if reach is None or start > reach:
                break
            reach = max(reach, end)
        return reach


def parts(kind: Kind, before: Before, now: datetime, zone: ZoneInfo) -> list[Span | None]:
    """The spans to ask for now, oldest first; a single None for a report that tells how things stand."""
    return list(_cut(_start(kind, before, now, zone), _minute(now), kind.longest)) if kind.longest else [None]


def _start(kind: Kind, before: Before, now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    reach = before.reach()
    day = today - kind.first * DAY if reach is None else reach.astimezone(zone).date() - kind.again * DAY
    return moment(max(day, today - LONGEST_AWAY * DAY), time.min, zone)


def _cut(start: datetime, end: datetime, longest: int) -> Iterator[Span]:
    while start + timedelta(days=longest) < end:
        yield start, start + timedelta(days=longest)
        start += timedelta(days=longest) - OVERLAP
    yield start, end


def _minute(now: datetime) -> datetime:
    """A whole minute, because Amazon gives some instants back without their seconds."""
    return now.replace(second=0, microsecond=0)


def same(one: datetime | None, other: datetime | None) -> bool:
    """Whether two instants are one to Amazon, or there is neither."""
    return abs(one - other) < MINUTE if one and other else one is other
