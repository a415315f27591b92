"""Refunds to work out, the same for the same seed: columns of whole numbers and truths, with the boundaries in them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.language.grammar.values.money import PRICE_LIMIT
from rules.core.columns import UNKNOWN_NUMBER
from rules.core.decision import Interpretation
from rules.core.policy import terms
from rules.sfp.reasons import BUYER, SELLER, UNDETERMINED, return_reasons
from rules.sfp.refund import RefundCase, RefundFacts, RefundTerms

AS_OF = date(2026, 11, 20)
READING = Interpretation()
TERMS = terms(RefundTerms, AS_OF)

Columns = dict[str, NDArray[Any]]
Told = dict[str, Any]

PRICES = (UNKNOWN_NUMBER, 1, 2, 3, 5, 99, 129_99, PRICE_LIMIT - 1, PRICE_LIMIT)
DAYS = (-1, 0, 1, TERMS.late_after - 1, TERMS.late_after, TERMS.late_after + 1, 365)
ACCEPTED = (0, 1, TERMS.exception_days - 1, TERMS.exception_days, TERMS.exception_days + 1)
LARGEST_QUANTITY = 4


def random_columns(rows: int, seed: int) -> Columns:
    """Cases of all sizes; every number sits on a boundary in about half of the rows."""
    dice = np.random.default_rng(seed)

    def boundary_or(edges: Sequence[int], others: NDArray[Any]) -> NDArray[np.int64]:
        return np.where(dice.random(rows) < 0.5, dice.choice(edges, rows), others).astype(np.int64)

    def cents() -> NDArray[np.int64]:
        return boundary_or(PRICES, np.exp(dice.uniform(0, np.log(PRICE_LIMIT), rows)))

    def true_in(part: float) -> NDArray[np.bool_]:
        return dice.random(rows) < part

    price = cents()
    quantity = np.where(true_in(0.1), dice.integers(1, LARGEST_QUANTITY + 1, rows), 1)
    return {
        "price": np.where(price == UNKNOWN_NUMBER, price, price * quantity),
        "total": cents(),
        "days_late": boundary_or(DAYS, dice.integers(0, 60, rows)),
        "accepted_day": boundary_or(ACCEPTED, np.zeros(rows)),
        "condition": true_in(0.5),
        "opened_software": true_in(0.3),
        "seller_error": true_in(0.3),
        "amazon_error": true_in(0.3),
        "not_received": true_in(0.1),
        "label": np.where(true_in(0.5), 0, cents().clip(min=0)),
        "payer": dice.integers(0, 4, rows),
    }


def rows_of(columns: Columns) -> Iterator[Told]:
    """Each row with plain Python values."""
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return (dict(zip(columns, row, strict=True)) for row in values)


def facts_of_told(told: Told | Columns) -> RefundFacts:
    """A row, or all rows as columns, as our formula reads them."""
    return RefundFacts(**told, deduct=UNKNOWN_NUMBER, added=False)


def case_of_told(told: Told) -> RefundCase:
    """A row as somebody would tell it: what is not so is not mentioned."""
    given = {name: told[name] for name in _FLAGS if told[name]}
    given |= {name: told[name] for name in ("price", "total") if told[name] != UNKNOWN_NUMBER}
    given |= {name: told[name] for name in ("accepted_day", "label") if told[name]}
    if told["condition"]:
        given["used"] = True
    if told["label"] and told["payer"] in _REASON_OF:
        given["reason"] = _REASON_OF[told["payer"]]
    return RefundCase(late=told["days_late"], **given)


_FLAGS = ("opened_software", "seller_error", "amazon_error", "not_received")
_ROW_OF = {row.payer: row.code for row in return_reasons().rows}
_REASON_OF = {BUYER: _ROW_OF["buyer"], SELLER: _ROW_OF["seller"], UNDETERMINED: "CR-IN_NO_TABLE"}
