"""`/sfp-label`: who pays for a return label."""

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import parse
from bot.language.grammar.values.kinds import DATE, cad
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.policy_words import REASON, in_cents
from bot.views.reply import decision_view
from bot.views.rules.label import label_body
from bot.workspace.request import Ask, Reply
from rules.sfp.label import LabelCase, decide

NAME = "/sfp-label"
SUMMARY = "who pays a return label, and how much may come off the refund"
USAGE = "REASON [category=watches] [cost=12.40] [hazmat]"
EXAMPLES = ("unwanted cost=12.40", "no longer needed category=watches", "CR-ORDERED_WRONG_ITEM cost=12.40", "defective")

GRAMMAR = Grammar(
    Argument("reason", REASON, bare=True),
    Argument("category", TEXT),
    Argument("cost", cad(zero=True), bare=True),
    flag("hazmat", "hazardous"),
    Argument("as-of", DATE),
)


def answer(ask: Ask) -> Reply:
    """Say who pays the label of the return that the line tells of. Raises Slip, NoTerms."""
    told = parse(GRAMMAR, ask.text, ask.today)
    day = told.values.pop("as_of", ask.today)
    case = LabelCase(**in_cents(told.values))
    decision = decide(case, day, ask.interpretation)
    view = decision_view(decision, label_body(decision, case), ask.question(), ask.interpretation, told)
    return Reply(view, decision)
