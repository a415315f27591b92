"""`set`: the readings that a line gives, written down."""

from collections.abc import Sequence

from bot.commands.renewed_status.standing import SUBJECT, account_in, standing_of, standing_reply
from bot.language.grammar.account import account_typed
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.values.kinds import DATE, DAYS, PERCENT, WHOLE
from bot.language.grammar.values.kinds import RATING as STARS
from bot.services.typed_readings import readings_of
from bot.views.rules.standing import recorded_line
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import RECORDER
from rules.core.value import value
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from storage import accounts
from storage.metrics import readings as stored

GRAMMAR = Grammar(
    *(Argument(metric.name, STARS if metric.counted_in == "reviews" else PERCENT) for metric in METRICS.values()),
    Argument("orders", WHOLE),
    Argument("defects", WHOLE),
    Argument("reviews", WHOLE),
    Argument("window", DAYS),
    Argument("as-of", DATE),
    *SUBJECT,
)


@value
class RecordReadings:
    """Readings of an account to write down, a metric each."""

    ask: Ask
    parsed: Parsed
    account: str
    readings: Sequence[Reading]


def read(ask: Ask, text: str) -> RecordReadings:
    """The readings that the line gives. Raises Slip, also where the asker may not record, and NoTerms."""
    ask.needs(RECORDER)
    parsed = parse(GRAMMAR, text, ask.today)
    account = account_in(ask, parsed, text)
    return RecordReadings(ask, parsed, account, readings_of(parsed.values, ask.today, ask.invocation.user_id))


def run(request: RecordReadings) -> Reply:
    """Write them down, and show how the account stands with them. Raises NoTerms, Repeated."""
    ask, account, by = request.ask, request.account, request.ask.invocation
    accounts.add(ask.workspace, account, by.user_id, by.now)
    stored.record(ask.workspace, account, request.readings, by.now, by.request_id)
    question = ask.question(text=account_typed(account) if "account" in request.parsed.values else "")
    decision, ahead = standing_of(ask, account)
    return standing_reply(
        ask, decision, ahead, request.parsed, question, recorded_line(request.ask.locale, request.readings)
    )
