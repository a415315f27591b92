"""What the checks find in the offers of an account: twin offers on one ASIN, restock dates ahead, empty stock."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from bot.columns import Wholes, coded, wholes
from bot.counted import Counts, unjudged
from rules.checks import RESTOCK_AHEAD, STOCK_OUT, TWIN_OFFERS, Finding, Verdict
from rules.columns import sweep
from rules.listing import AVAILABILITY, OFFERS
from rules.offer_checks import OfferFacts, OfferSteps, offer_checks
from rules.policy import policy
from rules.truth import NO, UNKNOWN, YES, either
from storage.offers import Offer

Twins = Mapping[str, Sequence[Offer]]
"""Active offers that the seller fulfils without Prime, by their ASIN."""

_STATUSES = {"": UNKNOWN, "active": YES}
_FULFILLERS = {"": UNKNOWN, "seller": YES}
# Listings do not say their marketplace: theirs is the seller's own.
_PLACES = {"": YES, "ca": YES}


_NOT_PRIME = re.compile(r"\b(?:non|not|no|without|sans)\b[\s_-]*(?:seller[\s_-]*fulfilled[\s_-]*)?prime|\bnonprime")


def names_prime(template: str) -> int:
    """Whether the name of a shipping template says Prime: NO, UNKNOWN for no name, or YES; `Non-Prime` does not."""
    name = template.casefold()
    if not name.strip():
        return UNKNOWN
    return YES if "prime" in _NOT_PRIME.sub("", name) else NO


def check_offers(held: Sequence[Offer], today: date) -> tuple[Counts, list[Finding]]:
    """How many offers were not judged, by the reason, and what was found. Raises NoTerms."""
    _ = policy("sfp-ca").figure("late_after", today)
    twins = _twins(held)
    steps = sweep(offer_checks, _facts(held, twins, today), None, OfferSteps._fields)
    stock_unknown = (steps["scope"] == Verdict.FINE) & np.array([each.quantity is None for each in held], dtype=bool)
    counts = {**unjudged(steps["twins"])}
    if stock_unknown.any():
        counts[Verdict.NO_QUANTITY] = int(stock_unknown.sum())
    return counts, [*_twin_findings(held, steps, twins), *_availability(held, steps)]


def _twins(held: Iterable[Offer]) -> Twins:
    found: dict[str, list[Offer]] = {}
    for each in held:
        if each.fulfilled_by == "seller" and names_prime(each.template) == NO and _is_active(each):
            found.setdefault(each.asin, []).append(each)
    return found


def _is_active(offer: Offer) -> bool:
    return offer.status.lower() == "active" and offer.marketplace in _PLACES


def _facts(held: Sequence[Offer], twins: Twins, today: date) -> OfferFacts:
    alike = [[_identical(each, other) for other in _others(each, twins)] for each in held]
    return OfferFacts(
        canadian=coded([each.marketplace for each in held], lambda place: _PLACES.get(place, NO)),
        active=coded([each.status.lower() for each in held], lambda status: _STATUSES.get(status, NO)),
        seller=coded([each.fulfilled_by for each in held], lambda by: _FULFILLERS.get(by, NO)),
        prime=coded([each.template for each in held], names_prime),
        restock_ahead=np.array([each.restock is not None and each.restock > today for each in held], dtype=bool),
        stock=wholes([each.quantity for each in held]),
        twin=np.array([bool(others) for others in alike], dtype=bool),
        identical=np.array([either(*others) for others in alike], dtype=np.int64),
    )


def _others(offer: Offer, twins: Twins) -> Iterator[Offer]:
    return (other for other in twins.get(offer.asin, ()) if other.sku != offer.sku)


def _identical(offer: Offer, other: Offer) -> int:
    """Whether two offers on one ASIN have the same condition and note; their other attributes are the ASIN's (A10)."""
    if _folded(offer.note) != _folded(other.note):
        return NO
    if not (offer.condition and other.condition):
        return UNKNOWN
    return YES if _folded(offer.condition) == _folded(other.condition) else NO


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _twin_findings(held: Sequence[Offer], steps: Mapping[str, Wholes], twins: Twins) -> Iterator[Finding]:
    """One finding for an ASIN, told of the first pair of its offers."""
    told = set()
    for row in np.flatnonzero(steps["twins"] == Verdict.TWINS).tolist():
        offer = held[row]
        if offer.asin in told:
            continue
        told.add(offer.asin)
        other = next(each for each in _others(offer, twins) if _identical(offer, each) == YES)
        yield Finding(
            check=TWIN_OFFERS,
            subject=offer.asin,
            clause=OFFERS,
            sentence="checks.offer.twins",
            values={"asin": offer.asin, "prime": offer.sku, "other": other.sku},
            assumptions=("A10",),
        )


def _availability(held: Sequence[Offer], steps: Mapping[str, Wholes]) -> Iterator[Finding]:
    ahead = {held[row].sku: held[row] for row in np.flatnonzero(steps["restock_ahead"]).tolist()}
    for sku, offer in ahead.items():
        values = {"asin": offer.asin, "restock": offer.restock}
        yield Finding(
            check=RESTOCK_AHEAD,
            subject=sku,
            clause=AVAILABILITY,
            sentence="checks.offer.restock_ahead",
            day=offer.restock,
            values=values,
        )
    out = {held[row].sku: held[row] for row in np.flatnonzero(steps["stock_out"]).tolist()}
    for sku, offer in out.items():
        yield Finding(
            check=STOCK_OUT,
            subject=sku,
            clause=AVAILABILITY,
            sentence="checks.offer.stock_out",
            values={"asin": offer.asin},
        )
