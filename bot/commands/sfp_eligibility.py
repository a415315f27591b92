"""`/sfp-eligibility`: what keeps an item, or a seller, out of Seller Fulfilled Prime."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.language.grammar.grammar import Argument, Grammar, flag, keyed
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.values.kinds import ASIN, DATE, DATE_AHEAD, WHOLE, YES_NO, choice
from bot.language.grammar.values.read import Note
from bot.services.listed_offer import listed_offer
from bot.views.reply import decision_view
from bot.views.rules.listing import listing_body
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from rules.sfp.listing import ListingCase, decide
from storage import accounts

NAME = "/sfp-eligibility"
SUMMARY = "what keeps an item, or a seller, out of Seller Fulfilled Prime"
USAGE = "[new-seller] [asin=…] [restock=DATE] [stock=0] [second-offer=non-prime] [same-condition=yes|no] [hazmat]"
EXAMPLES: tuple[str, ...] = (
    "asin=B0ABCD1234 second-offer=non-prime same-condition=yes",
    "restock=2026-12-20",
    "stock=0",
    "new-seller",
)

GRAMMAR = Grammar(
    flag("new-seller"),
    Argument("asin", ASIN, bare=True),
    Argument("restock", DATE_AHEAD),
    Argument("stock", WHOLE),
    Argument(
        "second-offer", choice({"prime": "prime", "non-prime": "non-prime", "non prime": "non-prime"}, "non-prime")
    ),
    Argument("same-condition", YES_NO),
    flag("hazmat", "hazardous"),
    Argument("as-of", DATE),
)
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}


@value
class Request:
    """An item, or a seller, on the day whose terms hold."""

    ask: Ask
    parsed: Parsed
    day: date
    case: ListingCase


def read(ask: Ask) -> Request:
    """The item, or the seller, that the line tells of, and what the listings tell of its ASIN. Raises Slip."""
    parsed = parse(GRAMMAR, ask.text, ask.today)
    values = dict(parsed.values)
    day = values.pop("as_of", ask.today)
    if asin := values.get("asin"):
        listing = listed_offer(ask.workspace, accounts.cached_names(ask.workspace), asin)
        parsed = replace(parsed, notes=(*parsed.notes, *_notes(listing, values)))
        values = listing | values
    return Request(ask, parsed, day, ListingCase(**values))


def _notes(listing: Mapping[str, Any], typed: Mapping[str, Any]) -> Iterator[Note]:
    """What comes from the listings, and what they have otherwise."""
    if taken := _typed({name: value for name, value in listing.items() if name not in typed}):
        yield Note("eligibility.note.held", {"values": taken})
    if other := _typed({name: value for name, value in listing.items() if name in typed and typed[name] != value}):
        yield Note("eligibility.note.contradicts", {"values": other})


def _typed(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The values as a line would have them."""
    arguments = (each for each in GRAMMAR.arguments if each.keyword in values)
    return tuple(keyed(each, each.kind.show(values[each.keyword])) for each in arguments)


def run(request: Request) -> Reply:
    """Say what blocks the item or the enrolment. Raises NoTerms."""
    ask = request.ask
    decision = decide(request.case, request.day, ask.interpretation)
    view = decision_view(
        request.ask.locale,
        decision,
        listing_body(request.ask.locale, decision),
        ask.question(),
        ask.interpretation,
        request.parsed,
    )
    return Reply(view, decision)
