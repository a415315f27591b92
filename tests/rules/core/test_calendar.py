from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.core.calendar import add_business_days, is_business_day
from rules.core.marketplaces import HOME

DUE = (
    (date(2026, 12, 23), "ON", date(2026, 12, 29)),
    (date(2026, 12, 23), "QC", date(2026, 12, 28)),
    (date(2026, 12, 23), "BC", date(2026, 12, 28)),
    (date(2026, 9, 29), "BC", date(2026, 10, 2)),
    (date(2026, 9, 29), "ON", date(2026, 10, 1)),
    (date(2026, 11, 20), "ON", date(2026, 11, 24)),
    (date(2026, 11, 21), "ON", date(2026, 11, 24)),
    (date(2026, 11, 22), "ON", date(2026, 11, 24)),
    (date(2026, 11, 23), "ON", date(2026, 11, 25)),
    (date(2026, 6, 23), "QC", date(2026, 6, 26)),
    (date(2026, 6, 23), "ON", date(2026, 6, 25)),
)
"""Arrival, province and the end of the second business day after it."""

days = st.dates(date(2021, 1, 1), date(2030, 12, 31))
provinces = st.sampled_from(HOME.provinces)


@pytest.mark.parametrize(("arrival", "province", "due"), DUE)
def test_two_business_days_after_arrival(arrival, province, due):
    assert due == add_business_days(arrival, 2, province)


@given(days, st.integers(1, 15), provinces)
def test_a_deadline_is_a_business_day_after_the_arrival(arrival, count, province):
    due = add_business_days(arrival, count, province)
    assert due > arrival
    assert is_business_day(due, province)
    between = (arrival + timedelta(days=n) for n in range(1, (due - arrival).days + 1))
    assert count == sum(is_business_day(day, province) for day in between)


@given(days, st.integers(0, 60), st.integers(1, 10), provinces)
def test_a_later_arrival_is_never_due_earlier(arrival, later, count, province):
    after = add_business_days(arrival + timedelta(days=later), count, province)
    assert add_business_days(arrival, count, province) <= after


@given(days, provinces)
def test_no_business_day_falls_on_a_weekend(day, province):
    assert not (is_business_day(day, province) and day.isoweekday() > 5)


def test_no_business_days_after_a_day_is_the_day_itself():
    assert date(2026, 11, 22) == add_business_days(date(2026, 11, 22), 0, "ON")


@pytest.mark.parametrize("province", HOME.provinces)
def test_every_province_keeps_more_holidays_than_the_country(province):
    kept = [day for n in range(365) if not is_business_day(day := date(2026, 1, 1) + timedelta(days=n), province)]
    assert len([day for day in kept if day.isoweekday() <= 5]) >= 5
    assert date(2026, 7, 1) in kept
