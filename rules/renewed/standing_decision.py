"""The answer to "are we still safe in Renewed?": every metric with its level and what is left, worst first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rules.core import money
from rules.core.columns import MILLION
from rules.core.decision import Decision, Interpretation, Missing, Reason, Receipt, Status
from rules.core.levels import ACT, LEVELS
from rules.core.policy import RENEWED, policy, terms
from rules.core.value import value
from rules.renewed.metrics import METRICS, Metric
from rules.renewed.standing import NearTerms, Reading, StandingSteps, StandingTerms, defect_share, standing

RULE = "renewed.status"


@value
class Room:
    """What is left before the limit: further defects (one-star reviews for a rating), and points."""

    count: int | None
    points: Decimal


@value
class Judged:
    """One reading judged. Values and limits are percent or stars with at least two places.

    `proxy` is whether it covers other days than the clause asks for.
    """

    metric: str
    subject: str
    value: Decimal
    limit: Decimal
    level: str
    stale: bool
    headroom: Room
    as_of: date
    source: str
    window_days: int | None
    orders: int | None
    defects: int | None
    reviews: int | None
    proxy: bool


@value
class StandingOutcome:
    """The worst level of the metrics (None without a reading), and the metrics, worst first."""

    level: str | None
    metrics: tuple[Judged, ...]


def decide(readings: Sequence[Reading], as_of: date, reading: Interpretation) -> Decision[StandingOutcome]:
    """How near its limit each metric of an account is by its latest reading. Raises NoTerms."""
    page, ours = terms(StandingTerms, as_of), terms(NearTerms, as_of)
    worked_out = [(latest, standing(latest, page, ours)) for latest in readings]
    worked_out.sort(key=_worst_first)
    metrics = tuple([_judged(latest, steps, page, ours, as_of) for latest, steps in worked_out])
    return Decision(
        rule=RULE,
        status=Status.DECIDED if metrics else Status.NEEDS_INFO,
        outcome=StandingOutcome(metrics[0].level if metrics else None, metrics),
        reasons=tuple([_reason(metric) for metric in metrics]),
        receipt=_receipt(readings, as_of, reading),
        assumptions=_assumptions(metrics),
        missing=() if metrics else (Missing("odr", METRICS["odr"].clause),),
        notes=_notes(metrics),
    )


def judge(reading: Reading, as_of: date) -> Judged:
    """One reading by the terms of a day. Raises NoTerms."""
    page, ours = terms(StandingTerms, as_of), terms(NearTerms, as_of)
    return _judged(reading, standing(reading, page, ours), page, ours, as_of)


def what_if(reading: Reading, defects: int) -> Reading:
    """The reading after so many more defects (for a rating, one-star reviews).

    Raises ValueError where its counts are not known, since nothing can then be added to them.
    """
    metric = METRICS[reading.metric]
    if metric.counted_in == "reviews":
        if reading.reviews is None:
            raise ValueError("reviews")
        total = reading.value * reading.reviews + defects * MILLION
        return replace(reading, value=total // (reading.reviews + defects), reviews=reading.reviews + defects)
    if reading.orders is None or reading.defects is None:
        raise ValueError("orders")
    after = min(reading.defects + defects, reading.orders)
    return replace(reading, defects=after, value=defect_share(metric, rate(after, reading.orders)))


def rate(defects: int, orders: int) -> int:
    """Defects of orders in millionths, rounded half up; 0 of 0 orders is 0."""
    return (2 * defects * MILLION + orders) // (2 * orders) if orders else 0


def _worst_first(worked_out: tuple[Reading, StandingSteps]) -> tuple[Any, ...]:
    reading, steps = worked_out
    left = steps.left if steps.left >= 0 else MILLION
    return -steps.level, METRICS[reading.metric].of_offer, left, steps.points, reading.metric, reading.subject


def _judged(reading: Reading, steps: StandingSteps, page: StandingTerms, ours: NearTerms, as_of: date) -> Judged:
    metric = METRICS[reading.metric]
    shown = money.stars if metric.counted_in == "reviews" else money.percent
    return Judged(
        metric=reading.metric,
        subject=reading.subject,
        value=shown(reading.value),
        limit=shown(getattr(page, metric.limit)),
        level=LEVELS[steps.level],
        stale=(as_of - reading.as_of).days > ours.stale_after,
        headroom=Room(None if steps.left < 0 else steps.left, shown(steps.points)),
        as_of=reading.as_of,
        source=reading.source,
        window_days=reading.window_days,
        orders=reading.orders,
        defects=reading.defects,
        reviews=reading.reviews,
        proxy=_stands_in(metric, reading.window_days, page),
    )


def _stands_in(metric: Metric, days: int | None, page: StandingTerms) -> bool:
    """Whether a reading covers other days than the clause asks for."""
    return metric.window is not None and days not in (None, getattr(page, metric.window))


def _reason(judged: Judged) -> Reason:
    metric = METRICS[judged.metric]
    values = {"metric": judged.metric, "subject": judged.subject, "value": judged.value, "limit": judged.limit}
    return Reason(metric.clause, True, f"standing.{judged.level}", values, metric.limit)


def _receipt(readings: Sequence[Reading], as_of: date, reading: Interpretation) -> Receipt:
    pack = policy(RENEWED)
    inputs = {"readings": tuple(readings)}
    return Receipt(RULE, pack.edition(as_of), pack.hash, as_of, inputs, reading.given)


def _assumptions(metrics: tuple[Judged, ...]) -> tuple[str, ...]:
    bounds = {METRICS[judged.metric].bound for judged in metrics}
    used = (("A6", "at least" in bounds), ("B5", "at most" in bounds))
    return tuple([name for name, applies in used if applies])


def _notes(metrics: tuple[Judged, ...]) -> tuple[tuple[str, dict[str, Any]], ...]:
    notes: list[tuple[str, dict[str, Any]]] = []
    if any(m.proxy for m in metrics):
        notes.append(("standing.proxy", {"window": next(m.window_days for m in metrics if m.proxy)}))
    if any(m.value == m.limit and m.headroom.count is None for m in metrics):
        notes.append(("standing.at_limit", {}))
    if any(LEVELS.index(m.level) >= ACT for m in metrics):
        notes.append(("standing.act_now", {}))
    return tuple(notes)
