"""What is so or is not, and needs no forecast: refunds that are due, and what a sweep over the reports finds."""

from rules.checks import definitions
from rules.core.levels import ACT, WATCH

REFUND_DUE = "refund-due"

CHECKS = (REFUND_DUE, *definitions.CHECKS)
"""Every check by the name under which a channel hears of it."""

COSTS_MONEY = (definitions.PAYER_MISMATCH, definitions.OVER_REFUND, definitions.HAZMAT_RETURN)
"""What costs the seller money; everything else breaks a term of the programme."""


def level_of(check: str) -> int:
    """The level of what a check over reports finds: what breaks a term is to be acted upon."""
    return WATCH if check in COSTS_MONEY else ACT


def is_of_returns(check: str) -> bool:
    """Whether it is about returns, of which the returns desk says more."""
    return check == REFUND_DUE or definitions.CHECKS[check].about == "return"
