"""Which days are asked for: none is left out, and no report covers more than Amazon makes."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amazon.sp_api.report_types import KINDS, LONGEST_AWAY, OVERLAP, Before, parts, same

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 24, 15, 7, 31, tzinfo=UTC)
DAY = timedelta(days=1)
SPANS = [kind for kind in KINDS.values() if kind.longest]


def test_what_tells_how_things_stand_takes_no_span():
    assert {name for name, kind in KINDS.items() if parts(kind, Before(), NOW, TORONTO) == [None]} == {
        "performance",
        "listings",
    }


@pytest.mark.parametrize("kind", SPANS, ids=lambda kind: kind.name)
def test_a_new_account_gets_its_first_days_up_to_now(kind):
    spans = parts(kind, Before(), NOW, TORONTO)
    assert kind.first * DAY <= NOW - spans[0][0] < (kind.first + 1) * DAY
    assert spans[-1][1] == NOW.replace(second=0)


@given(
    st.sampled_from(SPANS),
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 60), st.booleans()), max_size=8),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["America/Toronto", "America/Vancouver", "America/St_Johns", "UTC"]),
)
def test_no_day_is_lacking_and_no_report_is_too_long(kind, past, wall, zone):
    now = wall.replace(tzinfo=UTC)
    spans = [(now - ago * DAY - long * DAY, now - ago * DAY, brought) for ago, long, brought in past]
    before = Before(min((start for start, _, _ in spans), default=None), [(s, e) for s, e, brought in spans if brought])
    wanted = parts(kind, before, now, ZoneInfo(zone))
    assert all(start < end <= now and end - start <= kind.longest * DAY for start, end in wanted)
    assert all(later[0] == earlier[1] - OVERLAP for earlier, later in itertools.pairwise(wanted))
    assert wanted[-1][1] == now.replace(second=0, microsecond=0)
    lacking_from = max(before.reach() or now - kind.first * DAY, now - (LONGEST_AWAY - 1) * DAY)
    assert wanted[0][0] <= lacking_from
    assert wanted[0][0] >= now - (LONGEST_AWAY + 1) * DAY - timedelta(hours=1)  # clocks may have been put forward


def test_a_hole_is_where_nothing_lacks_any_longer():
    days = [NOW - each * DAY for each in (90, 60, 30, 0)]
    whole = list(itertools.pairwise(days))
    assert Before(days[0], whole).reach() == days[3]
    assert Before(days[0], [whole[0], whole[2]]).reach() == days[1]
    assert Before(days[0], whole[1:]).reach() == days[0]
    assert Before().reach() is None


def test_an_instant_may_come_back_without_its_seconds():
    assert same(NOW, NOW.replace(second=0))
    assert same(None, None)
    assert not same(NOW, NOW + timedelta(minutes=1))
    assert not same(NOW, None)
