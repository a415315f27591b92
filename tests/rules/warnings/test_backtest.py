"""A replay sees what could be seen on each day, holds still without data, and is scored as written."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.scoring import OURS, band, history_of, ours, prometheus, sizes
from bench.worlds import world
from rules.core.levels import BREACHED, OK
from rules.warnings.backtest import AHEAD, QUIET, History, days_of, replay, score
from rules.warnings.cohorts import cohorts_of
from rules.warnings.forecast import outlooks
from rules.warnings.states import Evaluation, advance

FIRST = date(2026, 1, 1)
WINDOW = OURS.page.odr_window


def history(days: int = 40, orders: int = 50, defects: tuple[tuple[int, int], ...] = ()) -> History:
    """One account with orders every day, and defects as days of order and report."""
    ordered, reported = np.array(defects, dtype=np.int64).reshape(-1, 2).T
    sold = np.full((1, days), orders, dtype=np.int64)
    gaps = np.zeros((1, days), dtype=bool)
    return History(FIRST, ("a",), sold, np.zeros(len(ordered), dtype=np.int64), ordered, reported, gaps)


def test_a_defect_is_seen_on_the_day_of_its_report_and_not_before():
    told = replay(history(defects=((5, 20),) * 30), "odr", OURS)
    assert told.breached[0].tolist() == [day >= 20 for day in range(40)]
    assert told.levels[0].tolist() == [BREACHED if day >= 20 else OK for day in range(40)]


def test_a_day_without_data_holds_what_was_held():
    seen = history(days=60, defects=((5, 20),) * 30)
    unseen = replace(seen, gaps=np.array([[20 <= day < 31 for day in range(60)]]))
    told = replay(unseen, "odr", OURS)
    assert told.levels[0, 19:32].tolist() == [OK] * 12 + [BREACHED]


def test_a_unit_begins_with_its_first_orders():
    late = history()
    late.orders[0, :10] = 0
    assert replay(late, "odr", OURS).levels[0].tolist() == [-1] * 10 + [OK] * 30


def test_each_day_is_what_the_rows_known_then_say():
    made = history_of(world("seller-rqs", 7, units=6))
    orders = [
        (made.units[unit], made.first + timedelta(days=day), int(count))
        for (unit, day), count in np.ndenumerate(made.orders)
    ]
    defects = [
        (made.units[unit], made.first + timedelta(days=day), made.first + timedelta(days=report), 1)
        for unit, day, report in zip(made.unit.tolist(), made.ordered.tolist(), made.reported.tolist(), strict=True)
    ]
    for at, replayed in enumerate(days_of(made, WINDOW)):
        if at in (0, 50, 89, 90, 200):
            today = made.first + timedelta(days=at)
            live = cohorts_of([row for row in orders if row[1] <= today], defects, today, WINDOW)
            assert list(made.units) == list(live.subjects)
            assert np.array_equal(live.orders, replayed.orders)
            assert np.array_equal(live.defects, replayed.defects)
            assert np.array_equal(live.reported, replayed.reported)


def test_a_replay_holds_what_looks_one_by_one_would():
    made = history_of(world("odr", 8, units=6))
    states = dict.fromkeys(range(6))
    told = replay(made, "odr", OURS)
    for at, cohorts in enumerate(days_of(made, WINDOW)):
        ahead = outlooks(cohorts, "odr", OURS.page, OURS.forecast)
        for row in np.flatnonzero(~made.gaps[:, at] & (made.orders[:, : at + 1].sum(axis=1) > 0)).tolist():
            one = ahead.of(row)
            states[row], _ = advance(states[row], Evaluation(cohorts.today, one.level, one.stays, fresh=True))
        held = [-1 if state is None else state.level for state in states.values()]
        assert held == told.levels[:, at].tolist()


def test_breaches_are_those_of_the_world():
    made = world("odr", 9, units=60)
    assert np.array_equal(made.breached, replay(history_of(made), "odr", OURS).breached)


def days(text: str) -> np.ndarray:
    """A unit's days, `#` where it holds."""
    return np.array([[letter == "#" for letter in text]])


