"""`/sfp-eligibility`: what keeps an item, or a seller, out of Seller Fulfilled Prime."""

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import parse
from bot.language.grammar.values.kinds import ASIN, DATE, WHOLE, YES_NO, choice
from bot.views.reply import decision_view
from bot.views.rules.listing import listing_body
from bot.workspace.request import Ask, Reply
from rules.sfp.listing import ListingCase, decide

NAME = "/sfp-eligibility"
SUMMARY = "what keeps an item, or a seller, out of Seller Fulfilled Prime"
USAGE = "[new-seller] [asin=…] [restock=DATE] [stock=0] [second-offer=non-prime] [same-condition=yes|no] [hazmat]"
EXAMPLES = (
    "asin=B0ABCD1234 second-offer=non-prime same-condition=yes",
    "restock=2026-12-20",
    "stock=0",
    "new-seller",
)

GRAMMAR = Grammar(
    flag("new-seller"),
    Argument("asin", ASIN, bare=True),
    Argument("restock", DATE),
    Argument("stock", WHOLE),
    Argument(
        "second-offer", choice({"prime": "prime", "non-prime": "non-prime", "non prime": "non-prime"}, "non-prime")
    ),
    Argument("same-condition", YES_NO),
    flag("hazmat", "hazardous"),
    Argument("as-of", DATE),
)


def answer(ask: Ask) -> Reply:
    """Say what blocks the item or the enrolment. Raises Slip, NoTerms."""
    told = parse(GRAMMAR, ask.text, ask.today)
    day = told.values.pop("as_of", ask.today)
    case = ListingCase(**told.values)
    decision = decide(case, day, ask.interpretation)
    view = decision_view(decision, listing_body(decision), ask.question(), ask.interpretation, told)
    return Reply(view, decision)
