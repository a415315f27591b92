"""How old figures may be before nothing is concluded from them any more."""

from datetime import date

from rules.core.policy import terms
from rules.renewed.standing import NearTerms, Reading

TYPED = "typed"
BY_DAY = "by-day"
"""The source of a figure that is counted from orders and defects by day."""

EXPECTED = 1
"""Days between two reports of a source that is not a person."""


def patience(source: str, today: date) -> int:
    """Days after which the figures of a source are old: half as long again as they are expected to take."""
    return terms(NearTerms, today).stale_after if source == TYPED else round(EXPECTED * 1.5) + 1


def is_stale(reading: Reading, today: date) -> bool:
    """Whether nothing may be concluded from a reading any more."""
    return (today - reading.as_of).days > patience(reading.source, today)


def are_old(last: date, today: date) -> bool:
    """Whether orders by day have stopped coming, the newest being of that day."""
    return (today - last).days > patience(BY_DAY, today)
