"""How the answer to "where does it ship, at what price?" looks."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.reply import Body
from rules.core.decision import Decision
from rules.sfp.shipping import Offer, ShippingCase, ShippingOutcome


def shipping_body(locale: Locale, decision: Decision[ShippingOutcome], case: ShippingCase) -> Body:
    """The region, and a line for each offer asked about."""
    region = decision.outcome.region
    if region is None:
        return Body(say(locale, "shipping.reply.where"))
    key = "shipping.reply.international" if region == "international" else "shipping.reply.region"
    place = case.country if region == "international" else _spaced(case.postal or "")
    clauses = {reason.figure: reason.clause for reason in decision.reasons}
    return Body(
        say(locale, key, place=place, region=region),
        tuple(
            _line(locale, offer, clauses[f"{offer.speed}_{offer.buyer}_{region}".replace("-", "_")])
            for offer in decision.outcome.offers
        ),
    )


def _line(locale: Locale, offer: Offer, clause: str) -> str:
    price = say(locale, f"shipping.reply.{offer.price}")
    return f"• {say(locale, 'shipping.reply.offer', speed=offer.speed, buyer=offer.buyer, price=price)} `{clause}`"


def _spaced(postal_code: str) -> str:
    """A postal code as it is written: `K1A 0B1`."""
    return f"{postal_code[:3]} {postal_code[3:]}".strip()
