"""Offers as listings tell them, against the policy: twin offers on one ASIN, restock dates ahead and empty stock.

Only active Prime offers that the seller fulfils are judged, and the formula of `/sfp-eligibility` judges them.
"""

from dataclasses import dataclass
from typing import NamedTuple

from rules.checks.definitions import Verdict
from rules.core.columns import Truth, Whole, where
from rules.core.truth import NO, UNKNOWN
from rules.sfp import listing


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer as the checks read it; NO, UNKNOWN or YES unless said otherwise.

    `seller` is whether the seller fulfils it. `stock` is a number, -1 where unknown. `twin` is whether another active
    offer that the seller fulfils without Prime is on the ASIN, and `identical` whether one of those has the same
    condition and note.
    """

    canadian: Whole
    active: Whole
    seller: Whole
    prime: Whole
    restock_ahead: Truth
    stock: Whole
    twin: Truth
    identical: Whole


class OfferSteps(NamedTuple):
    """Why an offer is not judged, or FINE; and what each check makes of one that is."""

    scope: Whole
    twins: Whole
    restock_ahead: Truth
    stock_out: Truth


def offer_checks(facts: OfferFacts, _terms: None = None) -> OfferSteps:
    """What bars an offer from the programme as it stands, by the clauses on offers and on availability."""
    steps = listing.work_out(
        listing.ListingFacts(False, facts.restock_ahead, facts.stock == 0, facts.twin, facts.identical)
    )
    scope = _scope(facts)
    judged = scope == Verdict.FINE
    doubtful = where(steps.offers == UNKNOWN, Verdict.NO_CONDITION, Verdict.FINE)
    twins = where(steps.offers == NO, Verdict.TWINS, doubtful)
    barred = judged & (steps.availability == NO)
    return OfferSteps(scope, where(judged, twins, scope), barred & facts.restock_ahead, barred & (facts.stock == 0))


def _scope(facts: OfferFacts) -> Whole:
    """Why an offer is not judged: what is certain first, then what the listings do not tell."""
    template = where(facts.prime == UNKNOWN, Verdict.NO_TEMPLATE, Verdict.FINE)
    fulfiller = where(facts.seller == UNKNOWN, Verdict.NO_FULFILLER, template)
    status = where(facts.active == UNKNOWN, Verdict.NO_STATUS, fulfiller)
    prime = where(facts.prime == NO, Verdict.NOT_PRIME, status)
    seller = where(facts.seller == NO, Verdict.BY_AMAZON, prime)
    active = where(facts.active == NO, Verdict.INACTIVE, seller)
    return where(facts.canadian == NO, Verdict.ELSEWHERE, active)
