# mypy: enable-error-code="truthy-bool"
"""Arithmetic that is written once and works on one case and on a million.

A rule's formula uses plain operators and the few words below. Given Python numbers it answers with numbers; given
numpy columns it answers with columns. numpy is imported only when a column is there, so one case stays cheap. What the
numbers are (cents, days, rates) is told apart by mypy alone: `rules.core.units`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from rules.core.units import Cents, Code, Count, Days, Millionths, Rate, Small, Ternary, Truth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rules.core.units import Plain

MILLION: Final = Rate(1_000_000)
"""All of something, or one star: rates are whole millionths, so 20 % is 200,000 and 3.70 stars are 3,700,000."""

UNKNOWN_NUMBER: Final = -1
"""How a number that is not known stands in a formula; every real one is zero or more."""

CHUNK = 16_384
"""Rows worked at a time, so that a formula's columns stay in the processor's cache."""

Branch = TypeVar("Branch", Cents, Days, Count, Rate, Ternary, Truth, Millionths[Cents])
Number = TypeVar("Number", Cents, Days, Count, Rate, Code, Ternary)


# Two small constants fit the first two alike; they make a Code.
@overload
def where(truth: Truth, yes: Code | Plain, no: Code | Plain) -> Code: ...  # type: ignore[overload-overlap]
@overload
def where(truth: Truth, yes: Branch | Small, no: Branch | Small) -> Branch: ...
@overload
def where(truth: NDArray[np.bool_], yes: Any, no: Any) -> NDArray[Any]: ...
def where(truth: Any, yes: Any, no: Any) -> Any:
    """`yes` where the truth holds and `no` where it does not; both are evaluated."""
    if truth is True:
        return yes
    if truth is False:
        return no
    import numpy as np

    return np.where(truth, yes, no)


def negate(truth: Truth) -> Truth:
    """Not. Python's own `~True` is -2, which is why this exists."""
    return truth ^ True


def least(first: Number, *rest: Number | Small) -> Number:
    """The smallest of the numbers, row by row."""
    for other in rest:
        first = where(first > other, other, first)
    return first


def most(first: Number, *rest: Number | Small) -> Number:
    """The largest of the numbers, row by row."""
    for other in rest:
        first = where(first < other, other, first)
    return first


@overload
def share(amount: Cents, rate: Rate) -> Cents: ...
@overload
def share(amount: Plain, rate: Rate) -> int: ...
def share(amount: Any, rate: Any) -> Any:
    """A rate (millionths) of an amount (cents), rounded **down** to the cent.

    This is the one place where money is rounded. A cap is a ceiling: 20 % of 129.99 is 25.99, since 26.00 would
    exceed it.
    """
    return amount * rate // MILLION


def take(table: Sequence[Code], index: Code) -> Code:
    """The table's entry at each index; an index of -1 is its last entry."""
    if isinstance(index, int):
        return table[index]
    import numpy as np

    return np.asarray(table)[index]


Facts = TypeVar("Facts")


def sweep(
    formula: Callable[[Facts, Any], Any], facts: Facts, terms: Any, keep: Sequence[str]
) -> Mapping[str, NDArray[np.int64]]:
    """Run a formula over columns in chunks and keep the named steps.

    `facts` is a dataclass whose fields are columns of one length, or single values that hold for every row. The
    result maps each name in `keep` to an int64 column (truths as 0 and 1). Raises ValueError when columns differ in
    length or none is given.
    """
    import numpy as np

    columns = {f.name: c for f in fields(facts) if isinstance(c := getattr(facts, f.name), np.ndarray)}  # type: ignore[arg-type]
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        raise ValueError(f"a sweep needs columns of one length, not {sorted(lengths)}")
    rows = lengths.pop()
    results = {name: np.empty(rows, dtype=np.int64) for name in keep}
    for start in range(0, rows, CHUNK):
        chunk = slice(start, start + CHUNK)
        steps = formula(replace(facts, **{name: column[chunk] for name, column in columns.items()}), terms)  # type: ignore[type-var]
        for name, result in results.items():
            result[chunk] = getattr(steps, name)
    return results
