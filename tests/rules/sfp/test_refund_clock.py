"""By when a returned item must be refunded, and how near that is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.core.calendar import add_business_days, is_business_day
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.sfp.refund_clock import Place, refund_clock

TORONTO = ZoneInfo("America/Toronto")
ONTARIO = Place("ON", TORONTO)
PLACES = st.sampled_from(
    [ONTARIO, Place("QC", ZoneInfo("America/Montreal")), Place("BC", ZoneInfo("America/Vancouver")),
     Place("NL", ZoneInfo("America/St_Johns")), Place("SK", ZoneInfo("America/Regina"))]
)  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))

# From facts about Canadian holidays: Boxing Day is one in Ontario alone, the 30th of September one in British Columbia.
LAST_DAYS = {
    (date(2026, 11, 23), "ON"): date(2026, 11, 25),
    (date(2026, 12, 23), "ON"): date(2026, 12, 29),
    (date(2026, 12, 23), "QC"): date(2026, 12, 28),
    (date(2026, 12, 23), "BC"): date(2026, 12, 28),
    (date(2026, 9, 29), "BC"): date(2026, 10, 2),
    (date(2026, 9, 29), "ON"): date(2026, 10, 1),
}


@pytest.mark.parametrize(("arrived", "province"), LAST_DAYS)
def test_the_last_day_is_the_second_business_day(arrived, province):
    assert LAST_DAYS[arrived, province] == refund_clock(arrived, Place(province, TORONTO)).day


def test_an_arrival_on_monday_is_watched_on_tuesday_morning_and_due_on_wednesday_night():
    clock = refund_clock(date(2026, 11, 23), ONTARIO)
    told = [instant.astimezone(UTC) for instant in clock[1:]]
    assert told == [
        datetime(2026, 11, 24, 14, tzinfo=UTC),
        datetime(2026, 11, 25, 14, tzinfo=UTC),
        datetime(2026, 11, 26, 5, tzinfo=UTC),
    ]


def test_the_clocks_may_change_on_the_way():
    clock = refund_clock(date(2026, 10, 30), ONTARIO)  # a Friday; clocks go back on Sunday
    assert clock.due.astimezone(UTC) == datetime(2026, 11, 4, 5, tzinfo=UTC)


@given(DAYS, PLACES)
def test_it_is_watched_and_acted_upon_only_on_business_days(arrived, place):
    clock = refund_clock(arrived, place)
    assert arrived < clock.watch_from.date() < clock.act_from.date() == clock.day
    assert all(is_business_day(each.date(), place.province) for each in (clock.watch_from, clock.act_from))
    assert clock.day == add_business_days(arrived, 2, place.province)


@given(DAYS, PLACES, st.integers(-10_000, 20_000))
def test_an_end_only_ever_comes_nearer(arrived, place, minutes):
    clock = refund_clock(arrived, place)
    now = clock.watch_from + timedelta(minutes=minutes)
    assert clock.level(now) <= clock.level(now + timedelta(minutes=1))
    ends = [clock.watch_from, clock.act_from, clock.due]
    before, after = ([clock.level(end - timedelta(seconds=back)) for end in ends] for back in (1, 0))
    assert (before, after) == ([OK, WATCH, ACT], [WATCH, ACT, BREACHED])
