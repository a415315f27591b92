"""`history`: the readings of one metric over the last days."""

from datetime import timedelta

from bot.commands.renewed_status.standing import METRIC, SUBJECT, account_in, decision_on, metric_in
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.values.kinds import DAYS
from bot.views.reply import decision_view
from bot.views.rules.standing import history_body
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from storage.metrics import readings as stored

GRAMMAR = Grammar(Argument("metric", METRIC, bare=True), Argument("last", DAYS, bare=True), *SUBJECT)

DEFAULT_DAYS = 90


@value
class ShowHistory:
    """The readings of one metric of an account over the last days; `subject` is an ASIN, or empty."""

    ask: Ask
    parsed: Parsed
    account: str
    metric: str
    subject: str
    days: int


def read(ask: Ask, text: str) -> ShowHistory:
    """The metric and the days that the line names. Raises Slip."""
    parsed = parse(GRAMMAR, text, ask.today)
    metric, subject = metric_in(parsed)
    account = account_in(ask, parsed, text)
    return ShowHistory(ask, parsed, account, metric, subject, parsed.values.get("last", DEFAULT_DAYS))


def run(request: ShowHistory) -> Reply:
    """Show the readings, and how the newest one stands. Raises NoTerms."""
    ask, metric, subject, days = request.ask, request.metric, request.subject, request.days
    since = ask.today - timedelta(days=days)
    readings = stored.list_history(ask.workspace, request.account, metric, subject, since, ask.today)
    decision = decision_on(ask, readings[-1:])
    body = history_body(request.ask.locale, metric, subject, readings, days)
    return Reply(
        decision_view(request.ask.locale, decision, body, ask.question(), ask.interpretation, request.parsed), decision
    )
