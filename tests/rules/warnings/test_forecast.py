"""The chance of a breach agrees with the same sum written out case by case, and moves the right way."""

from dataclasses import replace
from datetime import date, timedelta
from math import floor

import numpy as np
import pytest
from scipy.stats import nbinom

from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import terms
from rules.renewed.standing import NearTerms, Reading, StandingTerms
from rules.warnings.calibration import FITTED
from rules.warnings.cohorts import Cohorts, cohorts_of
from rules.warnings.forecast import SOONER, ForecastTerms, breach_chance, outlook_of_readings, outlooks, reported_by

TODAY = date(2026, 11, 20)
WINDOW = 90
OURS = terms(ForecastTerms, TODAY)
PAGE = terms(StandingTerms, TODAY)
NEAR = terms(NearTerms, TODAY)
ODR = 8_000


def made(seed: int, subjects: int = 40, orders_a_day: float = 12.0, rate: float = 0.006) -> Cohorts:
    chance = np.random.default_rng(seed)
    orders = chance.poisson(orders_a_day, (subjects, WINDOW))
    defects = chance.binomial(orders, rate)
    reported = np.zeros((WINDOW, WINDOW), dtype=np.int64)
    for day, count in enumerate(defects.sum(axis=0)):
        np.add.at(reported[day], chance.integers(0, WINDOW - day, count), 1)
    return Cohorts(TODAY, [f"s{number:03}" for number in range(subjects)], orders, defects, reported)


def spread(orders: int, defects: int, days_ago: int = 60) -> Cohorts:
    """One account with orders every day and defects of one day."""
    sold = [("a", TODAY - timedelta(days=days), orders) for days in range(WINDOW)]
    day = TODAY - timedelta(days=days_ago)
    return cohorts_of(sold, [("a", day, day, defects)], TODAY, WINDOW)


def chance_written_out(cohorts: Cohorts, row: int, limit: float) -> float:
    """One subject, day by day, with the library's own negative binomial."""
    curve = [*reported_by(cohorts.reported, OURS.usual_delay), *[1.0] * 60]
    ages, orders, defects = range(WINDOW)[::-1], cohorts.orders[row].tolist(), cohorts.defects[row].tolist()
    days = list(zip(ages, orders, defects, strict=True))
    weigh = {age: 0.5 ** (age / OURS.half_life) for age, _, _ in days}
    shape = 1 + sum(defects * weigh[age] for age, _, defects in days)
    matured = 2 / limit + sum(orders * weigh[age] * curve[age] for age, orders, _ in days)
    daily = sum(orders for age, orders, _ in days if age < 28) / 28
    worst = 0.0
    for ahead in (*SOONER, OURS.horizon):
        kept = [day for day in days if day[0] + ahead < WINDOW]
        sold = round(sum(orders for _, orders, _ in kept) + daily * ahead)
        fit = floor(round(sold * limit, 9)) - sum(defects for _, _, defects in kept)
        expected = sum(orders * (curve[age + ahead] - curve[age]) for age, orders, _ in kept)
        expected += daily * sum(curve[:ahead])
        worst = max(worst, 1.0 if fit < 0 else nbinom.sf(fit, shape, matured / (matured + expected)))
    return worst


@pytest.mark.parametrize("seed", range(3))
def test_all_at_once_is_the_same_as_written_out(seed):
    cohorts = made(seed)
    every = breach_chance(cohorts, ODR, OURS)
    assert [chance_written_out(cohorts, row, ODR / 10**6) for row in range(40)] == pytest.approx(every.tolist())
    assert every.max() > every.min()


def test_one_subject_is_judged_as_among_many():
    cohorts = made(4)
    alone = replace(cohorts, subjects=["s007"], orders=cohorts.orders[7:8], defects=cohorts.defects[7:8])
    many = outlooks(cohorts, "odr", PAGE, OURS)
    assert outlooks(alone, "odr", PAGE, OURS).of(0) == many.of(7)


def test_a_further_defect_never_lowers_the_chance():
    chances = [breach_chance(spread(20, defects), ODR, OURS)[0] for defects in range(16)]
    assert chances == sorted(chances)
    assert chances[0] < 0.02 < 0.9 < chances[-1]


def test_defects_about_to_leave_weigh_less_than_new_ones():
    leaving, new = (breach_chance(spread(20, 12, days_ago), ODR, OURS)[0] for days_ago in (88, 2))
    assert leaving < 0.25 * new


def test_without_history_only_the_usual_rate_speaks():
    outlook = outlooks(spread(0, 0), "odr", PAGE, OURS)
    assert (float(outlook.chance[0]), int(outlook.level[0])) == (0.0, OK)


@pytest.mark.parametrize(("defects", "level"), [(14, ACT), (15, BREACHED)])
def test_over_the_limit_is_told_exactly(defects, level):
    ahead = outlooks(spread(20, defects, days_ago=5), "odr", PAGE, OURS)  # 14.4 of 1,800 are allowed
    assert level == ahead.level[0]
    assert ahead.of(0).left == 0
    assert (ahead.of(0).recovers is not None) == (level == BREACHED)


def test_what_is_held_after_a_breach_stays_until_it_is_clear_of_the_limit():
    stays = {defects: int(outlooks(spread(20, defects, 88), "odr", PAGE, OURS).stays[0]) for defects in (13, 14)}
    assert stays[14] == BREACHED  # 97 % of what is allowed
    assert stays[13] < BREACHED  # 90 %


