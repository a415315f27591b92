"""`/renewed-eligibility`: could this seller get into Amazon Renewed?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import AMOUNT, DATE, DAYS, PERCENT, RATE, WHOLE, YES_NO, choice
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.read import Note
from bot.services.invoices import judged_lines, tally
from bot.views.reply import decision_view
from bot.views.rules.eligibility import eligibility_body
from bot.views.rules.invoices import tally_lines
from bot.workspace.accounts import account_of
from bot.workspace.request import Ask, Reply
from rules.core.marketplaces import HOME
from rules.core.policy import terms
from rules.core.value import value
from rules.renewed.eligibility import EligibilityCase, EligibilityTerms, Invoices
from rules.renewed.eligibility_decision import decide
from rules.renewed.invoices import Tally
from rules.renewed.standing import Reading
from storage import accounts
from storage.metrics import readings as stored
from storage.reports import invoices

NAME = "/renewed-eligibility"
SUMMARY = "could you get into Amazon Renewed, criterion by criterion"
USAGE = "[approved=us market=ca] [invoices=52000usd images=8 screen=on warranty=90d odr=0.6% refurbisher=specialist …]"
EXAMPLES: tuple[str, ...] = (
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
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}


@value
class Request:
    """An application, on the day whose terms hold; `account` is the one whose invoices are added up, None for none."""

    ask: Ask
    parsed: Parsed
    day: date
    figures: EligibilityTerms
    case: EligibilityCase
    account: str | None


def read(ask: Ask) -> Request:
    """The application that the line tells of, with the order defect rate that is held. Raises Slip, NoTerms."""
    parsed = parse(GRAMMAR, ask.text, ask.today)
    values = dict(parsed.values)
    day, account = values.pop("as_of", ask.today), values.pop("account", None)
    figures = terms(EligibilityTerms, day)
    if rate := _latest_rate(ask, account, values):
        parsed = replace(parsed, notes=(*parsed.notes, _rate_note(rate, values)))
        values.setdefault("odr", rate.value)
    case = _case(values)
    return Request(ask, parsed, day, figures, case, _account(ask, case, account))


def run(request: Request) -> Reply:
    """Go through the criteria, or say what an approval elsewhere is worth. Raises NoTerms.

    Where no total of invoices is typed, the lines that the account holds are added up.
    """
    ask, figures = request.ask, request.figures
    invoiced = _tally(request)
    case = request.case.model_copy(update=_of_invoices(invoiced, figures)) if invoiced else request.case
    decision = decide(case, request.day, ask.interpretation)
    body = eligibility_body(
        request.ask.locale, decision, tally_lines(request.ask.locale, invoiced, case, figures) if invoiced else ()
    )
    return Reply(
        decision_view(request.ask.locale, decision, body, ask.question(), ask.interpretation, request.parsed), decision
    )


def _latest_rate(ask: Ask, account: str | None, values: Mapping[str, Any]) -> Reading | None:
    """The newest order defect rate of the account that is named, or of the only one, if it has a say and is new.

    None where the line says the same, and where the seller is new or has an approval elsewhere.
    """
    known = [account] if account else accounts.cached_names(ask.workspace)
    if len(known) != 1 or values.keys() & {"new_seller", "approved"} or values.get("market", HOME.id) != HOME.id:
        return None
    readings = stored.list_latest(ask.workspace, known[0], ask.today)
    rate = next((reading for reading in readings if reading.metric == "odr"), None)
    return None if rate is None or rate.value == values.get("odr") else rate


def _rate_note(rate: Reading, typed: Mapping[str, Any]) -> Note:
    key = "eligibility.note.other_rate" if "odr" in typed else "eligibility.note.held_rate"
    when = (
        Note("eligibility.note.window", {"days": rate.window_days, "as_of": rate.as_of})
        if rate.window_days
        else Note("eligibility.note.as_of", {"as_of": rate.as_of})
    )
    return Note(key, {"odr": rate.value, "source": rate.source, "when": when})


def _case(values: dict[str, Any]) -> EligibilityCase:
    """The case that the values tell of. Raises Slip where they contradict each other."""
    if "odr" in values and values.get("new_seller"):
        raise Slip("eligibility.slip.new_seller_with_odr")
    sums = {
        name: Invoices(cents=values[name].cents, currency=values[name].currency)
        for name in ("invoices", "apple_invoices")
        if name in values
    }
    return EligibilityCase(**values | sums)


def _account(ask: Ask, case: EligibilityCase, named: str | None) -> str | None:
    """The account whose invoices have a say, None where none have. Raises Slip, also where it could be several."""
    known = accounts.cached_names(ask.workspace)
    if named is not None:
        known = [account_of(known, named, ask.text)]
    if case.invoices is not None or case.approved or case.market != HOME.id or not _any_invoices(ask, known):
        return None
    return account_of(known, named, ask.text)


def _any_invoices(ask: Ask, known: Sequence[str]) -> bool:
    with ask.workspace.read() as snapshot:
        return any(invoices.count(snapshot, name) for name in known)


def _tally(request: Request) -> Tally | None:
    """What the account's invoices come to."""
    if request.account is None:
        return None
    applied = request.case.applied or request.day
    with request.ask.workspace.read() as snapshot:
        lines = judged_lines(snapshot, request.account, applied, request.case.rate, request.figures)
    return tally(request.account, lines)


def _of_invoices(invoiced: Tally, figures: EligibilityTerms) -> dict[str, Any]:
    """What the invoices that are held tell of the case."""
    values: dict[str, Any] = {"invoices": invoiced.general.invoices(figures.invoices_min)}
    return values | {"apple_held": True} if invoiced.apple_lines else values
