"""What every act shares: which account and metric a line is about, and how an account stands."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.language.catalogue import spellings
from bot.language.grammar.grammar import Argument
from bot.language.grammar.parse import Parsed
from bot.language.grammar.values.kinds import ASIN, choice
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.views.model.question import Question
from bot.views.reply import decision_view
from bot.views.rules.standing import MOST_SHOWN, no_reading_body, standing_body, standing_buttons
from bot.workspace.accounts import account_of
from bot.workspace.request import Ask, Reply
from rules.core.decision import Decision
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from rules.renewed.standing_decision import StandingOutcome, decide
from storage import accounts
from storage.metrics import readings as stored

if TYPE_CHECKING:
    from bot.views.model.roll_off import Ahead

METRIC = choice({word: name for name in METRICS for word in spellings(f"word.{name}")}, "odr")
"""A metric by its name in any language."""

SUBJECT = (Argument("asin", ASIN, bare=True), Argument("account", TEXT))
"""What every line may say: which offer, and which account."""


def account_in(ask: Ask, parsed: Parsed, text: str) -> str:
    """The account that a line is about; `text` is the line without its first word. Raises Slip."""
    return account_of(accounts.cached_names(ask.workspace), parsed.values.get("account"), text)


def metric_in(parsed: Parsed) -> tuple[str, str]:
    """The metric that a line is about and its subject: the one named, else that of the offer, else the ODR."""
    subject: str = parsed.values.get("asin", "")
    return parsed.values.get("metric", "offer-rqs" if subject else "odr"), subject


def decision_on(ask: Ask, readings: Sequence[Reading]) -> Decision[StandingOutcome]:
    """What the rule makes of some readings. Raises NoTerms."""
    return decide(readings, ask.today, ask.interpretation)


def standing_of(ask: Ask, account: str, asin: str | None = None) -> "tuple[Decision[StandingOutcome], Ahead | None]":
    """How an account, or one offer of it, stands by what is held, and what is ahead of it. Raises NoTerms."""
    from bot.services.roll_off import ahead_of  # what few lines need is not loaded for all

    with ask.workspace.read() as snapshot:
        latest = stored.select_latest(snapshot, account, ask.today)
        decision = decision_on(ask, [reading for reading in latest if asin in (None, reading.subject)])
        return decision, ahead_of(snapshot, account, decision.outcome.metrics[:MOST_SHOWN], ask.today)


def standing_reply(
    ask: Ask,
    decision: Decision[StandingOutcome],
    ahead: "Ahead | None",
    parsed: Parsed,
    question: Question,
    heading: str | None = None,
    supposed: int = 0,
) -> Reply:
    """Every metric of the decision, worst first; `supposed` are the defects that are only supposed."""
    metrics = decision.outcome.metrics
    body = (
        standing_body(ask.locale, decision, heading, ahead)
        if metrics
        else no_reading_body(ask.locale, parsed.values.get("asin"))
    )
    buttons = standing_buttons(ask.locale, metrics[0], parsed.values.get("account"), supposed) if metrics else ()
    return Reply(decision_view(ask.locale, decision, body, question, ask.interpretation, parsed, buttons), decision)
