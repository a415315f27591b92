"""How many rows a check could not judge, by the reason."""

from collections.abc import Mapping

import numpy as np

from bot.services.columns import Wholes
from rules.checks.definitions import Verdict

Counts = Mapping[Verdict, int]

OUTSIDE = (Verdict.ELSEWHERE, Verdict.UNPLACED, Verdict.NOT_PRIME, Verdict.PRIME_UNKNOWN)
"""Why a return is not judged at all."""


def unjudged(verdicts: Wholes) -> Counts:
    """The reasons that some rows were left for, and of how many."""
    counts = dict(enumerate(np.bincount(verdicts, minlength=len(Verdict)).tolist()))
    return {why: counts[why] for why in Verdict if why.unjudged and counts[why]}
