"""When a returned Prime item is due for its refund, and from when it is watched and urgent (assumption A8).

The page counts in business days and names no hours. Ours are 9:00 to 17:00 at the warehouse, so eight business hours
before the end of the last business day are that day's morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from rules.core.calendar import add_business_days
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import terms
from rules.sfp.refund import RefundTerms

WORK_BEGINS = time(9)


class RefundClock(NamedTuple):
    """The instants (aware) from which a refund is watched, urgent and past due; `day` is the last day to refund on."""

    day: date
    watch_from: datetime
    act_from: datetime
    due: datetime

    def level(self, now: datetime) -> int:
        """The level now: watch from half of the business days, act from the last morning, breached once due."""
        if now >= self.due:
            return BREACHED
        if now >= self.act_from:
            return ACT
        return WATCH if now >= self.watch_from else OK


@dataclass(frozen=True, slots=True)
class Place:
    """Where returns arrive: the province whose holidays count, and the time zone."""

    province: str
    zone: tzinfo


def refund_clock(arrived: date, place: Place) -> RefundClock:
    """The clock of an item that arrived on a day, which is day 0. Raises NoTerms."""
    days = terms(RefundTerms, arrived).refund_business_days
    last = add_business_days(arrived, days, place.province)
    half = add_business_days(arrived, (days + 1) // 2, place.province)
    return RefundClock(
        day=last,
        watch_from=_at(half, WORK_BEGINS, place.zone),
        act_from=_at(last, WORK_BEGINS, place.zone),
        due=_at(last + timedelta(days=1), time(0), place.zone),
    )


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone)
