"""`/renewed-eligibility`: could this seller get into Amazon Renewed?"""

from datetime import date
from typing import Any

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import AMOUNT, DATE, DAYS, PERCENT, RATE, WHOLE, YES_NO, choice
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.services.invoices import judged_lines, tally
from bot.views.reply import decision_view
from bot.views.rules.eligibility import eligibility_body
from bot.views.rules.invoices import tally_lines
from bot.workspace.accounts import account_of
from bot.workspace.request import Ask, Reply
from rules.core.policy import terms
from rules.renewed.eligibility import EligibilityCase, EligibilityTerms, Invoices
from rules.renewed.eligibility_decision import decide
from rules.renewed.invoices import Tally
from storage import accounts
from storage.reports import invoices

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
    Argument("account", TEXT),
)


def answer(ask: Ask) -> Reply:
    """Go through the criteria, or say what an approval elsewhere is worth. Raises Slip, NoTerms.

    Where no total of invoices is typed, the lines that the account holds are added up.
    """
    told = parse(GRAMMAR, ask.text, ask.today)
    day, account = told.values.pop("as_of", ask.today), told.values.pop("account", None)
    case, figures = eligibility_case(told.values), terms(EligibilityTerms, day)
    held = _held(ask, case, account, figures, day)
    if held:
        case = case.model_copy(update=_of_held(held, figures))
    decision = decide(case, day, ask.interpretation)
    body = eligibility_body(decision, tally_lines(held, case, figures) if held else ())
    return Reply(decision_view(decision, body, ask.question(), ask.interpretation, told), decision)


def _held(ask: Ask, case: EligibilityCase, account: str | None, figures: EligibilityTerms, day: date) -> Tally | None:
    """What the account's invoices come to, where they have a say and any are held. Raises Slip."""
    known = accounts.recent_names(ask.workspace)
    if account is not None:
        known = [account_of(known, account, ask.text)]
    if case.invoices is not None or case.approved or case.market != "ca":
        return None
    with ask.workspace.read() as snapshot:
        if not any(invoices.count(snapshot, name) for name in known):
            return None
        name = account_of(known, account, ask.text)
        return tally(name, judged_lines(snapshot, name, case.applied or day, case.rate, figures))


def _of_held(held: Tally, figures: EligibilityTerms) -> dict[str, Any]:
    """What the invoices that are held tell of the case."""
    told: dict[str, Any] = {"invoices": held.general.invoices(figures.invoices_min)}
    return told | {"apple_held": True} if held.apple_lines else told


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
