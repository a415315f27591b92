"""The checks over whole reports: their names, the clauses they rest on, their verdicts and their findings.

The formulas are in `rules.checks.returns` and `rules.checks.offers`, and run over every row of an account at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, auto
from types import MappingProxyType
from typing import Any, Literal

from rules.core.policy import SFP
from rules.sfp.label import CHARGE, FREE_CATEGORIES, HAZMAT, REASON_CODES
from rules.sfp.listing import AVAILABILITY, OFFERS

PAYER_MISMATCH = "payer-mismatch"
OVER_REFUND = "over-refund"
UNDER_REFUND = "under-refund"
TWIN_OFFERS = "twin-offers"
RESTOCK_AHEAD = "restock-ahead"
STOCK_OUT = "stock-out"
HAZMAT_RETURN = "hazmat-return"

IN_FULL = f"{SFP}/refund/general"


@dataclass(frozen=True, slots=True)
class Check:
    """What a check looks at, and every clause that its findings may cite."""

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
"""Every check by its name, in the order in which findings are listed."""


class Verdict(IntEnum):
    """The verdict on a row: FINE, a finding, or (from ELSEWHERE on) why it is not judged."""

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
        """Whether the row is not judged, for the reason that is the name."""
        return self >= Verdict.ELSEWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check finds in a row, or in rows that belong together.

    `subject` identifies it from day to day within an account and check: `ORDER RMA ITEM` for a return, the SKU of an
    offer, the ASIN of twin offers. `cents` is the money at stake in the marketplace's currency and `day` the day of the
    return or of the restock, each None where there is none. `sentence` is a key of the bot's catalogue and `values`
    what to put in; `assumptions` are ids of assumptions.
    """

    check: str
    subject: str
    clause: str
    sentence: str
    cents: int | None = None
    day: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
