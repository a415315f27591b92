"""Where a Prime item ships at which speed, and what the buyer pays (sfp-ca/shipping and sfp-ca/prices)."""

from datetime import date
from typing import Literal

from rules.core import postal
from rules.core.decision import Case, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.policy import policy
from rules.core.value import value

RULE = "sfp.shipping"

Speed = Literal["standard", "two-day"]
Buyer = Literal["prime", "non-prime"]
SPEEDS: tuple[Speed, ...] = ("standard", "two-day")
BUYERS: tuple[Buyer, ...] = ("prime", "non-prime")

BENEFITS = "sfp-ca/shipping/1"
SLOWER = "sfp-ca/shipping/2"
GENERAL = "sfp-ca/prices/general"

SETTING = "region "
"""How a workspace's own reading of a postal area is named: `region X0A`."""


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
    """The region, and the offers for the speeds and buyers asked about."""

    region: str | None
    offers: tuple[Offer, ...]


def decide(case: ShippingCase, as_of: date, reading: Interpretation) -> Decision[ShippingOutcome]:
    """The region of an address and the price of each offer there. Raises NoTerms."""
    pack = policy("sfp-ca")
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
    """The region by name; None where the address is not known, or only that it is in Canada."""
    if case.country not in (None, "CA"):
        return postal.REGIONS[postal.INTERNATIONAL]
    if case.postal is None:
        return None
    return reading.of(SETTING + case.postal[:3]) or postal.REGIONS[postal.region_of(case.postal)]


def _offers(case: ShippingCase, region: str, as_of: date) -> list[Offer]:
    return [
        Offer(speed, buyer, str(policy("sfp-ca").figure(_cell(speed, buyer, region), as_of).value))
        for speed in SPEEDS
        if case.speed in (None, speed)
        for buyer in BUYERS
        if case.buyer in (None, buyer)
    ]


def _cell(speed: str, buyer: str, region: str) -> str:
    """The name of the figure that holds one cell of the price tables."""
    return f"{speed}_{buyer}_{region}".replace("-", "_")


def _reasons(region: str | None, offers: tuple[Offer, ...], as_of: date) -> tuple[Reason, ...]:
    """The cells used, by their clause, then the sentences that the tables overrule (A12)."""
    if region is None:
        return (Reason(BENEFITS, False, "shipping.where"),)
    cells = [(offer, policy("sfp-ca").figure(_cell(offer.speed, offer.buyer, region), as_of)) for offer in offers]
    weighed = [
        Reason(
            f"sfp-ca/{figure.clause}",
            True,
            f"shipping.{offer.price}",
            {"speed": offer.speed, "buyer": offer.buyer, "region": region},
            figure.name,
        )
        for offer, figure in cells
    ]
    outside = region in (postal.REGIONS[postal.NORTHERN], postal.REGIONS[postal.INTERNATIONAL])
    weighed.append(Reason(BENEFITS, True, "shipping.outside" if outside else "shipping.inside"))
    weighed.append(Reason(GENERAL, any(o.price == "seller-set" for o in offers), "shipping.general"))
    weighed.append(Reason(SLOWER, any(o.price == "free" for o in offers), "shipping.slower"))
    return tuple(weighed)
