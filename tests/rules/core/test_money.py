from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.core import money


@pytest.mark.parametrize(("cents", "shown"), [(65_00, "65.00"), (1, "0.01"), (0, "0.00"), (-5, "-0.05")])
def test_an_amount_has_two_places(cents, shown):
    assert shown == str(money.amount(cents))


@given(st.integers(-(10**14), 10**14))
def test_an_amount_is_its_cents_and_nothing_else(cents):
    assert cents == money.amount(cents) * 100
    assert money.amount(cents).as_tuple().exponent == -2


PERCENTS = [(7_400, "0.74"), (7_363, "0.7363"), (8_000, "0.80"), (984_000, "98.40"), (0, "0.00"), (1, "0.0001")]


@pytest.mark.parametrize(("millionths", "shown"), [*PERCENTS, (MILLION := 1_000_000, "100.00"), (-1, "-0.0001")])
def test_a_percent_has_two_places_or_as_many_as_it_needs(millionths, shown):
    assert shown == str(money.percent(millionths))


@pytest.mark.parametrize(
    ("millionths", "shown"), [(3_700_000, "3.70"), (3_699_999, "3.699999"), (5_000_000, "5.00"), (0, "0.00")]
)
def test_stars_have_two_places_or_as_many_as_they_need(millionths, shown):
    assert shown == str(money.stars(millionths))


@given(st.integers(-(10**9), 10**9))
def test_a_percent_and_stars_lose_nothing(millionths):
    assert millionths == money.percent(millionths) * 10_000 == money.stars(millionths) * 1_000_000
    for shown in (money.percent(millionths), money.stars(millionths)):
        assert "E" not in str(shown)
        assert Decimal(str(shown)).as_tuple().exponent <= -2
