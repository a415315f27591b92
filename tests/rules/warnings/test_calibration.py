"""A printed percentage comes true that often, on sellers that nothing was fitted on."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import OURS, history_of
from bench.worlds import WARM_UP, world
from rules.warnings.backtest import days_of
from rules.warnings.calibration import BINS, FITTED, fit
from rules.warnings.forecast import outlooks

TODAY = date(2026, 11, 24)
HELD_OUT = 41


def told_and_came_true(metric: str, seed: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    """The chance of every unit on every tenth day, and whether it went over its limit in the days after."""
    made = world(metric, seed, units)
    told, came = [], []
    for at, cohorts in enumerate(days_of(history_of(made), OURS.page.odr_window)):
        if at >= WARM_UP and at % 10 == 0 and at + OURS.forecast.horizon < made.orders.shape[1]:
            fine = ~made.breached[:, at]
            ahead = made.breached[:, at + 1 : at + 1 + OURS.forecast.horizon].any(axis=1)
            told.append(outlooks(cohorts, metric, OURS.page, OURS.forecast).chance[fine])
            came.append(ahead[fine])
    return np.concatenate(told), np.concatenate(came)


@pytest.mark.parametrize("metric", ["odr", "seller-rqs"])
def test_a_percentage_comes_true_that_often(metric):
    told, came = told_and_came_true(metric, HELD_OUT, units=600)
    for low, high in ((0.0, 0.05), (0.05, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0)):
        group = (told >= low) & (told < high)
        assert group.sum() > 60
        assert came[group].mean() == pytest.approx(told[group].mean(), abs=0.08)


def test_the_table_held_rises_from_nothing_and_never_falls():
    assert (FITTED.predicted[0], FITTED.observed[0], FITTED.predicted[-1]) == (0, 0, 1)
    assert list(FITTED.predicted) == sorted(set(FITTED.predicted))
    assert list(FITTED.observed) == sorted(FITTED.observed)
    assert len(FITTED.predicted) == len(FITTED.observed)


@given(st.integers(0, 2**32 - 1))
def test_a_fit_never_turns_a_higher_chance_into_a_lower_one(seed):
    chance = np.random.default_rng(seed)
    said = chance.random(200)
    fitted = fit(said, chance.random(200) < 0.5, TODAY)
    assert bool((np.diff(fitted(np.linspace(0, 1, 101))) >= 0).all())


def test_a_fit_finds_what_came_true():
    chance = np.random.default_rng(3)
    said = chance.random(200_000)
    fitted = fit(said, chance.random(200_000) < said**2, TODAY)
    assert fitted(0.5) == pytest.approx(0.25, abs=0.02)
    assert fitted(0.9) == pytest.approx(0.81, abs=0.02)
    assert fitted.fitted == TODAY


def test_too_few_chances_are_no_calibration():
    with pytest.raises(ValueError, match="at least 16 chances, not 15"):
        fit(np.zeros(BINS - 1), np.zeros(BINS - 1, dtype=bool), TODAY)