def test_very_many_orders_are_judged_exactly():
    huge = spread(10_000_000, 6_839_999, days_ago=5)  # just under 95 % of 7,200,000
    assert outlooks(huge, "odr", PAGE, OURS).stays[0] < BREACHED
    at = spread(10_000_000, 6_840_000, days_ago=5)
    assert outlooks(at, "odr", PAGE, OURS).stays[0] == BREACHED


@pytest.mark.parametrize("metric", ["odr", "seller-rqs", "offer-rqs"])
def test_what_stays_is_never_below_what_is(metric):
    ahead = outlooks(made(5, subjects=400, orders_a_day=2, rate=0.02), metric, PAGE, OURS)
    assert bool((ahead.stays >= ahead.level).all())
    assert set(ahead.level.tolist()) >= {OK, ACT, BREACHED}


def test_levels_follow_the_chance():
    ahead = outlooks(made(6, subjects=400), "odr", PAGE, OURS)
    percent = ahead.chance * 10**6
    fine = ahead.left > 0
    assert bool((ahead.level[fine & (percent < OURS.watch_chance)] == OK).all())
    watched = fine & (percent >= OURS.watch_chance) & (percent < OURS.act_chance)
    assert {WATCH} == set(ahead.level[watched].tolist())
    assert {ACT} == set(ahead.level[fine & (percent >= OURS.act_chance)].tolist())
    assert {ACT} == set(ahead.level[(ahead.left == 0) & (percent >= OURS.watch_chance)].tolist())


def test_a_single_offer_is_warned_of_only_where_a_breach_is_likely():
    ahead = outlooks(made(7, subjects=400, orders_a_day=1, rate=0.03), "offer-rqs", PAGE, OURS)
    assert {OK} == set(ahead.level[(ahead.chance * 10**6 < OURS.offer_chance) & (ahead.left >= 0)].tolist())
    assert WATCH not in ahead.level


def test_delays_are_learnt_although_young_orders_show_only_quick_ones():
    chance = np.random.default_rng(1)
    true = np.minimum(chance.gamma(2, 7, 40_000).astype(int), WINDOW - 1)
    age = chance.integers(0, WINDOW, 40_000)
    seen = true <= age
    reported = np.zeros((WINDOW, WINDOW), dtype=np.int64)
    np.add.at(reported, (WINDOW - 1 - age[seen], true[seen]), 1)
    learnt = reported_by(reported, OURS.usual_delay)
    truth = np.cumsum(np.bincount(true, minlength=WINDOW)) / len(true)
    as_seen = np.cumsum(reported.sum(axis=0)) / seen.sum()
    assert np.abs(learnt - truth).max() < 0.01 < 0.04 < np.abs(as_seen - truth).max()


def test_without_reports_delays_are_the_usual_ones():
    none = reported_by(np.zeros((WINDOW, WINDOW), dtype=np.int64), OURS.usual_delay)
    mean = (1 - none).sum()
    assert mean == pytest.approx(OURS.usual_delay, abs=1.5)
    assert none[-1] == 1
    assert bool((np.diff(none) > 0).all())


def reading(value: int, days_ago: int, metric: str = "odr", **counts: int) -> Reading:
    day = TODAY - timedelta(days=days_ago)
    return Reading(metric=metric, subject="", value=value, as_of=day, source="typed", **counts)


def ahead_of(*readings: Reading):
    return outlook_of_readings(readings, PAGE, NEAR, OURS)


def test_one_reading_gives_headroom_and_band_only():
    counted = ahead_of(reading(7_222, 0, orders=1_800, defects=13))
    assert (counted.method, counted.chance, counted.horizon) == ("reading", None, None)
    assert (counted.level, counted.left) == (WATCH, 1)
    assert ahead_of(reading(7_100, 0)).level == OK
    assert ahead_of(reading(8_001, 0)).level == BREACHED


def test_a_line_that_crosses_the_limit_for_three_readings_is_watched():
    rising = [reading(value, days) for value, days in ((4_000, 8), (5_000, 6), (5_700, 4), (6_300, 2), (7_000, 0))]
    ahead = ahead_of(*rising)
    assert (ahead.method, ahead.level, ahead.horizon) == ("totals", WATCH, 14)
    assert ahead_of(*rising[:3]).method == "reading"


def test_weekly_readings_are_enough_for_a_line():
    weekly = [reading(value, days) for value, days in ((4_000, 28), (5_200, 21), (6_200, 14), (6_900, 7), (7_150, 0))]
    assert (ahead_of(*weekly).method, ahead_of(*weekly).level) == ("totals", WATCH)


def test_a_line_that_has_only_just_turned_is_not():
    flat = [reading(5_000, days) for days in (8, 6, 4, 2)]
    assert ahead_of(*flat, reading(6_900, 0)).level == OK


def test_a_quality_score_that_falls_is_rising_in_defects():
    falling = [
        reading(value, days, "seller-rqs") for value, days in ((992_000, 6), (990_000, 4), (987_500, 2), (984_500, 0))
    ]
    assert ahead_of(*falling).level == WATCH


def test_a_reading_just_within_the_limit_supports_a_breach_that_is_held():
    assert ahead_of(reading(7_600, 0)).stays == BREACHED
    assert ahead_of(reading(7_599, 0)).stays == WATCH
    assert ahead_of(reading(3_750_000, 0, "rating", reviews=400)).stays == WATCH


def test_an_outlook_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="needs a reading"):
        ahead_of()


def test_a_calibrated_chance_never_says_certain():
    assert FITTED(1.0) < 1
    assert float(FITTED(0.0)) == 0