QUIET_DAYS = "." * 60
SCORES = {
    "a raise ten days ahead": ("." * 50 + "#" * 20, "." * 60 + "#" * 10, (1, (10,), 0, 0)),
    "a raise on the day is no notice": ("." * 60 + "#" * 10, "." * 60 + "#" * 10, (1, (), 0, 0)),
    "a raise 45 days ahead": ("." * 15 + "#" * 55, "." * 60 + "#" * 10, (1, (45,), 0, 0)),
    "a raise 46 days ahead is too early to count, and false": (
        "." * 14 + "#" * 56, "." * 60 + "#" * 10, (1, (), 1, 0),
    ),
    "the earliest raise counts": ("." * 40 + "##" + "." * 8 + "#" * 20, "." * 60 + "#" * 10, (1, (20,), 0, 1)),
    "a raise after 14 days is no flap": ("." * 30 + "##" + "." * 15 + "#" * 23, "." * 60 + "#" * 10, (1, (30,), 0, 0)),
    "a breach after 13 days without is no first one": ("." * 70, "." * 40 + "#" + "." * 13 + "#" * 16, (1, (), 0, 0)),
    "a breach after 14 days without is": ("." * 70, "." * 40 + "#" + "." * 14 + "#" * 15, (2, (), 0, 0)),
    "a warning that comes to nothing": ("." * 10 + "#####" + "." * 55, "." * 70, (0, (), 1, 0)),
}  # fmt: skip


@pytest.mark.parametrize(("warned", "breached", "counted"), SCORES.values(), ids=SCORES)
def test_how_it_is_scored(warned, breached, counted):
    found = score(days(warned), days(breached), warm_up=5)
    assert (found.first_breaches, found.notice, found.false_raises, found.flaps) == counted
    assert found.unit_days == 65


def test_the_warm_up_is_not_scored_but_remembered():
    found = score(days("#" * 5 + "." * 5 + "###" + QUIET_DAYS), days("." * 73), warm_up=8)
    assert (found.raises, found.flaps, found.recall, found.median_notice) == (1, 1, None, None)


lines = st.lists(st.booleans(), min_size=120, max_size=120).map(lambda line: np.array([line]))


@given(lines, lines)
@settings(max_examples=40)
def test_scores_agree_with_day_by_day_counting(warned, breached):
    found = score(warned, breached, warm_up=90)
    w, b = warned[0].tolist(), breached[0].tolist()
    raises = [day for day in range(120) if w[day] and not (day and w[day - 1])]
    clears = [day for day in range(1, 120) if w[day - 1] and not w[day]]
    first = [day for day in range(90, 120) if b[day] and not any(b[max(0, day - QUIET) : day])]
    leads = [next((day - r for r in raises if day - AHEAD <= r < day), 0) for day in first]
    assert found.notice == tuple(lead for lead in leads if lead)
    assert found.first_breaches == len(first)
    scored = [day for day in raises if day >= 90]
    assert found.false_raises == sum(not any(b[day : day + AHEAD + 1]) for day in scored)
    assert found.flaps == sum(any(day - QUIET <= clear < day for clear in clears) for day in scored)


def test_it_warns_earlier_and_less_in_vain_than_the_others():
    made = world("seller-rqs", 42, units=300)
    mine, rule, line = (score(warn(made), made.breached) for warn in (ours, prometheus, band))
    assert mine.recall > rule.recall > line.recall
    assert mine.false_a_month < rule.false_a_month < line.false_a_month
    assert mine.flaps_a_year <= 0.1


def test_the_sizes_are_a_third_each():
    assert [int(size.sum()) for size in sizes(world("odr", 1, units=300))] == [100, 100, 100]
