# mypy: enable-error-code="truthy-bool"
"""Three-valued logic: no, unknown, yes. A missing input never passes for a yes.

The values are ordered whole numbers, so "all of" is the least and "any of" the largest, on one case and on columns
alike (Kleene's strong logic). `NOT_APPLICABLE` stands above them: it never decides an "all of".
"""

from typing import Final

from rules.core.columns import least, most, where
from rules.core.units import Ternary, Truth

NO: Final = Ternary(0)
UNKNOWN: Final = Ternary(1)
YES: Final = Ternary(2)
NOT_APPLICABLE: Final = Ternary(3)


def judged(known: Truth, holds: Truth) -> Ternary:
    """YES or NO where the fact is known, UNKNOWN where it is not."""
    return where(known, where(holds, YES, NO), UNKNOWN)


def opposite(verdict: Ternary) -> Ternary:
    """NO for YES and YES for NO; the other two stay."""
    return where(verdict == YES, NO, where(verdict == NO, YES, verdict))


def every(*verdicts: Ternary) -> Ternary:
    """YES when all hold, NO as soon as one fails, else UNKNOWN; what is not applicable has no say."""
    return least(YES, *verdicts)


def either(*verdicts: Ternary) -> Ternary:
    """YES as soon as one holds, NO when all fail, else UNKNOWN."""
    return most(NO, *verdicts)
