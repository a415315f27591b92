"""`/sfp-label`: who pays for a return label."""

from collections.abc import Mapping
from datetime import date

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.values.kinds import DATE, cad
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.policy_words import REASON, in_cents
from bot.views.reply import decision_view
from bot.views.rules.label import label_body
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from rules.sfp.label import LabelCase, decide

NAME = "/sfp-label"
SUMMARY = "who pays a return label, and how much may come off the refund"
USAGE = "REASON [category=watches] [cost=12.40] [hazmat]"
EXAMPLES: tuple[str, ...] = (
    "unwanted cost=12.40",
    "no longer needed category=watches",
    "CR-ORDERED_WRONG_ITEM cost=12.40",
    "defective",
)

GRAMMAR = Grammar(
    Argument("reason", REASON, bare=True),
    Argument("category", TEXT),
    Argument("cost", cad(zero=True), bare=True),
    flag("hazmat", "hazardous"),
    Argument("as-of", DATE),
)
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}


@value
class Request:
    """A return whose label is asked about, on the day whose terms hold."""

    ask: Ask
    parsed: Parsed
    day: date
    case: LabelCase


def read(ask: Ask) -> Request:
    """The return that the line tells of. Raises Slip."""
    parsed = parse(GRAMMAR, ask.text, ask.today)
    values = in_cents(parsed.values)
    day = values.pop("as_of", ask.today)
    return Request(ask, parsed, day, LabelCase(**values))


def run(request: Request) -> Reply:
    """Say who pays the label. Raises NoTerms."""
    ask, case = request.ask, request.case
    decision = decide(case, request.day, ask.interpretation)
    view = decision_view(
        request.ask.locale,
        decision,
        label_body(request.ask.locale, decision, case),
        ask.question(),
        ask.interpretation,
        request.parsed,
    )
    return Reply(view, decision)
