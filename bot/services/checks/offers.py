"""What the checks find in the offers of an account: twin offers on one ASIN, restock dates ahead, empty stock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from bot.services.checks.unjudged import Counts, unjudged
from bot.services.columns import Wholes, coded, wholes
from bot.services.shipping_templates import names_prime
from rules.checks.definitions import RESTOCK_AHEAD, STOCK_OUT, TWIN_OFFERS, Finding, Verdict
from rules.checks.offers import OfferFacts, OfferSteps, offer_checks
from rules.core.columns import sweep
from rules.core.marketplaces import HOME
from rules.core.policy import SFP, policy
from rules.core.truth import NO, UNKNOWN, YES
from rules.sfp.listing import AVAILABILITY, OFFERS
from storage.reports.offers import Offer

Twins = Mapping[tuple[str, ...], Sequence[str]]
"""The first two SKUs that the seller fulfils without Prime: on an ASIN, with its note, and with its condition too."""

_STATUSES = {"": UNKNOWN, "active": YES}
_FULFILLERS = {"": UNKNOWN, "seller": YES}
# Listings do not say their marketplace: theirs is the seller's own.
_PLACES = {"": YES, HOME.id: YES}


def check_offers(offers: Sequence[Offer], today: date) -> tuple[Counts, list[Finding]]:
    """How many offers were not judged, by the reason, and what was found. Raises NoTerms."""
    _ = policy(SFP).figure("late_after", today)
    twins = _twins(offers)
    steps = sweep(offer_checks, _facts(offers, twins, today), None, OfferSteps._fields)
    stock_unknown = (steps["scope"] == Verdict.FINE) & np.array([each.quantity is None for each in offers], dtype=bool)
    counts = {**unjudged(steps["twins"])}
    if stock_unknown.any():
        counts[Verdict.NO_QUANTITY] = int(stock_unknown.sum())
    return counts, [*_twin_findings(offers, steps, twins), *_availability(offers, steps)]


def _twins(offers: Iterable[Offer]) -> Twins:
    skus_by_key: dict[tuple[str, ...], list[str]] = {}
    for each in offers:
        if each.fulfilled_by == "seller" and names_prime(each.template) == NO and _is_active(each):
            for key in _keys(each):
                skus = skus_by_key.setdefault(key, [])
                if len(skus) < 2 and each.sku not in skus:
                    skus.append(each.sku)
    return skus_by_key


def _is_active(offer: Offer) -> bool:
    return offer.status.lower() == "active" and offer.marketplace in _PLACES


def _keys(offer: Offer) -> tuple[tuple[str, ...], ...]:
    note = _folded(offer.note)
    return (offer.asin,), (offer.asin, note), (offer.asin, note, _folded(offer.condition))


def _other(offer: Offer, key: tuple[str, ...], twins: Twins) -> str | None:
    """The SKU of another offer under that key."""
    return next((sku for sku in twins.get(key, ()) if sku != offer.sku), None)


def _facts(offers: Sequence[Offer], twins: Twins, today: date) -> OfferFacts:
    return OfferFacts(
        home=coded([each.marketplace for each in offers], lambda place: _PLACES.get(place, NO)),
        active=coded([each.status.lower() for each in offers], lambda status: _STATUSES.get(status, NO)),
        seller=coded([each.fulfilled_by for each in offers], lambda by: _FULFILLERS.get(by, NO)),
        prime=coded([each.template for each in offers], names_prime),
        restock_ahead=np.array([each.restock is not None and each.restock > today for each in offers], dtype=bool),
        stock=wholes([each.quantity for each in offers]),
        twin=np.array([_other(each, (each.asin,), twins) is not None for each in offers], dtype=bool),
        identical=np.array([_identical(each, twins) for each in offers], dtype=np.int64),
    )


def _identical(offer: Offer, twins: Twins) -> int:
    """Whether another offer has the same condition and note; the other attributes are the ASIN's own (A10)."""
    _, with_note, with_condition = _keys(offer)
    has_condition = with_condition[-1] != ""
    if has_condition and _other(offer, with_condition, twins):
        return YES
    untold = (*with_note, "") if has_condition else with_note
    return UNKNOWN if _other(offer, untold, twins) else NO


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _twin_findings(offers: Sequence[Offer], steps: Mapping[str, Wholes], twins: Twins) -> Iterator[Finding]:
    """One finding for an ASIN, told of the first pair of its offers."""
    seen = set()
    for row in np.flatnonzero(steps["twins"] == Verdict.TWINS).tolist():
        offer = offers[row]
        if offer.asin in seen:
            continue
        seen.add(offer.asin)
        other = _other(offer, _keys(offer)[-1], twins)
        yield Finding(
            check=TWIN_OFFERS,
            subject=offer.asin,
            clause=OFFERS,
            sentence="checks.offer.twins",
            values={"asin": offer.asin, "prime": offer.sku, "other": other},
            assumptions=("A10",),
        )


def _availability(offers: Sequence[Offer], steps: Mapping[str, Wholes]) -> Iterator[Finding]:
    for offer in _matching(offers, steps["restock_ahead"]):
        yield Finding(
            check=RESTOCK_AHEAD,
            subject=offer.sku,
            clause=AVAILABILITY,
            sentence="checks.offer.restock_ahead",
            day=offer.restock,
            values={"asin": offer.asin, "restock": offer.restock},
        )
    for offer in _matching(offers, steps["stock_out"]):
        yield Finding(
            check=STOCK_OUT,
            subject=offer.sku,
            clause=AVAILABILITY,
            sentence="checks.offer.stock_out",
            values={"asin": offer.asin},
        )


def _matching(offers: Sequence[Offer], truths: Wholes) -> Iterable[Offer]:
    """The offers of which something is true; a SKU that two listings have is told once."""
    return {offers[row].sku: offers[row] for row in np.flatnonzero(truths).tolist()}.values()
