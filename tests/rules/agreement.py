"""Each formula that works on one case and on columns, beside what the oracle says of the same facts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from rules.checks import offers, returns
from rules.checks.definitions import Verdict
from rules.core.columns import MILLION, sweep
from rules.core.decision import Interpretation
from rules.core.policy import terms
from rules.renewed import eligibility, invoices, standing
from rules.sfp import label, listing, refund
from rules.sfp.reasons import payer_table
from tests.rules import boundary_cases as boundary
from tests.rules import policy_oracle as oracle

DAY = date(2026, 11, 22)
STAY, NEAR = terms(standing.StandingTerms, DAY), terms(standing.NearTerms, DAY)


class Dual(NamedTuple):
    """A formula with its facts and terms, what the oracle says of a row of facts, and the rows at its boundaries."""

    formula: Callable[[Any, Any], Any]
    shape: type
    terms: Any
    oracle: Callable[..., Sequence[int]]
    names: tuple[str, ...]
    boundary: Callable[[], Iterable[tuple]]

    def on_columns(self, columns: Sequence[Any]) -> Any:
        """The named steps of every row, a row each."""
        swept = sweep(self.formula, self.shape(*columns), self.terms, self.names)
        return np.stack([swept[name] for name in self.names], axis=1)

    def on_single_cases(self, rows: Iterable[tuple]) -> Any:
        """The same, one case at a time."""
        steps = attrgetter(*self.names)
        told = [steps(self.formula(self.shape(*row), self.terms)) for row in rows]
        return np.array(told, dtype=np.int64).reshape(-1, len(self.names))

    def by_the_oracle(self, rows: Iterable[tuple]) -> Any:
        """The same, as the policy text has it."""
        return np.array([self.oracle(*row) for row in rows], dtype=np.int64)


def columns_of(rows: Sequence[tuple]) -> list[Any]:
    """Rows of facts as columns."""
    return [np.array(column) for column in zip(*rows, strict=True)]


def disagreements(dual: Dual, rows: Sequence[tuple]) -> list[dict[str, Any]]:
    """The rows, at most three, on which one case, the columns and the oracle are not all of one mind."""
    told, single, swept = dual.by_the_oracle(rows), dual.on_single_cases(rows), dual.on_columns(columns_of(rows))
    wrong = np.flatnonzero(((swept != told) | (single != told)).any(axis=1))[:3]
    return [
        {"facts": rows[i]} | {name: (told[i, n], single[i, n], swept[i, n]) for n, name in enumerate(dual.names)}
        for i in wrong
    ]


_NUMBERS = {word: number for number, word in enumerate(oracle.WORDS)}


def _listing(*row: Any) -> list[int]:
    *flags, identical = row
    return [_NUMBERS[verdict] for verdict in oracle.listing(*flags, oracle.WORDS[identical])]


def _eligibility(*row: Any) -> list[int]:
    words = [oracle.WORDS[told] if place in (0, 7, 11) else told for place, told in enumerate(row)]
    return [_NUMBERS[verdict] for verdict in oracle.eligibility(*words)]


def _checked(check: Callable[..., Sequence[Any]], verdicts: type[Any], *three: int) -> Callable[..., Sequence[int]]:
    """An oracle whose facts at those places are verdicts, and which answers with the names of verdicts."""

    def told(*row: Any) -> list[int]:
        words = [oracle.WORDS[fact] if place in three else fact for place, fact in enumerate(row)]
        return [int(verdicts[each.upper()]) if isinstance(each, str) else each for each in check(*words)]

    return told


def _of_lines(rate: str | None) -> Dual:
    exact = None if rate is None else Fraction(rate)
    return Dual(
        invoices.line_check,
        invoices.LineFacts,
        invoices.line_terms(terms(eligibility.EligibilityTerms, DAY), None if rate is None else Decimal(rate)),
        _checked(lambda *row: oracle.line_check(*row, exact), invoices.Line),
        oracle.LineCheck._fields,
        boundary.line_rows,
    )


def _of_defects(limit: int) -> Dual:
    return Dual(
        lambda facts, near_share: standing.defect_standing(facts, limit, near_share),
        standing.DefectFacts,
        NEAR.near_share,
        lambda *row: oracle.defect_standing(*row, Fraction(limit, MILLION)),
        oracle.Standing._fields,
        lambda: boundary.defect_rows(limit),
    )


DUALS = {
    "refund": Dual(
        refund.work_out,
        refund.RefundFacts,
        terms(refund.RefundTerms, DAY),
        oracle.refund,
        oracle.Refund._fields,
        boundary.refund_rows,
    ),
    "label": Dual(
        label.work_out,
        label.LabelFacts,
        payer_table(Interpretation()).payers,
        oracle.label,
        oracle.Label._fields,
        boundary.label_rows,
    ),
    "listing": Dual(
        listing.work_out,
        listing.ListingFacts,
        None,
        _listing,
        oracle.Listing._fields,
        boundary.listing_rows,
    ),
    "eligibility": Dual(
        eligibility.work_out,
        eligibility.EligibilityFacts,
        (terms(eligibility.EligibilityTerms, DAY), terms(eligibility.MarginTerms, DAY)),
        _eligibility,
        oracle.Eligibility._fields,
        boundary.eligibility_rows,
    ),
    "label-check": Dual(
        returns.label_check,
        returns.LabelFacts,
        payer_table(Interpretation()).payers,
        _checked(oracle.label_check, Verdict, 0, 1),
        oracle.LabelCheck._fields,
        boundary.label_check_rows,
    ),
    "refund-check": Dual(
        returns.refund_check,
        returns.OrderFacts,
        terms(refund.RefundTerms, DAY),
        _checked(oracle.refund_check, Verdict, 0, 1),
        oracle.OrderCheck._fields,
        boundary.refund_check_rows,
    ),
    "hazmat-check": Dual(
        returns.hazmat_check,
        returns.HazmatFacts,
        None,
        _checked(oracle.hazmat_check, Verdict, 0, 1),
        oracle.HazmatCheck._fields,
        boundary.hazmat_check_rows,
    ),
    "offer-checks": Dual(
        offers.offer_checks,
        offers.OfferFacts,
        None,
        _checked(oracle.offer_checks, Verdict, 0, 1, 2, 3, 7),
        oracle.OfferCheck._fields,
        boundary.offer_check_rows,
    ),
    "line": _of_lines("1.3333"),
    "line-unrated": _of_lines(None),
    "odr": _of_defects(8_000),
    "seller-rqs": _of_defects(20_000),
    "offer-rqs": _of_defects(50_000),
    "rating": Dual(
        lambda facts, limits: standing.rating_standing(facts, *limits),
        standing.RatingFacts,
        (STAY.rating_min, NEAR.rating_near),
        oracle.rating_standing,
        oracle.Standing._fields,
        boundary.rating_rows,
    ),
}
"""Every formula that works on one case and on columns. An application's facts 0, 7 and 11 are verdicts."""
