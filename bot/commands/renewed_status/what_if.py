"""`what-if`: how one metric would stand with some more defects; nothing is written down."""

import re

from bot.commands.renewed_status.standing import (
    METRIC,
    SUBJECT,
    account_in,
    decision_on,
    metric_in,
    standing_reply,
)
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import WHOLE
from bot.views.rules.standing import what_if_line
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from rules.renewed.standing import Reading
from rules.renewed.standing_decision import what_if
from storage.metrics import readings as stored

GRAMMAR = Grammar(Argument("defects", WHOLE), Argument("metric", METRIC, bare=True), *SUBJECT)

_EVENTS = r"(?:more )?(?:defects?|reviews?)\b"
_MORE = re.compile(rf"(?<![^\s+])(?:\+ ?([0-9]+)\b(?: {_EVENTS})?|([0-9]+) ?{_EVENTS})")
"""`+2`, `+2 defects`, `2 more defects`."""


@value
class WhatIf:
    """The latest reading of a metric as it would be with so many more defects."""

    ask: Ask
    parsed: Parsed
    metric: str
    more: int
    supposed: Reading


def read(ask: Ask, text: str) -> WhatIf:
    """The supposition that the line makes about the reading that is held. Raises Slip, also where none is held."""
    parsed = parse(GRAMMAR, _MORE.sub(lambda match: f"defects={match[1] or match[2]}", text), ask.today)
    more = parsed.values.get("defects")
    metric, subject = metric_in(parsed)
    latest = stored.list_latest(ask.workspace, account_in(ask, parsed, text), ask.today)
    readings = [reading for reading in latest if (reading.metric, reading.subject) == (metric, subject)]
    if not readings:
        raise Slip("standing.slip.nothing_held", metric=metric)
    supposed = _supposed(readings[0], more or 0)
    if more is None:
        raise Slip("standing.slip.how_many", suggestion=f"{text} +2 defects".strip())
    return WhatIf(ask, parsed, metric, more, supposed)


def run(request: WhatIf) -> Reply:
    """Show how the metric would stand. Raises NoTerms."""
    ask, more = request.ask, request.more
    decision, heading = decision_on(ask, [request.supposed]), what_if_line(request.ask.locale, more, request.metric)
    return standing_reply(ask, decision, None, request.parsed, ask.question(), heading, supposed=more)


def _supposed(reading: Reading, more: int) -> Reading:
    """The reading with more defects. Raises Slip where it has no counts."""
    try:
        return what_if(reading, more)
    except ValueError as needs:
        raise Slip("standing.slip.no_counts", counts=str(needs), metric=reading.metric) from None
