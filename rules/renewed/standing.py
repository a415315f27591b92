"""Are we still safe in Renewed (renewed-ca/stay)? A reading of a metric, the limits, and the formula.

A defect rate is compared exactly wherever its counts are known: 31 of 4,210 passes 0.8 % because
1,000,000 x 31 <= 8,000 x 4,210. A quality score is turned into the share of orders with a defect, so that one
formula serves the order defect rate, Seller RQS and Offer RQS.

`rules.renewed.standing_decision` turns the steps worked out here into an answer.
"""

from dataclasses import KW_ONLY
from datetime import date
from typing import ClassVar, NamedTuple

from rules.core.columns import MILLION, UNKNOWN_NUMBER, Truth, Whole, negate, where
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.value import value
from rules.renewed.metrics import METRICS, Metric


@value
class Reading:
    """What one metric read on one day.

    `value` is in millionths: 0.74 % is 7_400, 98.4 % is 984_000, 3.70 stars are 3_700_000. `subject` is the ASIN of
    an offer, or empty for the account. Counts are None where they are not known; `window_days` is the span that the
    figure covers. `source` says where it comes from (`typed`, `sample`, a report's name) and `who` entered it.
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
    """The limits on a day, in millionths, and the days that the defect rate covers."""

    POLICY: ClassVar = "renewed-ca"
    odr_max: int
    odr_window: int
    seller_rqs_min: int
    offer_rqs_min: int
    rating_min: int


@value
class NearTerms:
    """Our own thresholds: from which share of what is allowed we say watch, and when a reading is old (days)."""

    POLICY: ClassVar = "headroom"
    near_share: int
    rating_near: int
    stale_after: int


@value
class DefectFacts:
    """A defect rate as the formula reads it: the share of orders with a defect in millionths, and counts or -1."""

    share: Whole
    orders: Whole
    defects: Whole


@value
class RatingFacts:
    """A rating as the formula reads it, in millionths of a star, and the number of reviews or -1."""

    rating: Whole
    reviews: Whole


class StandingSteps(NamedTuple):
    """How near a metric is: its level, the events still allowed (-1 where unknown), and the points left."""

    over: Truth
    near: Truth
    left: Whole
    points: Whole
    level: Whole


def defect_standing(facts: DefectFacts, limit: int, near_share: int) -> StandingSteps:
    """A defect rate against the largest share allowed (millionths); with counts, exactly."""
    counted = facts.orders >= 0
    over = where(counted, facts.defects * MILLION > limit * facts.orders, facts.share > limit)
    threshold = limit * near_share // MILLION
    near = where(counted, facts.defects * MILLION >= threshold * facts.orders, facts.share >= threshold)
    near = near & (negate(counted) | (facts.defects > 0))
    left = where(counted, limit * facts.orders // MILLION - facts.defects, UNKNOWN_NUMBER)
    return _steps(over, near, counted, left, limit - facts.share)


def rating_standing(facts: RatingFacts, limit: int, near: int) -> StandingSteps:
    """An average rating against the least allowed; what is left is counted in one-star reviews.

    k more one-star reviews keep the average when (sum + k) / (n + k) >= limit, so k = (sum - limit n) / (limit - 1).
    """
    counted = facts.reviews >= 0
    spare = (facts.rating - limit) * facts.reviews // (limit - MILLION)
    left = where(counted, spare, UNKNOWN_NUMBER)
    return _steps(facts.rating < limit, facts.rating < near, counted, left, facts.rating - limit)


def _steps(over: Truth, near: Truth, counted: Truth, left: Whole, points: Whole) -> StandingSteps:
    last = near & counted & (left == 0)
    level = where(over, BREACHED, where(last, ACT, where(near, WATCH, OK)))
    return StandingSteps(over, near, where(left < 0, where(counted, 0, UNKNOWN_NUMBER), left), points, level)


def standing(reading: Reading, page: StandingTerms, ours: NearTerms) -> StandingSteps:
    """One reading against its limit."""
    metric = METRICS[reading.metric]
    limit: int = getattr(page, metric.limit)
    if metric.counted_in == "reviews":
        return rating_standing(RatingFacts(reading.value, _number(reading.reviews)), limit, ours.rating_near)
    facts = DefectFacts(defect_share(metric, reading.value), _number(reading.orders), _number(reading.defects))
    return defect_standing(facts, defect_share(metric, limit), ours.near_share)


def defect_share(metric: Metric, value: int) -> int:
    """The share of orders with a defect that a value means, in millionths: itself, or what a quality score leaves.

    The same turns a share back into the metric's value.
    """
    return value if metric.bound == "at most" else MILLION - value


def _number(value: int | None) -> int:
    return UNKNOWN_NUMBER if value is None else value
