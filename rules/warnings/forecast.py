"""Forecasts: the chance that a metric goes over its limit within three weeks.

With orders and defects by order day (`outlooks`, all subjects at once) the chance is a posterior predictive one. A
subject's rate of defects is Gamma distributed: a weak prior at a usual rate, and its defects so far, the recent ones
counting more, over its orders as far as their defects have been reported. What is known rolls off on known days; what
is still to be reported is then negative binomial, and the chance is the largest over several horizons. It is
calibrated before it is used (`rules.warnings.calibration`), so that 33 % comes true one time in three.

With readings alone (`outlook_of_readings`) there is a line through the last of them, or only the headroom of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from rules.core.columns import MILLION, where
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import OURS
from rules.renewed.metrics import METRICS
from rules.renewed.standing import NearTerms, Reading, StandingTerms, defect_share, standing
from rules.warnings.calibration import FITTED, Calibration
from rules.warnings.cohorts import Cohorts, RollOff, left, recovers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Wholes = NDArray[np.int64]
    Truths = NDArray[np.bool_]

Method = Literal["cohorts", "totals", "reading"]

SOONER = (3, 7, 10, 14)
"""Horizons in days beside the longest: because of roll-off, a nearer day can be the worse one."""

USUAL_SHARE = 500_000
"""Where the prior puts a rate: at half of the limit, with the weight of one defect."""

PRIOR_REPORTS = 30
"""How many reports, 14 days late on average, the prior adds to those that delays are learnt from."""

RECENT = 28
"""Days whose orders predict how many will come: four whole weeks, so that every weekday counts alike."""


@dataclass(frozen=True, slots=True)
class ForecastTerms:
    """Our thresholds: chances and shares in millionths, the rest in days."""

    POLICY: ClassVar = OURS
    watch_chance: int
    act_chance: int
    offer_chance: int
    off_share: int
    after_breach: int
    horizon: int
    half_life: int
    usual_delay: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of one subject.

    `chance` (of going over the limit within `horizon` days) and `left` (more defects that fit, at least 0) are None
    where they are not known. `level` is what the figures call for, `stays` (at least that) the level that a warning may
    keep. `recovers` is None unless the metric is over its limit.
    """

    chance: float | None
    horizon: int | None
    method: Method
    level: int
    stays: int
    left: int | None
    roll_offs: tuple[RollOff, ...] = ()
    recovers: date | None = None


@dataclass(frozen=True, slots=True)
class Outlooks:
    """The forecasts of many subjects: columns in the order of `cohorts.subjects`; `left` is negative over the limit."""

    cohorts: Cohorts
    limit: int
    horizon: int
    chance: Floats
    level: Wholes
    stays: Wholes
    left: Wholes

    def of(self, row: int) -> Outlook:
        """The forecast of one subject, with its roll-off calendar."""
        leaving = self.cohorts.roll_offs(row)
        return Outlook(
            chance=float(self.chance[row]),
            horizon=self.horizon,
            method="cohorts",
            level=int(self.level[row]),
            stays=int(self.stays[row]),
            left=max(0, int(self.left[row])),
            roll_offs=leaving,
            recovers=recovers(leaving, self.limit),
        )


