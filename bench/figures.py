"""What is measured: figures with their spread, and rows that hold ours beside a peer's."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, Self

Unit = Literal["µs", "ms", "s", "MiB", "/s", "x"]


@dataclass(frozen=True)
class Spread:
    """The least, the middle and the largest of several rounds."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, rounds: Sequence[float]) -> Self:
        """The spread of the rounds. Raises ValueError where there are none."""
        return cls(min(rounds), median(rounds), max(rounds))


@dataclass(frozen=True)
class Goal:
    """What a row is to reach: a limit on our own figure or on the ratio, kept from above or from below."""

    limit: float
    of: Literal["ours", "ratio"]
    at_least: bool = False

    def met(self, figure: float) -> bool:
        """Whether a figure reaches it."""
        return figure >= self.limit if self.at_least else figure <= self.limit


@dataclass(frozen=True)
class Row:
    """One thing measured, round by round, ours beside the peer's in the same unit."""

    what: str
    ours: Sequence[float]
    peer: str
    theirs: Sequence[float]
    unit: Unit
    goal: Goal | None = None

    @property
    def ratio(self) -> Spread:
        """Ours to theirs; each round is compared with its neighbour in time."""
        return Spread.of([ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)])

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where the row has none."""
        if self.goal is None:
            return None
        return self.goal.met(self.ratio.median if self.goal.of == "ratio" else Spread.of(self.ours).median)


@dataclass(frozen=True)
class Agreement:
    """How many cases a peer answered as we do, and how its differences are explained."""

    peer: str
    cases: int
    different: int
    why: str = ""
