"""Policies that warn, ours and two well-known ones, over a whole world; `rules.warnings.backtest` scores them alike."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from bench.worlds import FIRST_DAY, World
from rules.core.columns import MILLION
from rules.core.levels import OK
from rules.core.policy import terms
from rules.renewed.standing import StandingTerms
from rules.warnings.backtest import History, Terms, replay
from rules.warnings.forecast import ForecastTerms
from rules.warnings.states import WarningTerms

Truths = NDArray[np.bool_]

BAND = 0.9
"""Of the limit."""

BACK, AHEAD, HELD = 28, 14, 3
"""Days that the peer's line is fitted over, is drawn ahead, and must agree."""

TODAY = date(2026, 11, 24)
OURS = Terms(terms(StandingTerms, TODAY), terms(ForecastTerms, TODAY), terms(WarningTerms, TODAY))


def ours(world: World) -> Truths:
    """Ours: the forecast over orders by day, and the states with their patience."""
    return replay(history_of(world), world.metric.name, OURS).levels > OK


def history_of(world: World) -> History:
    """What a seller could hand in of a world."""
    units = tuple(f"unit-{number:05}" for number in range(len(world.orders)))
    return History(FIRST_DAY, units, world.orders, world.unit, world.ordered, world.reported, world.gaps)


def band(world: World) -> Truths:
    """An alert from 90 % of the limit."""
    return _used(world) >= BAND


def prometheus(world: World) -> Truths:
    """A Prometheus rule: at 90 %, or `predict_linear` over the limit, for three days; over the limit at once."""
    used = _used(world)
    days = np.arange(BACK) - (BACK - 1) / 2
    slope_of, last = days / (days @ days), days[-1] + AHEAD
    seen = np.lib.stride_tricks.sliding_window_view(used, BACK, axis=1)
    ahead = np.zeros_like(used)
    ahead[:, BACK - 1 :] = seen @ (1 / BACK + slope_of * last)
    firing = (used >= BAND) | (ahead > 1)
    held = np.lib.stride_tricks.sliding_window_view(np.pad(firing, ((0, 0), (HELD - 1, 0))), HELD, axis=1).all(axis=2)
    return held | world.breached


def _used(world: World) -> NDArray[np.float64]:
    """How much of the limit is used up, day by day."""
    return world.window_defects / np.maximum(world.window_orders, 1) / (world.metric.limit / MILLION)


def sizes(world: World) -> list[Truths]:
    """Which units are small, of middle size and large: a third each by their orders."""
    volume = world.orders.sum(axis=1)
    third = np.digitize(volume, np.quantile(volume, [1 / 3, 2 / 3]))
    return [third == size for size in range(3)]