def outlooks(
    cohorts: Cohorts, metric: str, page: StandingTerms, ours: ForecastTerms, calibrate: Calibration = FITTED
) -> Outlooks:
    """The forecast of every subject, for a metric that is counted in orders."""
    import numpy as np

    row = METRICS[metric]
    limit: int = defect_share(row, getattr(page, row.limit))
    orders, defects = cohorts.orders.sum(axis=1), cohorts.defects.sum(axis=1)
    chance = calibrate(breach_chance(cohorts, limit, ours))
    watch = ours.offer_chance if row.of_offer else ours.watch_chance
    fit = left(orders, defects, limit)
    off = ours.off_share / MILLION
    level = _level(fit < 0, fit == 0, chance * MILLION, watch, ours.act_chance)
    hardly = (defects > 0) & (MILLION * defects >= ours.after_breach * limit // MILLION * orders)
    stays = _level(hardly, fit == 0, chance * MILLION, watch * off, ours.act_chance * off)
    return Outlooks(cohorts, limit, ours.horizon, chance, level, np.maximum(stays, level), fit)


def _level(over: Truths, last: Truths, chance: Floats, watch: float, act: float) -> Wholes:
    likely = chance >= watch
    return where(over, BREACHED, where((chance >= act) | (last & likely), ACT, where(likely, WATCH, OK)))


def breach_chance(cohorts: Cohorts, limit: int, ours: ForecastTerms) -> Floats:
    """The chance of each subject to exceed the limit (millionths): the largest over the horizons, not calibrated."""
    import numpy as np
    from scipy.special import betainc

    ahead = np.array([*SOONER, ours.horizon])
    reported = np.concatenate([reported_by(cohorts.reported, ours.usual_delay), np.ones(ours.horizon)])
    age = np.arange(cohorts.window)[::-1]
    weight = 0.5 ** (age / ours.half_life)
    orders, defects = cohorts.orders.astype(np.float64), cohorts.defects.astype(np.float64)
    shape = 1 + defects @ weight
    matured = MILLION / limit * MILLION / USUAL_SHARE + orders @ (weight * reported[age])

    in_window = age[:, None] + ahead < cohorts.window
    new = (orders[:, -RECENT:].sum(axis=1) / RECENT)[:, None]
    sold = np.rint(orders @ in_window + new * ahead)
    fit = np.floor(sold * limit / MILLION) - defects @ in_window
    of_old = orders @ (in_window * (reported[age[:, None] + ahead] - reported[age][:, None]))
    of_new = new * np.cumsum(reported)[ahead - 1]
    expected = of_old + of_new
    chance = betainc(np.maximum(fit, 0) + 1, shape[:, None], expected / (expected + matured[:, None]))
    worst: Floats = np.where(fit < 0, 1.0, chance).max(axis=1)
    return worst


def reported_by(reported: Wholes, usual_delay: int) -> Floats:
    """The share of defects that are reported within so many days (the index) of the order.

    `reported` counts defects by the day of the order (rows, today last) and the days until the report. Young orders
    have only had time for quick reports, so each delay is counted among those no longer than it, and only of orders
    old enough to show it (the Lynden-Bell estimate for data cut off on the right).
    """
    import numpy as np

    window = len(reported)
    delay = np.arange(window)
    prior = np.exp(-delay / usual_delay)
    prior *= PRIOR_REPORTS / prior.sum()
    shows = np.arange(window)[::-1, None] >= delay
    just = prior + (reported * shows).sum(axis=0)
    within = np.cumsum(prior) + (np.cumsum(reported, axis=1) * shows).sum(axis=0)
    later = np.cumprod((1 - just / within)[:0:-1])[::-1]
    return np.append(later, 1.0)


TREND = 3
"""How many readings in a row a line must be rising through before it counts."""

TREND_BACK, TREND_AHEAD = 28, 14
"""Over how many days of readings the line is drawn, and how far ahead."""


def outlook_of_readings(
    history: Sequence[Reading], page: StandingTerms, near: NearTerms, ours: ForecastTerms
) -> Outlook:
    """The forecast from readings alone, oldest first: the headroom of the newest, and a line through the last ones.

    It gives no chance, since what rolls off and what is still to be reported is not known. Raises ValueError without
    a reading.
    """
    if not history:
        raise ValueError("an outlook needs a reading")
    newest = standing(history[-1], page, near)
    lines = [_goes_over(history[: len(history) - back], page) for back in range(TREND)]
    known = None not in lines
    reached: int = newest.level
    level = max(reached, WATCH) if known and all(lines) else reached
    return Outlook(
        chance=None,
        horizon=TREND_AHEAD if known else None,
        method="totals" if known else "reading",
        level=level,
        stays=max(level, BREACHED if _barely_within(history[-1], page, ours) else OK),
        left=newest.left if newest.left >= 0 else None,
    )


def _goes_over(history: Sequence[Reading], page: StandingTerms) -> bool | None:
    """Whether a line through the last readings crosses the limit in time; None where no line can be drawn."""
    from statistics import linear_regression

    recent = [read for read in history if read.as_of > history[-1].as_of - timedelta(days=TREND_BACK)]
    if len({read.as_of for read in recent}) < 2:
        return None
    metric = METRICS[recent[0].metric]
    line = linear_regression([(read.as_of - recent[-1].as_of).days for read in recent], [read.value for read in recent])
    then: float = line.slope * TREND_AHEAD + line.intercept
    limit: int = getattr(page, metric.limit)
    return then > limit if metric.bound == "at most" else then < limit


def _barely_within(read: Reading, page: StandingTerms, ours: ForecastTerms) -> bool:
    """Whether a metric that was over its limit has not yet come clear of it."""
    metric = METRICS[read.metric]
    if metric.counted_in == "reviews":
        return False
    limit: int = defect_share(metric, getattr(page, metric.limit))
    return defect_share(metric, read.value) * MILLION >= ours.after_breach * limit
