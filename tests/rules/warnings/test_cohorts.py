"""The facts under a forecast, in whole numbers: what is known, what fits, what rolls off, when a metric recovers."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.warnings.cohorts import Cohorts, RollOff, cohorts_of, left, recovers, roll_offs_of

TODAY = date(2026, 11, 20)
WINDOW = 90
ODR = 8_000

days_ago = st.integers(0, 120)
order_rows = st.lists(st.tuples(st.sampled_from("ab"), days_ago, st.integers(0, 500)), max_size=30)
defect_rows = st.lists(
    st.tuples(st.sampled_from("abc"), days_ago, st.integers(-20, 100), st.integers(0, 5)), max_size=30
)
departures = st.lists(st.tuples(st.integers(0, 3), st.integers(3, 300)), min_size=1, max_size=90)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def held(orders: list, defects: list) -> Cohorts:
    """Rows with days counted back from today."""
    return cohorts_of(
        [(subject, ago(days), count) for subject, days, count in orders],
        [(subject, ago(days), ago(days - delay), count) for subject, days, delay, count in defects],
        TODAY,
        WINDOW,
    )


def test_one_more_fits_and_the_next_one_breaches():
    assert left(1_806, 13, ODR) == 1
    assert left(1_806, 14, ODR) == 0
    assert left(1_806, 15, ODR) == -1


@given(st.integers(0, 10**7), st.integers(0, 10**5), st.integers(1, 10**6))
def test_what_fits_is_exact(orders, defects, limit):
    fit = left(orders, defects, limit)
    assert Fraction(defects + fit) <= Fraction(limit, 10**6) * orders
    assert Fraction(defects + fit + 1) > Fraction(limit, 10**6) * orders


@given(order_rows, defect_rows)
def test_columns_are_the_rows_of_the_window_that_are_known_today(orders, defects):
    cohorts = held(orders, [row for row in defects if row[2] >= 0])
    for row, subject in enumerate(cohorts.subjects):
        sold = sum(count for of, days, count in orders if of == subject and days < WINDOW)
        wrong = sum(n for of, days, late, n in defects if of == subject and days < WINDOW and 0 <= late <= days)
        assert (sold, wrong) == (cohorts.orders[row].sum(), cohorts.defects[row].sum())
    assert cohorts.reported.sum() == cohorts.defects.sum()


def test_a_defect_is_known_from_the_day_it_is_reported():
    row = ("a", ago(10), ago(4), 2)
    known = [cohorts_of([], [row], ago(days), WINDOW).defects.sum() for days in (5, 4, 3)]
    assert known == [0, 2, 2]


def test_delays_are_counted_by_the_day_of_the_order():
    cohorts = held([("a", 10, 5)], [("a", 10, 6, 2), ("b", 10, 6, 1)])
    assert cohorts.reported[WINDOW - 1 - 10, 6] == 3


def test_orders_and_their_defects_leave_when_they_are_ninety_days_old():
    cohorts = held([("a", 89, 7), ("a", 0, 3)], [("a", 89, 2, 1)])
    leaving = cohorts.roll_offs(0)
    assert leaving == (RollOff(ago(-1), 1, 7), RollOff(ago(-90), 0, 3))
    assert ago(89) + timedelta(days=90) == leaving[0].day


@given(order_rows, defect_rows)
def test_everything_leaves_once(orders, defects):
    cohorts = held(orders, [row for row in defects if row[2] >= 0])
    for row in range(len(cohorts.subjects)):
        leaving = cohorts.roll_offs(row)
        assert sum(each.orders for each in leaving) == cohorts.orders[row].sum()
        assert sum(each.defects for each in leaving) == cohorts.defects[row].sum()
        assert sorted(leaving) == list(leaving)


days_of_one = st.dictionaries(st.integers(0, WINDOW - 1), st.integers(0, 500))


@given(days_of_one, days_of_one)
def test_what_leaves_is_the_same_by_the_days_of_one_subject(orders, defects):
    columns = held([("a", *each) for each in orders.items()], [("a", days, 0, n) for days, n in defects.items()])
    by_day = [{ago(days): count for days, count in each.items()} for each in (orders, defects)]
    assert roll_offs_of(*by_day, WINDOW) == (columns.roll_offs(0) if orders or defects else ())


@given(departures)
def test_recovery_is_the_first_day_within_the_limit(departures):
    leaving = [RollOff(ago(-ahead), *each) for ahead, each in enumerate(departures, start=1)]

    def over(after: int) -> bool:
        rest = leaving[after:]
        return 10**6 * sum(each.defects for each in rest) > ODR * sum(each.orders for each in rest)

    first = next((leaving[after - 1].day for after in range(1, len(leaving) + 1) if not over(after)), None)
    assert recovers(leaving, ODR) == (first if over(0) else None)


@pytest.mark.parametrize(("defects", "back"), [(4, None), (5, ago(-2))])
def test_a_metric_that_is_fine_has_no_day_of_recovery(defects, back):
    leaving = [RollOff(ago(-1), 0, 100), RollOff(ago(-2), 2, 0), RollOff(ago(-90), defects - 2, 400)]
    assert recovers(leaving, ODR) == back


def test_nothing_held_is_no_subject():
    cohorts = cohorts_of([], [], TODAY, WINDOW)
    assert (list(cohorts.subjects), cohorts.orders.shape, cohorts.window) == ([], (0, WINDOW), WINDOW)
