"""`/sfp-shipping`: the region of an address, and what shipping there costs the buyer."""

from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.parse import parse
from bot.language.grammar.values.kinds import COUNTRY, DATE, POSTAL, choice
from bot.views.reply import decision_view
from bot.views.rules.shipping import shipping_body
from bot.workspace.request import Ask, Reply
from rules.sfp.shipping import ShippingCase, decide

NAME = "/sfp-shipping"
SUMMARY = "the region of an address, and what each kind of buyer pays for shipping there"
USAGE = "POSTAL|country=… [prime|non-prime] [standard|two-day]"
EXAMPLES = ("K1A 0B1", "X0A 0H0 non-prime standard", "T0L 1B0 two-day", "country=FR")

GRAMMAR = Grammar(
    Argument("postal", POSTAL, bare=True, aliases=("postal-code", "to")),
    Argument("country", COUNTRY),
    Argument(
        "buyer", choice({"prime": "prime", "non-prime": "non-prime", "non prime": "non-prime"}, "prime"), bare=True
    ),
    Argument(
        "speed",
        choice({"standard": "standard", "two-day": "two-day", "two day": "two-day", "2-day": "two-day"}, "two-day"),
        bare=True,
    ),
    Argument("as-of", DATE),
)


def answer(ask: Ask) -> Reply:
    """Say where an address lies and what shipping there costs the buyer. Raises Slip, NoTerms."""
    told = parse(GRAMMAR, ask.text, ask.today)
    day = told.values.pop("as_of", ask.today)
    case = ShippingCase(**told.values)
    decision = decide(case, day, ask.interpretation)
    view = decision_view(decision, shipping_body(decision, case), ask.question(), ask.interpretation, told)
    return Reply(view, decision)
