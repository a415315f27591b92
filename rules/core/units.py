# mypy: disable-error-code="override"
"""What formulas compute with: money, days, counts, rates, verdicts and truths, which mypy keeps apart.

At run time they are plain numbers and bools, or numpy columns of them. To mypy each is a kind of its own: cents are
added to cents and compared with cents. Whatever a kind does not declare here falls back to int, and neither a branch
nor a step takes the plain int that results. Outside formulas every number passes as an int.

A `Truth` has no `__bool__`, so a formula cannot branch on one: mypy says so in modules that begin with
`# mypy: enable-error-code="truthy-bool"`, as every module of formulas does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, Self, TypeAlias, TypeVar

Kind = TypeVar("Kind")
Constant = TypeVar("Constant")

Small: TypeAlias = Literal[-1, 0, 1]
"""Numbers that mean the same in every kind: none, one, and -1 for what is not known."""

if TYPE_CHECKING:
    from numpy.typing import NDArray

    class Truth:
        """True or false."""

        def __and__(self, other: Truth) -> Truth: ...
        def __or__(self, other: Truth) -> Truth: ...
        def __xor__(self, other: Truth | Literal[True]) -> Truth: ...

    class Plain(Protocol):
        """A number or bool of no kind."""

        def __index__(self) -> int: ...
        def __lt__(self, other: int, /) -> bool: ...

    class _Compared(int, Generic[Constant]):
        """Compared with its own kind and some constants: less than an int is, hence the first line of this file."""

        def __hash__(self) -> int: ...
        def __eq__(self, other: Self | Constant) -> Truth: ...
        def __ne__(self, other: Self | Constant) -> Truth: ...
        def __lt__(self, other: Self | Constant) -> Truth: ...
        def __le__(self, other: Self | Constant) -> Truth: ...
        def __gt__(self, other: Self | Constant) -> Truth: ...
        def __ge__(self, other: Self | Constant) -> Truth: ...
        def __getitem__(self, row: int) -> Self: ...

    class Code(_Compared[Plain]):
        """One of a list by its number: who pays, a level, a grade, the verdict of a check."""

    class Ternary(_Compared[Small]):
        """A verdict in three-valued logic: NO, UNKNOWN or YES (`rules.core.truth`)."""

    class _Quantity(_Compared[Small]):
        """What is counted or measured. Times a rate it is in millionths, until divided by a million."""

        def __add__(self, other: Self) -> Self: ...
        def __radd__(self, other: Self) -> Self: ...
        def __sub__(self, other: Self) -> Self: ...
        def __rsub__(self, other: Self) -> Self: ...
        def __mul__(self, other: Rate) -> Millionths[Self]: ...

    class Days(_Quantity):
        """A length of time."""

    class Count(_Quantity):
        """How many: orders, defects, items, images."""

    class Cents(_Quantity):
        """Money in cents of its currency."""

        def __rmul__(self, other: Count) -> Self: ...
        def __floordiv__(self, other: Count) -> Self: ...

    class Rate(_Quantity):
        """A share, or a rating in stars, in millionths: 20 % is 200,000."""

    class Millionths(_Compared[Small], Generic[Kind]):
        """A quantity in millionths of its unit."""

        def __rmul__(self, other: Count) -> Self: ...
        def __floordiv__(self, other: Rate) -> Kind: ...
        def __mod__(self, other: Rate) -> Self: ...

    class Fact(Generic[Kind]):
        """A field of a formula's facts: given as plain numbers or as a column of them, read as its kind."""

        def __get__(self, facts: object, shape: type[Any] | None = None) -> Kind: ...
        def __set__(self, facts: object, given: Kind | Plain | NDArray[Any]) -> None: ...

else:
    Truth = bool
    Code = Ternary = Days = Count = Cents = Rate = int

    class Millionths(Generic[Kind]):
        """See above; only named in annotations."""

    class Fact(Generic[Kind]):
        """See above; only named in annotations."""
