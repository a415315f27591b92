"""From what storage holds, a column at a time, to the numbers that formulas read."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rules.columns import UNKNOWN_NUMBER
from rules.truth import NO, UNKNOWN, YES

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


def numbered(column: Sequence[str]) -> Wholes:
    """A number from 0 on for each distinct value, in the order in which they come."""
    numbers: dict[str, int] = {}
    return np.fromiter((numbers.setdefault(value, len(numbers)) for value in column), np.int64, len(column))
