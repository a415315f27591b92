"""How near its limit each of many readings was on its own day, by the formulas of `rules.renewed.standing`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from rules.core.columns import UNKNOWN_NUMBER, Whole
from rules.core.levels import OK
from rules.core.policy import NoTerms, terms
from rules.renewed.metrics import METRICS, Metric
from rules.renewed.standing import (
    DefectFacts,
    NearTerms,
    RatingFacts,
    Reading,
    StandingTerms,
    defect_share,
    defect_standing,
    rating_standing,
    standing,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Held = tuple[StandingTerms, NearTerms]

FEW = 100
"""Readings for which columns do not pay."""

LARGEST = 2**31
"""Numbers below it stay exact in columns of 64 bits, whatever the formulas multiply."""


def bands(readings: Sequence[Reading]) -> list[int]:
    """The level of each reading by the limits of its own day.

    OK where no limit is held: for a metric that is not watched, and on a day before the first terms.
    """
    found = [OK] * len(readings)
    alike: dict[tuple[str, date], list[int]] = defaultdict(list)
    for place, read in enumerate(readings):
        alike[read.metric, read.as_of].append(place)
    for (metric, day), places in alike.items():
        if metric in METRICS and (held := _held(day)):
            levels = _levels(METRICS[metric], held, [readings[place] for place in places])
            for place, level in zip(places, levels, strict=True):
                found[place] = level
    return found


@cache
def _held(day: date) -> Held | None:
    try:
        return terms(StandingTerms, day), terms(NearTerms, day)
    except NoTerms:
        return None


def _levels(metric: Metric, held: Held, readings: Sequence[Reading]) -> Sequence[int]:
    if len(readings) < FEW:
        return [standing(read, *held).level for read in readings]
    counts = ("reviews",) if metric.counted_in == "reviews" else ("orders", "defects")
    value, *counted = (_column(list(map(attrgetter(name), readings))) for name in ("value", *counts))
    if any(column.max() >= LARGEST for column in (value, *counted)):
        return [standing(read, *held).level for read in readings]
    return _of_columns(metric, held, value, counted)


def _column(numbers: Sequence[int | None]) -> "NDArray[np.int64]":
    import numpy as np

    return np.array([UNKNOWN_NUMBER if number is None else number for number in numbers], dtype=np.int64)


def _of_columns(metric: Metric, held: Held, value: Whole, counted: Sequence[Whole]) -> list[int]:
    page, ours = held
    limit: int = getattr(page, metric.limit)
    if metric.counted_in == "reviews":
        steps = rating_standing(RatingFacts(value, *counted), limit, ours.rating_near)
    else:
        facts = DefectFacts(defect_share(metric, value), *counted)
        steps = defect_standing(facts, defect_share(metric, limit), ours.near_share)
    levels: list[int] = steps.level.tolist()
    return levels
