"""How the answer to "may this be enrolled?" looks."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.reply import Body, reason_line
from rules.core.decision import Decision
from rules.sfp.listing import AVAILABILITY, ENROLMENT, OFFERS, ListingOutcome

NEXT = {
    ENROLMENT: "listing.reply.next_closed",
    OFFERS: "listing.reply.next_offers",
    AVAILABILITY: "listing.reply.next_availability",
}
"""What to do about each clause that blocks."""


def listing_body(locale: Locale, decision: Decision[ListingOutcome]) -> Body:
    """The verdict, what blocks, and what to do about it."""
    if not decision.receipt.inputs:
        return Body(say(locale, "listing.reply.ask"))
    missing = {field.clause for field in decision.missing}
    reasons = [reason for reason in decision.reasons if reason.applied or reason.clause in missing]
    steps = [say(locale, NEXT[clause]) for clause in decision.outcome.blocks]
    return Body(
        say(locale, f"listing.reply.{decision.outcome.verdict or 'unknown'}"),
        tuple(reason_line(locale, reason) for reason in reasons),
        tuple(steps),
    )
