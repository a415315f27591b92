"""From what storage holds, a column at a time, to the numbers that formulas read."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rules.core.columns import UNKNOWN_NUMBER
from rules.core.truth import NO, UNKNOWN, YES

Wholes = NDArray[np.int64]
Value = TypeVar("Value", bound=Hashable)

TRUTHS = {True: YES, False: NO, None: UNKNOWN}


def coded(column: Collection[Value], code: Callable[[Value], int]) -> Wholes:
    """A number for each value; every distinct value is looked at once."""
    known = {value: code(value) for value in set(column)}
    return np.fromiter(map(known.__getitem__, column), np.int64, len(column))


def wholes(column: Iterable[int | None]) -> Wholes:
    """Numbers, -1 where none is known."""
    return np.array([UNKNOWN_NUMBER if value is None else value for value in column], dtype=np.int64)


def truths(column: Collection[bool | None]) -> Wholes:
    """NO, UNKNOWN or YES."""
    return coded(column, TRUTHS.__getitem__)


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that belong together, by the number of their group."""

    of: Wholes
    n: int

    def sum(self, column: Any) -> Wholes:
        """The sum over each group; of truths, how many hold."""
        return self._over(np.add, 0, column)

    def least(self, column: Wholes) -> Wholes:
        """The smallest of each group."""
        return self._over(np.minimum, np.iinfo(np.int64).max, column)

    def largest(self, column: Wholes) -> Wholes:
        """The largest of each group."""
        return self._over(np.maximum, np.iinfo(np.int64).min, column)

    def alike(self, column: Wholes) -> Wholes:
        """What all rows of a group say, -1 where they differ."""
        least = self.least(column)
        return np.where(least == self.largest(column), least, UNKNOWN_NUMBER)

    def _over(self, which: np.ufunc, start: int, column: Any) -> Wholes:
        extremes = np.full(self.n, start, dtype=np.int64)
        which.at(extremes, self.of, column)
        return extremes


def grouped(column: Sequence[str]) -> Groups:
    """The rows with the same value together, in the order in which the values come."""
    numbers: dict[str, int] = {}
    of = np.fromiter((numbers.setdefault(value, len(numbers)) for value in column), np.int64, len(column))
    return Groups(of, len(numbers))
