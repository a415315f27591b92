"""Quiet hours, digests and working days by the clock on the wall, also on the nights when it is changed."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workspace.local_time import moment, next_working_day, quiet, quiet_ends, slot
from rules.core.calendar import is_business_day

TORONTO, DUBLIN = ZoneInfo("America/Toronto"), ZoneInfo("Europe/Dublin")
LORD_HOWE, ST_JOHNS = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/St_Johns")
BEIRUT = ZoneInfo("Asia/Beirut")

NIGHTS = {
    (TORONTO, date(2026, 3, 8)): "skips 02:00 to 03:00",
    (TORONTO, date(2026, 11, 1)): "shows 01:00 to 02:00 twice",
    (DUBLIN, date(2026, 3, 29)): "skips 01:00 to 02:00",
    (DUBLIN, date(2026, 10, 25)): "shows 01:00 to 02:00 twice",
    (LORD_HOWE, date(2026, 10, 4)): "skips 02:00 to 02:30",
    (LORD_HOWE, date(2026, 4, 5)): "shows 01:30 to 02:00 twice",
    (ST_JOHNS, date(2026, 3, 8)): "skips 02:00 to 03:00",
    (ST_JOHNS, date(2006, 10, 29)): "goes back from 00:01 to 23:01 of the day before",
    (BEIRUT, date(2026, 3, 29)): "skips 00:00 to 01:00",
    (BEIRUT, date(2026, 10, 25)): "goes back from 00:00 to 23:00 of the day before",
}

nights = st.sampled_from(list(NIGHTS))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
shortly = st.builds(time, st.integers(0, 3), st.integers(0, 59))
times = minutes | shortly
spans = st.tuples(times, times).filter(lambda ends: ends[0] != ends[1])
zones = st.sampled_from([TORONTO, DUBLIN, LORD_HOWE, ST_JOHNS, BEIRUT])
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 Hypothesis adds it
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(start: time, end: time) -> str:
    return f"{start:%H:%M}-{end:%H:%M}"


def ticks(night: date, every: timedelta) -> list[datetime]:
    """Looks at the clock from two days before a night to two after it."""
    start = datetime.combine(night - 2 * DAY, time(), UTC)
    return [start + n * every for n in range(4 * DAY // every)]


@pytest.mark.parametrize("night", NIGHTS, ids=NIGHTS.get)
def test_the_nights_are_what_they_are_said_to_be(night):
    zone, day = night
    hours = moment(day + DAY, time(12), zone) - moment(day - DAY, time(12), zone)
    assert hours != 2 * DAY


@settings(max_examples=40)
@given(nights, times, st.integers(5, 15), st.integers(0, 14))
def test_each_day_has_its_slot_once_whenever_one_looks(night, at, every, offset):
    zone, day = night
    looks = [tick + timedelta(minutes=offset) for tick in ticks(day, timedelta(minutes=every))]
    seen = [slot(f"daily {at:%H:%M}", zone, look) for look in looks]
    changes = [new for old, new in pairwise(seen) if old != new]
    assert sorted(set(changes)) == changes, "in order, and none comes back"
    assert {(day - DAY).isoformat(), day.isoformat()} <= set(changes)


@settings(max_examples=40)
@given(nights, times, st.integers(5, 15))
def test_a_slot_comes_at_its_time_on_the_clock_or_where_that_is_skipped(night, at, every):
    zone, day = night
    looks = ticks(day, timedelta(minutes=every))
    first = next(n for n, look in enumerate(looks) if slot(f"daily {at:%H:%M}", zone, look) == day.isoformat())
    before, after = looks[first - 1].astimezone(zone).replace(tzinfo=None), run_on(looks[first], zone)
    assert before < datetime.combine(day, at) <= after


def run_on(instant, zone):
    """What the clock would show, had it not been put back within the last hour."""
    local = instant.astimezone(zone)
    return (local + (local.replace(fold=0).utcoffset() - local.utcoffset())).replace(tzinfo=None)


@given(zones, times, st.lists(instants, min_size=2, max_size=6).map(sorted))
def test_missed_slots_are_caught_up_once_and_only_the_newest(zone, at, looks):
    seen = [slot(f"daily {at:%H:%M}", zone, look) for look in looks]
    assert seen == sorted(seen)
    for look, day in zip(looks, seen, strict=True):
        local = look.astimezone(zone).date()
        assert day in {(local + n * DAY).isoformat() for n in (-1, 0, 1)}


@given(zones, times, st.sampled_from(["mon", "sun", "fri"]), instants)
def test_each_week_has_its_slot_once(zone, at, weekday, start):
    rhythm = f"weekly {weekday} {at:%H:%M}"
    # A week in which clocks go back has an hour more than seven days.
    seen = list(dict.fromkeys(slot(rhythm, zone, start + n * 6 * HOUR) for n in range(30)))
    weeks = [date.fromisocalendar(int(each[:4]), int(each[6:]), 1) for each in seen]
    assert len(weeks) in (2, 3)
    assert {after - before for before, after in pairwise(weeks)} == {7 * DAY}


WEEKS = {
    (2026, 11, 23, 8, 59): "2026-W47",
    (2026, 11, 23, 9, 0): "2026-W48",
    (2026, 11, 29, 23, 59): "2026-W48",
    (2027, 1, 3, 12, 0): "2026-W53",
    (2027, 1, 4, 9, 0): "2027-W01",
}


@pytest.mark.parametrize(("clock", "week"), WEEKS.items())
def test_a_week_is_named_as_iso_does(clock, week):
    assert week == slot("weekly mon 09:00", TORONTO, datetime(*clock, tzinfo=TORONTO))


def test_a_slot_from_before_the_digest_was_wanted_is_none():
    noon = datetime(2026, 11, 23, 12, tzinfo=TORONTO)
    assert slot("daily 09:00", TORONTO, noon) == "2026-11-23"
    assert slot("daily 09:00", TORONTO, noon, since=noon) is None
    assert slot("daily 09:00", TORONTO, noon + DAY, since=noon) == "2026-11-24"
    assert slot(None, TORONTO, noon) is None


CLOCKS = {
    ("18:00-08:00", 17, 59): False,
    ("18:00-08:00", 18, 0): True,
    ("18:00-08:00", 0, 0): True,
    ("18:00-08:00", 7, 59): True,
    ("18:00-08:00", 8, 0): False,
    ("12:00-13:00", 12, 0): True,
    ("12:00-13:00", 13, 0): False,
    ("22:00-00:00", 23, 59): True,
    ("22:00-00:00", 0, 0): False,
    ("00:00-06:00", 0, 0): True,
    (None, 3, 0): False,
}


@pytest.mark.parametrize(("clock", "is_quiet"), CLOCKS.items())
def test_quiet_is_from_the_first_time_until_the_second(clock, is_quiet):
    span, hour, minute = clock
    assert is_quiet == quiet(span, TORONTO, datetime(2026, 11, 23, hour, minute, tzinfo=TORONTO))


@given(zones, spans, instants)
def test_quiet_ends_where_it_is_no_longer_quiet_and_not_before(zone, span, now):
    ends = quiet_ends(told(*span), zone, now)
    assert ends >= now
    assert (ends > now) == quiet(told(*span), zone, now)
    assert not quiet(told(*span), zone, ends)
    # The one loud minute of a day may be among those that the clocks skip; then it is quiet until the next day's.
    assert ends - now < 2 * DAY
    between = [now + (ends - now) * n / 7 for n in range(7)]
    assert all(quiet(told(*span), zone, each) for each in between) or ends == now


@given(nights, spans, st.integers(-1_500, 1_500))
def test_quiet_ends_also_on_the_nights_when_clocks_change(night, span, minute):
    zone, day = night
    now = moment(day, time(2), zone) + timedelta(minutes=minute)
    ends = quiet_ends(told(*span), zone, now)
    assert not quiet(told(*span), zone, ends)
    assert all(quiet(told(*span), zone, now + (ends - now) * n / 5) for n in range(5)) or ends == now


@given(zones, spans, instants)
def test_away_from_those_nights_the_clock_on_the_wall_says_whether_it_is_quiet(zone, span, now):
    offsets = {(now + n * HOUR).astimezone(zone).utcoffset() for n in range(-26, 27)}
    if len(offsets) == 1:
        start, end = span
        clock = now.astimezone(zone).time()
        inside = start <= clock < end if start < end else clock >= start or clock < end
        assert inside == quiet(told(*span), zone, now)


@given(nights, times, times)
def test_later_on_the_clock_is_never_earlier(night, one, other):
    zone, day = night
    first, second = sorted((one, other))
    assert moment(day, first, zone) <= moment(day, second, zone) <= moment(day + DAY, first, zone)


WORKING_DAYS = {
    (date(2026, 11, 20), "ON"): date(2026, 11, 23),
    (date(2026, 12, 24), "ON"): date(2026, 12, 29),
    (date(2026, 12, 24), "QC"): date(2026, 12, 28),
    (date(2026, 11, 23), "ON"): date(2026, 11, 24),
}


@pytest.mark.parametrize(("told_on", "day"), WORKING_DAYS.items())
def test_the_next_working_day_begins_at_nine(told_on, day):
    local, province = told_on
    assert next_working_day(datetime.combine(local, time(23, 30), TORONTO), TORONTO, province) == moment(
        day, time(9), TORONTO
    )


@given(zones, instants)
def test_the_next_working_day_is_one_and_lies_ahead(zone, now):
    begins = next_working_day(now, zone, "ON")
    assert begins > now
    assert is_business_day(begins.astimezone(zone).date(), "ON")
