"""Calibration: from a forecast's raw chance to how often such chances came true.

`FITTED` was fitted on simulated sellers (`bench/worlds.py`); `fit` does the same on a history of one's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BINS = 16
"""The groups of similar chances that a history is divided into, with about as many that came true in each."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often raw chances came true: `observed` at each of `predicted`, both rising, and linear between them."""

    fitted: date
    predicted: tuple[float, ...]
    observed: tuple[float, ...]

    def __call__(self, chance: Any) -> Any:
        """The calibrated chance of a raw one, or of a column of them."""
        import numpy as np

        return np.interp(chance, self.predicted, self.observed)


def fit(predicted: NDArray[np.float64], came_true: NDArray[np.bool_], fitted: date) -> Calibration:
    """The isotonic calibration of raw chances, given whether each came true; a higher one never becomes the lower.

    Raises ValueError where there are fewer chances than groups.
    """
    import numpy as np
    from scipy.optimize import isotonic_regression

    if len(predicted) < BINS:
        raise ValueError(f"a calibration needs at least {BINS} chances, not {len(predicted)}")
    order = np.argsort(predicted, kind="stable")
    expected = np.cumsum(predicted[order])
    groups = np.split(order, np.searchsorted(expected, expected[-1] * np.arange(1, BINS) / BINS))
    groups = [group for group in groups if len(group)]
    observed = isotonic_regression([came_true[group].mean() for group in groups], weights=[*map(len, groups)]).x
    return Calibration(fitted, *_knots([predicted[group].mean() for group in groups], observed))


def _knots(predicted: Sequence[float], observed: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The groups' means to three decimals, with (0, 0) before them and the last observed one at 1 after them."""
    means = zip(predicted, observed, strict=True)
    knots = {0.0: 0.0} | {round(float(x), 3): round(float(y), 3) for x, y in means if x > 0}
    knots |= {1.0: max(knots.values())}
    return tuple(knots), tuple(knots.values())


FITTED = Calibration(
    date(2026, 11, 24),
    (0.0, 0.002, 0.043, 0.086, 0.137, 0.192, 0.252, 0.317, 0.388, 0.467, 0.55, 0.641, 0.739, 0.836, 0.924, 0.984, 1.0),
    (
        0.0,
        0.003,
        0.073,
        0.146,
        0.238,
        0.321,
        0.416,
        0.496,
        0.575,
        0.66,
        0.737,
        0.803,
        0.873,
        0.911,
        0.949,
        0.966,
        0.966,
    ),
)
"""Fitted on the sellers of seeds 100 to 119, accounts' metrics together."""
