"""`/renewed-eligibility`: could this seller get into Amazon Renewed?"""

from typing import Any

from bot.asking import Ask, Reply
from bot.grammar.grammar import Argument, Grammar, flag
from bot.grammar.kinds import AMOUNT, DATE, DAYS, PERCENT, RATE, WHOLE, YES_NO, choice
from bot.grammar.parse import parse
from bot.grammar.slip import Slip
from bot.views.eligibility import eligibility_body
from bot.views.reply import decision_view
from rules.eligibility import EligibilityCase, Invoices
from rules.eligibility_decision import decide

NAME = "/renewed-eligibility"
SUMMARY = "could you get into Amazon Renewed, criterion by criterion"
USAGE = "[approved=us market=ca] [invoices=52000usd images=8 screen=on warranty=90d odr=0.6% refurbisher=specialist …]"
EXAMPLES = (
    "invoices=52000usd images=8 screen=on warranty=90d odr=0.6% refurbisher=specialist quality=yes",
    "approved=us market=ca",
    "invoices=71000cad rate=1.38 rate-date=2026-11-20 new-seller",
    "invoices=90000usd apple-invoices=80000usd",
)

MARKETS = choice(
    {"ca": "ca", "canada": "ca", "us": "us", "usa": "us", "united states": "us", "mx": "mx", "mexico": "mx"}, "ca"
)
SCREEN = choice({"on": "on", "off": "off", "none": "none", "no screen": "none"}, "on")
REFURBISHER = choice(
    {
        "specialist": "specialist",
        "specialised": "specialist",
        "specialized": "specialist",
        "manufacturer": "manufacturer",
        "other": "other",
    },
    "specialist",
)

GRAMMAR = Grammar(
    Argument("market", MARKETS, aliases=("marketplace",)),
    Argument("approved", MARKETS),
    Argument("invoices", AMOUNT),
    Argument("apple-invoices", AMOUNT, aliases=("apple",)),
    Argument("rate", RATE),
    Argument("rate-date", DATE),
    Argument("images", WHOLE, aliases=("pictures",)),
    Argument("screen", SCREEN),
    Argument("warranty", DAYS),
    Argument("odr", PERCENT),
    flag("new-seller"),
    Argument("refurbisher", REFURBISHER),
    Argument("quality", YES_NO),
    Argument("applied", DATE),
    Argument("as-of", DATE),
)


def answer(ask: Ask) -> Reply:
    """Go through the criteria, or say what an approval elsewhere is worth. Raises Slip, NoTerms."""
    told = parse(GRAMMAR, ask.text, ask.today)
    day = told.values.pop("as_of", ask.today)
    case = eligibility_case(told.values)
    decision = decide(case, day, ask.interpretation)
    view = decision_view(decision, eligibility_body(decision, case), ask.question(), ask.interpretation, told)
    return Reply(view, decision)


def eligibility_case(values: dict[str, Any]) -> EligibilityCase:
    """The case that the values tell of. Raises Slip where they contradict each other."""
    if "odr" in values and values.get("new_seller"):
        raise Slip("eligibility.slip.new_seller_with_odr")
    sums = {
        name: Invoices(cents=values[name].cents, currency=values[name].currency)
        for name in ("invoices", "apple_invoices")
        if name in values
    }
    return EligibilityCase(**values | sums)
