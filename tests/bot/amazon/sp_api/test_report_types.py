"""Which days are asked for: none is left out, and no report covers more than Amazon makes."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amazon.sp_api.report_types import MAX_DAYS_BACK, OVERLAP, REPORT_TYPES, History, due_spans, is_same_minute

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 24, 15, 7, 31, tzinfo=UTC)
DAY = timedelta(days=1)
SPANS = [report_type for report_type in REPORT_TYPES.values() if report_type.max_days]


def test_what_tells_how_things_stand_takes_no_span():
    assert {
        name for name, report_type in REPORT_TYPES.items() if due_spans(report_type, History(), NOW, TORONTO) == [None]
    } == {
        "performance",
        "listings",
    }


@pytest.mark.parametrize("report_type", SPANS, ids=lambda report_type: report_type.name)
def test_a_new_account_gets_its_first_days_up_to_now(report_type):
    spans = due_spans(report_type, History(), NOW, TORONTO)
    assert report_type.first_days * DAY <= NOW - spans[0][0] < (report_type.first_days + 1) * DAY
    assert spans[-1][1] == NOW.replace(second=0)


@given(
    st.sampled_from(SPANS),
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 60), st.booleans()), max_size=8),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["America/Toronto", "America/Vancouver", "America/St_Johns", "UTC"]),
)
def test_no_day_is_lacking_and_no_report_is_too_long(report_type, past, wall, zone):
    now = wall.replace(tzinfo=UTC)
    spans = [(now - ago * DAY - long * DAY, now - ago * DAY, brought) for ago, long, brought in past]
    before = History(
        min((start for start, _, _ in spans), default=None), [(s, e) for s, e, brought in spans if brought]
    )
    wanted = due_spans(report_type, before, now, ZoneInfo(zone))
    assert all(start < end <= now and end - start <= report_type.max_days * DAY for start, end in wanted)
    assert all(later[0] == earlier[1] - OVERLAP for earlier, later in itertools.pairwise(wanted))
    assert wanted[-1][1] == now.replace(second=0, microsecond=0)
    lacking_from = max(before.complete_until() or now - report_type.first_days * DAY, now - (MAX_DAYS_BACK - 1) * DAY)
    assert wanted[0][0] <= lacking_from + timedelta(hours=1)  # a day has 23 hours where summer time begins
    assert wanted[0][0] >= now - (MAX_DAYS_BACK + 1) * DAY - timedelta(hours=1)  # clocks may have been put forward


def test_a_hole_is_where_nothing_lacks_any_longer():
    days = [NOW - each * DAY for each in (90, 60, 30, 0)]
    whole = list(itertools.pairwise(days))
    assert History(days[0], whole).complete_until() == days[3]
    assert History(days[0], [whole[0], whole[2]]).complete_until() == days[1]
    assert History(days[0], whole[1:]).complete_until() == days[0]
    assert History().complete_until() is None


def test_an_instant_may_come_back_without_its_seconds():
    assert is_same_minute(NOW, NOW.replace(second=0))
    assert is_same_minute(None, None)
    assert not is_same_minute(NOW, NOW + timedelta(minutes=1))
    assert not is_same_minute(NOW, None)
