# mypy: enable-error-code="truthy-bool"
"""How near its limit a metric of Renewed is: a reading of it, the limits, and the formulas.

A defect rate is compared exactly wherever its counts are known: 31 of 4,210 passes 0.8 % because
1,000,000 x 31 <= 8,000 x 4,210. A quality score is turned into the share of orders with a defect, so that one
formula serves the order defect rate, Seller RQS and Offer RQS.

`rules.renewed.standing_decision` turns the steps worked out here into an answer.
"""

from dataclasses import KW_ONLY
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar

from rules.core.columns import MILLION, UNKNOWN_NUMBER, most, negate, where
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import OURS, RENEWED
from rules.core.units import Code, Count, Days, Fact, Rate, Truth
from rules.core.value import value
from rules.renewed.metrics import METRICS, Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = TypeVar("Value", Rate, int, "NDArray[np.int64]")


@value
class Reading:
    """The value of one metric on one day.

    `value` is in millionths: 0.74 % is 7_400, 98.4 % is 984_000, 3.70 stars are 3_700_000. `subject` is the ASIN of
    an offer, or empty for the account. Counts are None where they are not known; `window_days` is the days that the
    value covers. `source` is where it comes from (`typed`, `sample`, a report's name) and `who` is who entered it.
    """

    _: KW_ONLY
    metric: str
    subject: str
    value: int
    as_of: date
    source: str
    who: str = ""
    orders: int | None = None
    defects: int | None = None
    reviews: int | None = None
    window_days: int | None = None


@value
class StandingTerms:
    """The limits on a day, and the days that the defect rate covers."""

    POLICY: ClassVar = RENEWED
    odr_max: Rate
    odr_window: Days
    seller_rqs_min: Rate
    offer_rqs_min: Rate
    rating_min: Rate


@value
class NearTerms:
    """Our own thresholds: from which share of the limit, or which rating, we say watch, and when a reading is old."""

    POLICY: ClassVar = OURS
    near_share: Rate
    rating_near: Rate
    stale_after: Days


@value
class DefectFacts:
    """What the formula reads of a defect rate: the share of orders with a defect, and counts or -1."""

    share: Fact[Rate]
    orders: Fact[Count]
    defects: Fact[Count]


@value
class RatingFacts:
    """What the formula reads of a rating: the rating, and the number of reviews or -1."""

    rating: Fact[Rate]
    reviews: Fact[Count]


class StandingSteps(NamedTuple):
    """How near its limit a metric is: its level, the defects that still fit (-1 where unknown), and the points left."""

    over: Truth
    near: Truth
    left: Count
    points: Rate
    level: Code


def defect_standing(facts: DefectFacts, limit: Rate, near_share: Rate) -> StandingSteps:
    """A defect rate against the largest share allowed; with counts, exactly."""
    counted = facts.orders >= 0
    over = where(counted, facts.defects * MILLION > facts.orders * limit, facts.share > limit)
    threshold = limit * near_share // MILLION
    near = where(counted, facts.defects * MILLION >= facts.orders * threshold, facts.share >= threshold)
    near = near & (negate(counted) | (facts.defects > 0))
    left = facts.orders * limit // MILLION - facts.defects
    return _steps(over, near, counted, left, limit - facts.share)


def rating_standing(facts: RatingFacts, limit: Rate, near: Rate) -> StandingSteps:
    """An average rating against the least allowed; what is left is counted in one-star reviews.

    k more one-star reviews keep the average when (sum + k) / (n + k) >= limit, so k = (sum - limit n) / (limit - 1).
    """
    counted = facts.reviews >= 0
    left = facts.reviews * (facts.rating - limit) // (limit - MILLION)
    return _steps(facts.rating < limit, facts.rating < near, counted, left, facts.rating - limit)


def _steps(over: Truth, near: Truth, counted: Truth, left: Count, points: Rate) -> StandingSteps:
    last = near & counted & (left == 0)
    level = where(over, BREACHED, where(last, ACT, where(near, WATCH, OK)))
    return StandingSteps(over, near, where(counted, most(left, 0), UNKNOWN_NUMBER), points, level)


def standing(reading: Reading, page: StandingTerms, ours: NearTerms) -> StandingSteps:
    """One reading against its limit."""
    metric = METRICS[reading.metric]
    limit: Rate = getattr(page, metric.limit)
    if metric.counted_in == "reviews":
        return rating_standing(RatingFacts(reading.value, _number(reading.reviews)), limit, ours.rating_near)
    facts = DefectFacts(defect_share(metric, reading.value), _number(reading.orders), _number(reading.defects))
    return defect_standing(facts, defect_share(metric, limit), ours.near_share)


def defect_share(metric: Metric, value: Value) -> Value:
    """The share of orders with a defect (millionths) for a metric's value: the value itself, or 100 % less a score.

    Applied to a share it gives the metric's value back.
    """
    return value if metric.bound == "at most" else MILLION - value


def _number(value: int | None) -> int:
    return UNKNOWN_NUMBER if value is None else value
