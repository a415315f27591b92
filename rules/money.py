"""Money is whole cents inside and a Decimal with two places at the border."""

from decimal import Decimal

from rules.columns import MILLION


def amount(cents: int) -> Decimal:
    """Cents as a Decimal with two places: 6500 is 65.00."""
    return Decimal(cents).scaleb(-2)


def percent(millionths: int) -> Decimal:
    """A rate in millionths as percent, with at least two places: 7_400 is 0.74, 7_363 is 0.7363."""
    return _trimmed(Decimal(millionths).scaleb(-4))


def stars(millionths: int) -> Decimal:
    """A rating in millionths, with at least two places: 3_700_000 is 3.70."""
    return _trimmed(Decimal(millionths) / MILLION)


def _trimmed(number: Decimal) -> Decimal:
    """Without trailing zeros beyond the second place."""
    return max(number.normalize(), number.quantize(Decimal("0.01")), key=_places) if number else Decimal("0.00")


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
