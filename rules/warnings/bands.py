"""The level of each of many readings on its own day, by the formulas of `rules.renewed.standing` over columns."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from rules.core.columns import UNKNOWN_NUMBER
from rules.core.levels import OK
from rules.core.policy import NoTerms, terms
from rules.core.units import Rate
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

    Wholes = NDArray[np.int64]

Limits = tuple[StandingTerms, NearTerms]

FEW = 100
"""Below this number of readings, working them out one by one is faster than columns."""

LARGEST = 2**31
"""Products of numbers below it fit into 64 bits."""


def bands(readings: Sequence[Reading]) -> list[int]:
    """The level of each reading by the limits of its own day.

    OK where there is no limit: for a metric that is not watched, and on a day before the first terms.
    """
    levels: list[int] = [OK] * len(readings)
    alike: dict[tuple[str, date], list[int]] = defaultdict(list)
    for place, read in enumerate(readings):
        alike[read.metric, read.as_of].append(place)
    for (metric, day), places in alike.items():
        if metric in METRICS and (limits := _limits(day)):
            of_places = _levels(METRICS[metric], limits, [readings[place] for place in places])
            for place, level in zip(places, of_places, strict=True):
                levels[place] = level
    return levels


@cache
def _limits(day: date) -> Limits | None:
    try:
        return terms(StandingTerms, day), terms(NearTerms, day)
    except NoTerms:
        return None


def _levels(metric: Metric, limits: Limits, readings: Sequence[Reading]) -> Sequence[int]:
    if len(readings) < FEW:
        return [standing(read, *limits).level for read in readings]
    counts = ("reviews",) if metric.counted_in == "reviews" else ("orders", "defects")
    value, *counted = (_column(list(map(attrgetter(name), readings))) for name in ("value", *counts))
    if any(column.max() >= LARGEST for column in (value, *counted)):
        return [standing(read, *limits).level for read in readings]
    return _of_columns(metric, limits, value, counted)


def _column(numbers: Sequence[int | None]) -> "Wholes":
    import numpy as np

    return np.array([UNKNOWN_NUMBER if number is None else number for number in numbers], dtype=np.int64)


def _of_columns(metric: Metric, limits: Limits, value: "Wholes", counted: "Sequence[Wholes]") -> list[int]:
    import numpy as np

    page, ours = limits
    limit: Rate = getattr(page, metric.limit)
    if metric.counted_in == "reviews":
        steps = rating_standing(RatingFacts(value, *counted), limit, ours.rating_near)
    else:
        facts = DefectFacts(defect_share(metric, value), *counted)
        steps = defect_standing(facts, defect_share(metric, limit), ours.near_share)
    levels: list[int] = np.asarray(steps.level).tolist()
    return levels
