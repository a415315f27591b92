"""Made-up sellers whose future is known: seeded, of eight kinds, with late reports and days without data."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rules.core.columns import MILLION

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

WARM_UP, SCORED = 90, 365
DAYS = WARM_UP + SCORED
WINDOW = 90
LONGEST_DELAY = 89
FIRST_DAY = date(2024, 10, 3)

KINDS = {
    "healthy": 0.48,
    "borderline": 0.16,
    "drift": 0.14,
    "step": 0.08,
    "burst": 0.03,
    "recovery": 0.03,
    "season": 0.04,
    "see-saw": 0.04,
}
"""The share of sellers of each kind."""

WEEKDAYS = np.array([1.10, 1.06, 1.02, 1.00, 0.98, 0.90, 0.94])
"""How a week's orders fall on its days, Monday first."""


@dataclass(frozen=True)
class Metric:
    """What is simulated: the largest share of orders with a defect (millionths), and a unit's usual orders a day."""

    name: str
    limit: int
    orders_a_day: float


METRICS = {
    "odr": Metric("odr", 8_000, 25.0),
    "seller-rqs": Metric("seller-rqs", 20_000, 25.0),
    "offer-rqs": Metric("offer-rqs", 50_000, 0.4),
}


@dataclass(frozen=True)
class World:
    """Units (rows) over days: their orders, their defects one by one, and the days on which no data came.

    `unit`, `ordered` and `reported` hold a defect each, with days counted from the first one.
    """

    metric: Metric
    kind: NDArray[np.str_]
    rate: Floats
    orders: Whole
    unit: Whole
    ordered: Whole
    reported: Whole
    gaps: NDArray[np.bool_]

    @cached_property
    def window_orders(self) -> Whole:
        """The orders of the 90 days up to each day."""
        total = np.cumsum(self.orders, axis=1)
        total[:, WINDOW:] -= np.cumsum(self.orders, axis=1)[:, :-WINDOW]
        return total

    @cached_property
    def window_defects(self) -> Whole:
        """The defects of those orders that are known on each day."""
        change = np.zeros((len(self.orders), DAYS + 1), dtype=np.int64)
        np.add.at(change, (self.unit, np.minimum(self.reported, DAYS)), 1)
        np.add.at(change, (self.unit, np.minimum(self.ordered + WINDOW, DAYS)), -1)
        return np.cumsum(change, axis=1)[:, :DAYS]

    @cached_property
    def breached(self) -> NDArray[np.bool_]:
        """Whether the metric is over its limit, exactly."""
        return self.window_defects * MILLION > self.metric.limit * self.window_orders


def world(metric: str, seed: int, units: int = 2_000) -> World:
    """A world of that many units; the same seed gives the same world."""
    chance, shape = np.random.default_rng(seed), METRICS[metric]
    kind = chance.choice(list(KINDS), size=units, p=list(KINDS.values()))
    rate = np.array([_RATES[each](chance) for each in kind]) * (shape.limit / MILLION)
    orders = chance.poisson(_volumes(chance, shape, units))
    defects = chance.binomial(orders, np.clip(rate, 0, 0.9))
    unit, ordered = (np.repeat(index, defects[defects > 0]) for index in np.nonzero(defects))
    reported = ordered + _delays(chance, len(unit))
    gaps = chance.random((units, DAYS)) < 0.01
    return World(shape, kind, rate, orders, unit, ordered, reported, gaps)


def _volumes(chance: np.random.Generator, metric: Metric, units: int) -> Floats:
    """Orders expected on each day: log-normal between units, with a weekday pattern and a fourth-quarter peak."""
    usual = metric.orders_a_day * np.exp(chance.normal(0, VOLUME_SPREAD, size=(units, 1)))
    day = np.arange(DAYS)
    of_week = WEEKDAYS[(day + FIRST_DAY.weekday()) % 7]
    from_peak = (day + FIRST_DAY.timetuple().tm_yday - 335 + 182) % 365 - 182
    peak = 1 + chance.uniform(0.2, 1.0, size=(units, 1)) * np.exp(-((from_peak / 21) ** 2))
    return usual * of_week * peak


VOLUME_SPREAD = 1.0


def _delays(chance: np.random.Generator, count: int) -> Whole:
    """Days from order to report: most within days, some after weeks; 14 on average, 89 at most."""
    quick = chance.random(count) < 0.55
    days = np.where(quick, chance.gamma(2.0, 2.5, count), chance.gamma(3.0, 8.5, count))
    return np.minimum(days.astype(np.int64), LONGEST_DELAY)


def _healthy(chance: np.random.Generator) -> Floats:
    return np.full(DAYS, chance.uniform(0.08, 0.45))


def _borderline(chance: np.random.Generator) -> Floats:
    return np.full(DAYS, chance.uniform(0.50, 0.85))


def _drift(chance: np.random.Generator) -> Floats:
    start, length = chance.integers(60, 380), chance.integers(30, 120)
    along = np.clip((np.arange(DAYS) - start) / length, 0, 1)
    return _between(chance.uniform(0.25, 0.6), chance.uniform(1.3, 2.5), along)


def _step(chance: np.random.Generator) -> Floats:
    along = np.arange(DAYS) >= chance.integers(100, 420)
    return _between(chance.uniform(0.25, 0.6), chance.uniform(1.5, 3.5), along)


def _burst(chance: np.random.Generator) -> Floats:
    start, length = chance.integers(100, 420), chance.integers(7, 22)
    inside = (np.arange(DAYS) >= start) & (np.arange(DAYS) < start + length)
    return _between(chance.uniform(0.25, 0.6), chance.uniform(3.0, 8.0), inside)


def _recovery(chance: np.random.Generator) -> Floats:
    start, length = chance.integers(60, 250), chance.integers(20, 90)
    along = np.clip((np.arange(DAYS) - start) / length, 0, 1)
    return _between(chance.uniform(1.2, 2.0), chance.uniform(0.25, 0.6), along)


def _season(chance: np.random.Generator) -> Floats:
    turn = 2 * np.pi * (np.arange(DAYS) / 365 + chance.random())
    return chance.uniform(0.5, 0.8) * (1 + chance.uniform(0.3, 0.7) * np.sin(turn))


def _see_saw(chance: np.random.Generator) -> Floats:
    half = chance.integers(40, 80)
    high = (np.arange(DAYS) + chance.integers(0, 2 * half)) // half % 2
    return _between(chance.uniform(0.3, 0.6), chance.uniform(1.4, 2.2), high)


def _between(low: float, high: float, along: NDArray) -> Floats:
    return low + (high - low) * along


_RATES = {
    "healthy": _healthy,
    "borderline": _borderline,
    "drift": _drift,
    "step": _step,
    "burst": _burst,
    "recovery": _recovery,
    "season": _season,
    "see-saw": _see_saw,
}
