"""`/renewed-status`: how safe an account is in Renewed, its readings, and what would happen if."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.language.catalogue import say
from bot.language.grammar.account import account_typed
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.similarity import nearest
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import ASIN, DATE, DAYS, PERCENT, WHOLE, choice
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.kinds import RATING as STARS
from bot.reports.result import Past
from bot.services.typed_readings import readings_of
from bot.views.files.imports import imports_view
from bot.views.model.question import Question
from bot.views.reply import decision_view
from bot.views.rules.standing import (
    MOST_SHOWN,
    account_line,
    accounts_view,
    history_body,
    no_reading_body,
    recorded_line,
    standing_body,
    standing_buttons,
    what_if_line,
)
from bot.workspace.accounts import account_of
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import RECORDER
from rules.core.decision import Decision
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from rules.renewed.standing_decision import StandingOutcome, decide, what_if
from storage import accounts
from storage.metrics import readings as stored
from storage.reports import imports

if TYPE_CHECKING:
    from bot.views.model.roll_off import Ahead

NAME = "/renewed-status"
SUMMARY = "how safe you are in Amazon Renewed: every metric, its limit and what is left"
USAGE = "[set odr=0.74% orders=4210 defects=31 window=90d | history | what-if +2 defects | import] [asin=…]"
EXAMPLES = (
    "",
    "set odr=0.74% orders=4210 defects=31 window=90d",
    "set seller-rqs=98.4%",
    "set offer-rqs=96.1% asin=B0ABCD1234",
    "history odr",
    "what-if +2 defects",
    "import",
)

METRIC = choice({say(f"word.{name}"): name for name in METRICS}, "odr")
ABOUT = (Argument("asin", ASIN, bare=True), Argument("account", TEXT))

SHOW = Grammar(*ABOUT)
SET = Grammar(
    *(Argument(each.name, STARS if each.counted_in == "reviews" else PERCENT) for each in METRICS.values()),
    Argument("orders", WHOLE),
    Argument("defects", WHOLE),
    Argument("reviews", WHOLE),
    Argument("window", DAYS),
    Argument("as-of", DATE),
    *ABOUT,
)
HISTORY = Grammar(Argument("metric", METRIC, bare=True), Argument("last", DAYS, bare=True), *ABOUT)
IMPORT = Grammar()
WHAT_IF = Grammar(Argument("defects", WHOLE), Argument("metric", METRIC, bare=True), *ABOUT)

HISTORY_DAYS = 90
MOST_IMPORTS = 10
"""Files told of those that came in."""

_EVENTS = r"(?:more )?(?:defects?|reviews?)\b"
_MORE = re.compile(rf"(?<![^\s+])(?:\+ ?([0-9]+)\b(?: {_EVENTS})?|([0-9]+) ?{_EVENTS})")
"""`+2`, `+2 defects`, `2 more defects`."""


def answer(ask: Ask) -> Reply:
    """Show, set, look back or suppose, as the first word says. Raises Slip, NoTerms."""
    first, _, rest = normalise(ask.text).partition(" ")
    act = ACTS.get(first.lower().replace("-", ""))
    try:
        return act(ask, rest) if act else show(ask, ask.text)
    except Slip as slip:
        if act:
            slip.place(lambda line: f"{first} {line}")
        elif meant := nearest(first, FIRST_WORDS):
            word = FIRST_WORDS[meant[1]]
            raise Slip("slip.near", first, suggestion=f"{word} {rest}".strip(), near=word) from None
        raise


def show(ask: Ask, text: str) -> Reply:
    """Every metric of the account, or those of one offer, worst first; of several accounts, a line each."""
    told = parse(SHOW, text, ask.today)
    known = accounts.recent_names(ask.workspace)
    if not told.values and len(known) > 1:
        standings = [(name, _decision(ask, stored.latest(ask.workspace, name, ask.today))) for name in known]
        return Reply(accounts_view(standings))
    heading = account_line(told.values["account"]) if "account" in told.values else None
    account = account_of(known, told.values.get("account"), text)
    return _standing(ask, *_held(ask, account, told.values.get("asin")), told, ask.question(), heading)


def record(ask: Ask, text: str) -> Reply:
    """Write down the readings that the line gives, and show how the account stands with them."""
    ask.needs(RECORDER)
    told = parse(SET, text, ask.today)
    account = _account(ask, told, text)
    readings = readings_of(told.values, ask.today, ask.line.user_id)
    accounts.add(ask.workspace, account, ask.line.user_id, ask.line.now)
    stored.record(ask.workspace, account, readings, ask.line.now, ask.line.request)
    question = ask.question(text=account_typed(account) if "account" in told.values else "")
    return _standing(ask, *_held(ask, account), told, question, recorded_line(readings))


def history(ask: Ask, text: str) -> Reply:
    """The readings of one metric over the last days."""
    told = parse(HISTORY, text, ask.today)
    subject = told.values.get("asin", "")
    metric = told.values.get("metric", "offer-rqs" if subject else "odr")
    days = told.values.get("last", HISTORY_DAYS)
    account = _account(ask, told, text)
    since = ask.today - timedelta(days=days)
    readings = stored.history(ask.workspace, account, metric, subject, since, ask.today)
    decision = _decision(ask, readings[-1:])
    body = history_body(metric, subject, readings, days)
    return Reply(decision_view(decision, body, ask.question(), ask.interpretation, told), decision)


def suppose(ask: Ask, text: str) -> Reply:
    """How one metric would stand with some more defects; nothing is written down."""
    told = parse(WHAT_IF, _MORE.sub(lambda found: f"defects={found[1] or found[2]}", text), ask.today)
    more = told.values.get("defects")
    subject = told.values.get("asin", "")
    metric = told.values.get("metric", "offer-rqs" if subject else "odr")
    latest = stored.latest(ask.workspace, _account(ask, told, text), ask.today)
    held = [each for each in latest if (each.metric, each.subject) == (metric, subject)]
    if not held:
        raise Slip("standing.slip.nothing_held", metric=metric)
    try:
        supposed = what_if(held[0], more or 0)
    except ValueError as needs:
        raise Slip("standing.slip.no_counts", counts=str(needs), metric=metric) from None
    if more is None:
        raise Slip("standing.slip.how_many", suggestion=f"{text} +2 defects".strip())
    decision, heading = _decision(ask, [supposed]), what_if_line(more, metric)
    return _standing(ask, decision, None, told, ask.question(), heading, supposed=more)


def files(ask: Ask, text: str) -> Reply:
    """Which files came in last, and how to bring in more."""
    parse(IMPORT, text, ask.today)
    past = [
        Past(each.imported_at, each.kind, each.name, each.account, each.rows, each.problems, each.file_hash)
        for each in imports.recent(ask.workspace, MOST_IMPORTS)
    ]
    return Reply(imports_view(past, ask.zone))


ACTS: dict[str, Callable[[Ask, str], Reply]] = {
    "set": record,
    "history": history,
    "trend": history,
    "whatif": suppose,
    "import": files,
}


FIRST_WORDS = {fold(word): word for word in ("set", "history", "trend", "what-if", "import")}
"""The words for them as they are typed, by their spelling without marks."""


def _account(ask: Ask, told: Parsed, text: str) -> str:
    return account_of(accounts.recent_names(ask.workspace), told.values.get("account"), text)


def _held(ask: Ask, account: str, asin: str | None = None) -> tuple[Decision[StandingOutcome], "Ahead | None"]:
    """How an account, or one offer of it, stands by what is held, and what is ahead of it."""
    from bot.services.roll_off import ahead_of  # what few lines need is not loaded for all

    with ask.workspace.read() as snapshot:
        latest = stored.latest_of(snapshot, account, ask.today)
        decision = _decision(ask, [each for each in latest if asin in (None, each.subject)])
        return decision, ahead_of(snapshot, account, decision.outcome.metrics[:MOST_SHOWN], ask.today)


def _decision(ask: Ask, readings: Sequence[Reading]) -> Decision[StandingOutcome]:
    return decide(readings, ask.today, ask.interpretation)


def _standing(
    ask: Ask,
    decision: Decision[StandingOutcome],
    ahead: "Ahead | None",
    told: Parsed,
    question: Question,
    heading: str | None = None,
    supposed: int = 0,
) -> Reply:
    metrics = decision.outcome.metrics
    body = standing_body(decision, heading, ahead) if metrics else no_reading_body(told.values.get("asin"))
    buttons = standing_buttons(metrics[0], told.values.get("account"), supposed) if metrics else ()
    return Reply(decision_view(decision, body, question, ask.interpretation, told, buttons), decision)
