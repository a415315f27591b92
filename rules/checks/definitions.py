"""Checks over whole reports: what each looks for, the clauses it rests on, and the shape of what it finds.

`rules.checks.returns` and `rules.checks.offers` hold the formulas, which run over every row of an account at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, auto
from types import MappingProxyType
from typing import Any, Literal

from rules.sfp.label import CHARGE, FREE_CATEGORIES, HAZMAT, REASON_CODES
from rules.sfp.listing import AVAILABILITY, OFFERS

PAYER_MISMATCH = "payer-mismatch"
OVER_REFUND = "over-refund"
UNDER_REFUND = "under-refund"
TWIN_OFFERS = "twin-offers"
RESTOCK_AHEAD = "restock-ahead"
STOCK_OUT = "stock-out"
HAZMAT_RETURN = "hazmat-return"

IN_FULL = "sfp-ca/refund/general"


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked at, and every clause that a finding of it may cite."""

    about: Literal["return", "offer"]
    clauses: tuple[str, ...]


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        PAYER_MISMATCH: Check("return", (REASON_CODES, FREE_CATEGORIES, CHARGE)),
        OVER_REFUND: Check("return", (IN_FULL, REASON_CODES)),
        UNDER_REFUND: Check("return", (IN_FULL,)),
        HAZMAT_RETURN: Check("return", (HAZMAT,)),
        TWIN_OFFERS: Check("offer", (OFFERS,)),
        RESTOCK_AHEAD: Check("offer", (AVAILABILITY,)),
        STOCK_OUT: Check("offer", (AVAILABILITY,)),
    }
)
"""Every check by its name, in the order in which findings are told."""


class Verdict(IntEnum):
    """What a formula makes of a row: nothing to say, something found, or why it cannot be judged."""

    FINE = 0

    SELLER_PAID = auto()
    BUYER_CHARGED = auto()
    ABOVE = auto()
    LABEL_LEFT_IN = auto()
    BELOW = auto()
    FAR_BELOW = auto()
    HAZMAT = auto()
    TWINS = auto()

    ELSEWHERE = auto()
    UNPLACED = auto()
    NOT_PRIME = auto()
    PRIME_UNKNOWN = auto()
    NO_PAYER = auto()
    NO_REASON = auto()
    UNLISTED = auto()
    NO_AMOUNT = auto()
    NO_COST = auto()
    WAITING = auto()
    REPLACED = auto()
    SHARED = auto()
    PART = auto()
    INACTIVE = auto()
    NO_STATUS = auto()
    BY_AMAZON = auto()
    NO_FULFILLER = auto()
    NO_TEMPLATE = auto()
    NO_CONDITION = auto()
    NO_QUANTITY = auto()

    @property
    def unjudged(self) -> bool:
        """Whether the row was left without a verdict; the name says why."""
        return self >= Verdict.ELSEWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check found.

    `subject` is the same from day to day and its own within an account and check: `ORDER RMA ITEM` for a return, the
    SKU of an offer, the ASIN of twin offers. `cents` is the money at stake in Canadian dollars and `day` the day of the
    return or of the restock, each None where there is none. `sentence` is a key of the bot's catalogue and `values`
    what to put in; `assumptions` are ids of the register.
    """

    check: str
    subject: str
    clause: str
    sentence: str
    cents: int | None = None
    day: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
