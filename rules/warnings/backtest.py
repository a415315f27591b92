"""Backtest: a history replayed day by day through the forecast and the warning states that run live, and scored.

A defect becomes known on the day it was reported. A unit is not evaluated on a day without data of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from rules.core.levels import BREACHED
from rules.renewed.standing import StandingTerms
from rules.warnings.calibration import FITTED, Calibration
from rules.warnings.cohorts import Cohorts
from rules.warnings.forecast import ForecastTerms, outlooks
from rules.warnings.states import Evaluation, State, WarningTerms, advance

Wholes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class History:
    """The past of many units (accounts, or offers), days counted from `first`.

    `orders` and `gaps` (no data came) are units by days. `unit`, `ordered` and `reported` are columns of defects: the
    row of its unit, the day of its order, and the day on which it became known.
    """

    first: date
    units: tuple[str, ...]
    orders: Wholes
    unit: Wholes
    ordered: Wholes
    reported: Wholes
    gaps: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a history is replayed with: the page's limits, our thresholds and a calibration."""

    page: StandingTerms
    forecast: ForecastTerms
    warnings: WarningTerms
    calibration: Calibration = FITTED


@dataclass(frozen=True, slots=True)
class Replay:
    """Units by days: the level of the warning at the end of each day (-1 before the first evaluation), and whether
    the metric was over its limit."""

    levels: NDArray[np.int8]
    breached: NDArray[np.bool_]


def days_of(history: History, window: int) -> Iterator[Cohorts]:
    """What was known on each day. The columns are views, which change when the next day is taken."""
    days = history.orders.shape[1]
    orders = np.pad(history.orders, ((0, 0), (window - 1, 0)))
    defects, reported = np.zeros_like(orders), np.zeros((orders.shape[1], window), dtype=np.int64)
    order = np.argsort(history.reported, kind="stable")
    unit, ordered, known = history.unit[order], history.ordered[order] + window - 1, history.reported[order]
    delay = known + window - 1 - ordered
    news = np.searchsorted(known, np.arange(days + 1))
    for at in range(days):
        new, seen = slice(news[at], news[at + 1]), slice(at, at + window)
        np.add.at(defects, (unit[new], ordered[new]), 1)
        timely = delay[new] < window
        np.add.at(reported, (ordered[new][timely], delay[new][timely]), 1)
        today = history.first + timedelta(days=at)
        yield Cohorts(today, history.units, orders[:, seen], defects[:, seen], reported[seen])


def replay(history: History, metric: str, terms: Terms) -> Replay:
    """Evaluate every day of a history. A unit's first evaluation is on its first day with orders and data."""
    shape = history.orders.shape
    levels, breached = np.full(shape, -1, dtype=np.int8), np.zeros(shape, dtype=bool)
    begun = np.cumsum(history.orders, axis=1) > 0
    states: list[State | None] = [None] * shape[0]
    for at, cohorts in enumerate(days_of(history, terms.page.odr_window)):
        ahead = outlooks(cohorts, metric, terms.page, terms.forecast, terms.calibration)
        breached[:, at] = ahead.level == BREACHED
        reached, stays = ahead.level.tolist(), ahead.stays.tolist()
        for row in np.flatnonzero(begun[:, at] & ~history.gaps[:, at]).tolist():
            evaluation = Evaluation(cohorts.today, reached[row], stays[row], True)
            states[row], _ = advance(states[row], evaluation, terms.warnings)
        levels[:, at] = [-1 if state is None else state.level for state in states]
    return Replay(levels, breached)


WARM_UP = 90
"""Days before a replay is scored."""

QUIET = 14
"""A breach after this many days without one is a first breach; a raise within as many after a clear is a flap."""

AHEAD = 45
"""A raise warns of a first breach at most this many days later; without a breach by then it was false."""

NOTICE = 7
"""A warning this many days before the breach is in time."""

Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Score:
    """How good warnings were, over the days after the warm-up. `notice` is in days, for each breach warned of."""

    unit_days: int
    raises: int
    false_raises: int
    flaps: int
    first_breaches: int
    notice: tuple[int, ...]

    @property
    def recall(self) -> float | None:
        """The share of first breaches that were warned of in time; None without a first breach."""
        in_time = sum(days >= NOTICE for days in self.notice)
        return in_time / self.first_breaches if self.first_breaches else None

    @property
    def median_notice(self) -> float | None:
        """The median days of notice of the first breaches that were warned of at all; None without one."""
        return float(np.median(self.notice)) if self.notice else None

    @property
    def false_a_month(self) -> float:
        """False raises of one unit in a month."""
        return self.false_raises / max(1, self.unit_days) * 365.25 / 12

    @property
    def flaps_a_year(self) -> float:
        """Flaps of one unit in a year."""
        return self.flaps / max(1, self.unit_days) * 365.25


def score(warned: Truths, breached: Truths, warm_up: int = WARM_UP) -> Score:
    """The score of warnings (units by days) against the breaches that followed.

    A first breach has none in the 14 days before. A raise is a day that is warned after one that was not; it is false
    where no breach follows within 45 days and there is none that day, and a flap within 14 days of the last clear.
    The notice is counted from the earliest raise in the 45 days before a first breach.
    """
    raised, cleared = warned & ~_earlier(warned, 1), ~warned & _earlier(warned, 1)
    first = breached & ~_within(breached, QUIET)
    right = breached | _within(breached[:, ::-1], AHEAD)[:, ::-1]
    scored = slice(warm_up, None)
    unit, day = np.nonzero(first[:, scored])
    notice = (_notice(raised[row], at) for row, at in zip(unit.tolist(), (day + warm_up).tolist(), strict=True))
    return Score(
        unit_days=raised[:, scored].size,
        raises=int(raised[:, scored].sum()),
        false_raises=int((raised & ~right)[:, scored].sum()),
        flaps=int((raised & _within(cleared, QUIET))[:, scored].sum()),
        first_breaches=len(unit),
        notice=tuple(days for days in notice if days),
    )


def _notice(raised: Truths, day: int) -> int:
    """Days from the earliest raise before a day; 0 where there was none."""
    before = np.flatnonzero(raised[max(0, day - AHEAD) : day])
    return min(AHEAD, day) - int(before[0]) if len(before) else 0


def _earlier(truths: Truths, days: int) -> Truths:
    return np.pad(truths, ((0, 0), (days, 0)))[:, : truths.shape[1]]


def _within(truths: Truths, days: int) -> Truths:
    """Whether it was so on any of that many days before."""
    so_far = np.pad(np.cumsum(truths, axis=1), ((0, 0), (days + 1, 0)))
    width = truths.shape[1]
    return so_far[:, days : days + width] > so_far[:, :width]
