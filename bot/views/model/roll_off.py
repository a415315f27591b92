"""When old defects leave the window of a metric."""

from datetime import date

from rules.core.value import value
from rules.renewed.standing_decision import Judged
from rules.warnings.cohorts import RollOff

NAMED = 3
"""Days named on which old defects leave the window."""


@value
class Ahead:
    """What leaves the window of a metric, none where no orders and defects by day are held, and when it is back.

    `recovers` is None unless the metric is over its limit.
    """

    of: Judged
    roll_offs: tuple[RollOff, ...] = ()
    recovers: date | None = None
