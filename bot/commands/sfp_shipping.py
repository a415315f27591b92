"""`/sfp-shipping`: the region of an address, and what shipping there costs the buyer."""

from collections.abc import Mapping
from datetime import date

from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.values.kinds import COUNTRY, DATE, POSTAL, choice
from bot.views.reply import decision_view
from bot.views.rules.shipping import shipping_body
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from rules.sfp.shipping import ShippingCase, decide

NAME = "/sfp-shipping"
SUMMARY = "the region of an address, and what each kind of buyer pays for shipping there"
USAGE = "POSTAL|country=… [prime|non-prime] [standard|two-day]"
EXAMPLES: tuple[str, ...] = ("K1A 0B1", "X0A 0H0 non-prime standard", "T0L 1B0 two-day", "country=FR")

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
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}


@value
class Request:
    """An address, a buyer and a speed, on the day whose terms hold."""

    ask: Ask
    parsed: Parsed
    day: date
    case: ShippingCase


def read(ask: Ask) -> Request:
    """The address that the line tells of. Raises Slip."""
    parsed = parse(GRAMMAR, ask.text, ask.today)
    values = dict(parsed.values)
    day = values.pop("as_of", ask.today)
    return Request(ask, parsed, day, ShippingCase(**values))


def run(request: Request) -> Reply:
    """Say where the address lies and what shipping there costs the buyer. Raises NoTerms."""
    ask, case = request.ask, request.case
    decision = decide(case, request.day, ask.interpretation)
    view = decision_view(
        request.ask.locale,
        decision,
        shipping_body(request.ask.locale, decision, case),
        ask.question(),
        ask.interpretation,
        request.parsed,
    )
    return Reply(view, decision)
