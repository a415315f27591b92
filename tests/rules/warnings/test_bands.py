"""How near many readings are, worked out as columns, is how near each of them is alone."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import terms
from rules.renewed.metrics import METRICS
from rules.renewed.standing import NearTerms, Reading, StandingTerms, standing
from rules.warnings.bands import FEW, bands

DAY = date(2026, 3, 1)
ODR = Reading(metric="odr", subject="", value=5_000, as_of=DAY, source="typed")
LIMITS = [8_000, 980_000, 950_000, 3_700_000, 3_800_000, 7_200, 982_000, 955_000]

VALUE = st.sampled_from([limit + step for limit in LIMITS for step in (-1, 0, 1)]) | st.integers(0, 5_000_000)
LARGE = st.integers(0, 2**63 - 1)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    metric = draw(st.sampled_from(sorted(METRICS)))
    numbers = draw(st.sampled_from([st.integers(0, 5_000), LARGE]))
    counts = st.none() | st.tuples(numbers, numbers).map(sorted)
    read = st.builds(
        lambda value, counted, reviews: replace(
            ODR,
            metric=metric,
            value=value,
            defects=counted and counted[0],
            orders=counted and counted[1],
            reviews=reviews,
        ),
        VALUE,
        counts,
        st.none() | numbers,
    )
    few = draw(st.lists(read, min_size=1, max_size=8))
    return few * (FEW // len(few) + 1)


@given(readings())
def test_many_readings_are_as_near_as_each_of_them_alone(told: list[Reading]) -> None:
    page, ours = terms(StandingTerms, DAY), terms(NearTerms, DAY)
    assert [standing(read, page, ours).level for read in told] == bands(told)


def test_the_bands_are_the_levels_of_the_rules() -> None:
    counted = [replace(ODR, orders=1_000, defects=defects) for defects in (7, 8, 9)]
    assert bands(counted) == [OK, ACT, BREACHED]
    assert bands([replace(ODR, value=value) for value in (7_199, 7_200, 8_001)]) == [OK, WATCH, BREACHED]


def test_a_metric_that_nobody_watches_and_a_day_before_the_terms_are_near_nothing() -> None:
    assert bands([replace(ODR, metric="late-shipment-rate"), replace(ODR, as_of=date(2009, 1, 1))]) == [OK, OK]


def test_each_is_judged_by_the_limits_of_its_own_day() -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    assert bands([replace(ODR, value=9_000, as_of=day) for day in days]) == [BREACHED] * 3
