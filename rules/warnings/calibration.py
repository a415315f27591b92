"""Chances that came true as often as they say: a forecast's raw chance is looked up in what became of such ones.

`FITTED` was fitted on made-up sellers (`bench/worlds.py`); `fit` does the same on a history of one's own.
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
"""Into how many groups of like chances a history is divided; each should hold as many that come true."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often raw chances came true: `came_true` at each of `said`, both rising, and lines between."""

    fitted: date
    said: tuple[float, ...]
    came_true: tuple[float, ...]

    def __call__(self, chance: Any) -> Any:
        """The calibrated chance of a raw one, or of a column of them."""
        import numpy as np

        return np.interp(chance, self.said, self.came_true)


def fit(said: NDArray[np.float64], came_true: NDArray[np.bool_], fitted: date) -> Calibration:
    """Learn from raw chances and whether each came true; a higher chance never becomes the lower one.

    Raises ValueError where there are fewer chances than groups.
    """
    import numpy as np
    from scipy.optimize import isotonic_regression

    if len(said) < BINS:
        raise ValueError(f"a calibration needs at least {BINS} chances, not {len(said)}")
    order = np.argsort(said, kind="stable")
    expected = np.cumsum(said[order])
    groups = np.split(order, np.searchsorted(expected, expected[-1] * np.arange(1, BINS) / BINS))
    groups = [group for group in groups if len(group)]
    came = isotonic_regression([came_true[group].mean() for group in groups], weights=[*map(len, groups)]).x
    return Calibration(fitted, *_rising([said[group].mean() for group in groups], came))


def _rising(said: Sequence[float], came: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The knots in three digits: from never at 0, over one for each chance said, to as often as the last one at 1."""
    knots = {0.0: 0.0} | {round(float(x), 3): round(float(y), 3) for x, y in zip(said, came, strict=True) if x > 0}
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
