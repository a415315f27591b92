"""Three-valued logic: no, unknown, yes. A missing input never passes for a yes.

The values are ordered whole numbers, so "all of" is the least and "any of" the largest, on one case and on columns
alike (Kleene's strong logic). `NOT_APPLICABLE` stands above them: it never decides an "all of".
"""

from typing import Final

from rules.core.columns import Truth, Whole, least, most, where

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2
NOT_APPLICABLE: Final = 3


def judged(known: Truth, holds: Truth) -> Whole:
    """YES or NO where the fact is known, UNKNOWN where it is not."""
    return where(known, where(holds, YES, NO), UNKNOWN)


def every(*verdicts: Whole) -> Whole:
    """YES when all hold, NO as soon as one fails, else UNKNOWN; what is not applicable has no say."""
    return least(YES, *verdicts)


def either(*verdicts: Whole) -> Whole:
    """YES as soon as one holds, NO when all fail, else UNKNOWN."""
    return most(NO, *verdicts)
