"""The region that a Prime item ships to, and what the buyer pays there for each speed."""

from datetime import date
from typing import Literal

from rules.core import postal
from rules.core.decision import Case, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.marketplaces import HOME
from rules.core.policy import SFP, policy
from rules.core.value import value

RULE = "sfp.shipping"

Speed = Literal["standard", "two-day"]
Buyer = Literal["prime", "non-prime"]
SPEEDS: tuple[Speed, ...] = ("standard", "two-day")
BUYERS: tuple[Buyer, ...] = ("prime", "non-prime")

BENEFITS = f"{SFP}/shipping/1"
SLOWER = f"{SFP}/shipping/2"
GENERAL = f"{SFP}/prices/general"

SETTING = "region "
"""What the name of a postal area's setting begins with: `region X0A`."""


class ShippingCase(Case):
    """Where an order goes: a postal code (or its first three characters) or a country as an ISO code."""

    postal: str | None = None
    country: str | None = None
    buyer: Buyer | None = None
    speed: Speed | None = None


@value
class Offer:
    """What one kind of buyer pays for one speed: `free`, `seller-set` or `not-supported`."""

    speed: Speed
    buyer: Buyer
    price: str


@value
class ShippingOutcome:
    """The region, and what each of the buyers and speeds in question costs there."""

    region: str | None
    offers: tuple[Offer, ...]


def decide(case: ShippingCase, as_of: date, reading: Interpretation) -> Decision[ShippingOutcome]:
    """The region of an address and the price of each offer there. Raises NoTerms."""
    pack = policy(SFP)
    _ = pack.figure(_cell(SPEEDS[0], BUYERS[0], postal.REGIONS[0]), as_of)
    region = _region(case, reading)
    offers = tuple(_offers(case, region, as_of)) if region else ()
    overridden = _override(case, reading)
    return Decision(
        rule=RULE,
        status=Status.DECIDED if region else Status.NEEDS_INFO,
        outcome=ShippingOutcome(region, offers),
        reasons=_reasons(region, offers, as_of),
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=(*(("A8",) if case.postal else ()), *(("A12",) if offers else ())),
        missing=() if region else (Missing("postal", BENEFITS),),
        overrides=(overridden,) if overridden else (),
    )


def _override(case: ShippingCase, reading: Interpretation) -> str | None:
    name = SETTING + (case.postal or "")[:3]
    return name if name in reading.overrides else None


def _region(case: ShippingCase, reading: Interpretation) -> str | None:
    """The region by name; None where nothing but our own country is known of the address."""
    if case.country not in (None, HOME.country):
        return postal.REGIONS[postal.INTERNATIONAL]
    if case.postal is None:
        return None
    return reading.of(SETTING + case.postal[:3]) or postal.REGIONS[HOME.region_of(case.postal)]


def _offers(case: ShippingCase, region: str, as_of: date) -> list[Offer]:
    return [
        Offer(speed, buyer, str(policy(SFP).figure(_cell(speed, buyer, region), as_of).value))
        for speed in SPEEDS
        if case.speed in (None, speed)
        for buyer in BUYERS
        if case.buyer in (None, buyer)
    ]


def _cell(speed: str, buyer: str, region: str) -> str:
    """The name of the figure that is one cell of the price tables."""
    return f"{speed}_{buyer}_{region}".replace("-", "_")


def _reasons(region: str | None, offers: tuple[Offer, ...], as_of: date) -> tuple[Reason, ...]:
    """The clauses of the cells used, then the sentences that the tables overrule (A12)."""
    if region is None:
        return (Reason(BENEFITS, False, "shipping.where"),)
    cells = [(offer, policy(SFP).figure(_cell(offer.speed, offer.buyer, region), as_of)) for offer in offers]
    reasons = [
        Reason(
            f"{SFP}/{figure.clause}",
            True,
            f"shipping.{offer.price}",
            {"speed": offer.speed, "buyer": offer.buyer, "region": region},
            figure.name,
        )
        for offer, figure in cells
    ]
    outside = region in (postal.REGIONS[postal.NORTHERN], postal.REGIONS[postal.INTERNATIONAL])
    reasons.append(Reason(BENEFITS, True, "shipping.outside" if outside else "shipping.inside"))
    reasons.append(Reason(GENERAL, any(o.price == "seller-set" for o in offers), "shipping.general"))
    reasons.append(Reason(SLOWER, any(o.price == "free" for o in offers), "shipping.slower"))
    return tuple(reasons)
