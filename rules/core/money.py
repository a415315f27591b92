"""From whole cents and millionths to the Decimals that answers show."""

from decimal import Decimal
from functools import lru_cache

_UNITS = tuple(Decimal(1).scaleb(-places) for places in range(7))
"""One unit of the last place, by how many decimal places there are."""


def amount(cents: int) -> Decimal:
    """Cents as a Decimal with two places: 6500 is 65.00."""
    return cents * _UNITS[2]


def percent(millionths: int) -> Decimal:
    """A rate in millionths as percent, with at least two places: 7_400 is 0.74, 7_363 is 0.7363."""
    return _shown(millionths, 4)


def stars(millionths: int) -> Decimal:
    """A rating in millionths, with at least two places: 3_700_000 is 3.70."""
    return _shown(millionths, 6)


@lru_cache(4_096)  # limits, and the readings of whoever asks
def _shown(number: int, places: int) -> Decimal:
    """The number with that many decimal places, without trailing zeros beyond the second."""
    while places > 2 and number % 10 == 0:
        number, places = number // 10, places - 1
    return number * _UNITS[places]
