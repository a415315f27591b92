# mypy: enable-error-code="truthy-bool"
"""The checks of listings: twin offers on one ASIN, restock dates ahead and empty stock.

Only active Prime offers that the seller fulfils are judged, by the formula of `/sfp-eligibility`.
"""

from typing import NamedTuple

from rules.checks.definitions import Verdict
from rules.core.columns import where
from rules.core.truth import NO, UNKNOWN
from rules.core.units import Code, Count, Fact, Ternary, Truth
from rules.core.value import value
from rules.sfp import listing


@value
class OfferFacts:
    """What the checks read of an offer.

    `seller` is whether the seller fulfils it. `stock` is -1 where unknown. `twin` is whether the ASIN has another
    active offer that the seller fulfils without Prime, and `identical` whether one of those has the same condition and
    note.
    """

    home: Fact[Ternary]
    active: Fact[Ternary]
    seller: Fact[Ternary]
    prime: Fact[Ternary]
    restock_ahead: Fact[Truth]
    stock: Fact[Count]
    twin: Fact[Truth]
    identical: Fact[Ternary]


class OfferSteps(NamedTuple):
    """Why an offer is not judged (`scope`, FINE where it is), and the verdict of each check."""

    scope: Code
    twins: Code
    restock_ahead: Truth
    stock_out: Truth


def offer_checks(facts: OfferFacts, _terms: None = None) -> OfferSteps:
    """What keeps an offer out of the programme, by the clauses on offers and on availability."""
    steps = listing.work_out(
        listing.ListingFacts(False, facts.restock_ahead, facts.stock == 0, facts.twin, facts.identical)
    )
    scope = _scope(facts)
    judged = scope == Verdict.FINE
    doubtful = where(steps.offers == UNKNOWN, Verdict.NO_CONDITION, Verdict.FINE)
    twins = where(steps.offers == NO, Verdict.TWINS, doubtful)
    barred = judged & (steps.availability == NO)
    return OfferSteps(scope, where(judged, twins, scope), barred & facts.restock_ahead, barred & (facts.stock == 0))


def _scope(facts: OfferFacts) -> Code:
    """Why an offer is not judged: first what is certain, then what the listings leave open."""
    template = where(facts.prime == UNKNOWN, Verdict.NO_TEMPLATE, Verdict.FINE)
    fulfiller = where(facts.seller == UNKNOWN, Verdict.NO_FULFILLER, template)
    status = where(facts.active == UNKNOWN, Verdict.NO_STATUS, fulfiller)
    prime = where(facts.prime == NO, Verdict.NOT_PRIME, status)
    seller = where(facts.seller == NO, Verdict.BY_AMAZON, prime)
    active = where(facts.active == NO, Verdict.INACTIVE, seller)
    return where(facts.home == NO, Verdict.ELSEWHERE, active)
