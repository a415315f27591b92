"""How the answer to "are we still safe in Renewed?" looks."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic_core import to_json

from bot.language.catalogue import escaped, has, say
from bot.language.grammar.account import account_typed
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, button, context, section
from bot.slack.plain_text import sparkline
from bot.views.reply import ASK_AGAIN, Body, plain
from rules.core import money
from rules.core.decision import Decision
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from rules.renewed.standing_decision import Judged, StandingOutcome

if TYPE_CHECKING:
    from bot.views.model.roll_off import Ahead

STATUS, ALERTS = "/renewed-status", "/seller-alerts"

MOST_SHOWN = 8
"""Metrics shown; the rest, all better, are counted."""


def standing_body(
    locale: Locale, decision: Decision[StandingOutcome], heading: str | None = None, ahead: "Ahead | None" = None
) -> Body:
    """The worst level, then each metric with what is left, worst first, and below one of them what is ahead of it."""
    outcome = decision.outcome
    shown, rest = outcome.metrics[:MOST_SHOWN], outcome.metrics[MOST_SHOWN:]
    lines: list[str] = []
    for metric in shown:
        lines.append(metric_line(locale, metric))
        if ahead and metric is ahead.of:
            lines += _ahead_lines(locale, ahead)
    if rest:
        lines.append(say(locale, "standing.reply.more", n=len(rest)))
    verdict = say(locale, f"standing.reply.{outcome.level}")
    return Body(f"{heading}\n{verdict}" if heading else verdict, tuple(lines))


def _ahead_lines(locale: Locale, ahead: "Ahead") -> tuple[str, ...]:
    from bot.views.rules.roll_off import ahead_lines  # what few answers need is not loaded for all

    return ahead_lines(locale, ahead)


def metric_line(locale: Locale, metric: Judged) -> str:
    """One metric: level, value, limit, counts, what is left, and how old the reading is."""
    return say(
        locale,
        "standing.reply.metric_old" if metric.stale else "standing.reply.metric",
        level=metric.level,
        metric=metric.metric,
        about=about(locale, metric.subject),
        shown=shown_value(locale, metric.metric, metric.value),
        bound=bound(locale, metric.metric, metric.limit),
        room=room(locale, metric),
        source=source_word(locale, metric.source),
        as_of=metric.as_of,
    )


@lru_cache(1_024)  # the same few sources and limits, line after line
def source_word(locale: Locale, source: str) -> str:
    """Where a reading is from: our own word for it, or the name of a report."""
    return say(locale, f"word.{source}") if has(f"word.{source}") else escaped(source)


def room(locale: Locale, metric: Judged) -> str:
    """What is left: counts first, since a person can act on them, then points."""
    counts = []
    if metric.defects is not None and metric.orders is not None:
        counts.append(say(locale, "standing.reply.counts", defects=metric.defects, orders=metric.orders))
    return " ".join([*counts, *_left(locale, metric), _points(locale, metric)])


def _left(locale: Locale, metric: Judged) -> tuple[str, ...]:
    left = metric.headroom.count
    if metric.level == "breached":
        return ()
    if left is None:
        return (say(locale, "standing.reply.no_reviews" if _in_stars(metric.metric) else "standing.reply.no_counts"),)
    return (say(locale, "standing.reply.reviews_left" if _in_stars(metric.metric) else "standing.reply.left", n=left),)


def _points(locale: Locale, metric: Judged) -> str:
    unit = "stars" if _in_stars(metric.metric) else "points"
    over = metric.headroom.points < 0
    return say(
        locale, f"standing.reply.{unit}_{'over' if over else 'left'}", points=round(abs(metric.headroom.points), 2)
    )


def about(locale: Locale, subject: str) -> str:
    """Of which offer, or nothing for the account itself."""
    return say(locale, "standing.reply.about", subject=subject) if subject else ""


def shown_value(locale: Locale, metric: str, value: Decimal) -> str:
    """A value to two places: `0.74 %`, `3.90`."""
    return locale.decimal(value, 2) if _in_stars(metric) else locale.percent(value, 2)


def _in_stars(metric: str) -> bool:
    return METRICS[metric].counted_in == "reviews"


@lru_cache(1_024)
def bound(locale: Locale, metric: str, limit: Decimal) -> str:
    """The limit, with its direction."""
    sign = "≤" if METRICS[metric].bound == "at most" else "≥"
    return f"{sign} {locale.decimal(limit, 2) if _in_stars(metric) else locale.percent(limit)}"


def no_reading_body(locale: Locale, asin: str | None) -> Body:
    """Nothing is held yet, of the account or of one offer."""
    return Body(
        say(locale, "standing.reply.unknown_asin", asin=asin) if asin else say(locale, "standing.reply.none"), asks=True
    )


def accounts_view(locale: Locale, standings: Sequence[tuple[str, Decision[StandingOutcome]]]) -> Message:
    """Several accounts, a line each with the metric nearest its limit, the worst account first."""
    order = ["breached", "act", "watch", "ok", None]
    rows = sorted(standings, key=lambda row: (order.index(row[1].outcome.level), row[0]))
    title = say(locale, "standing.reply.accounts", n=len(rows))
    lines = [_account_line(locale, account, decision.outcome) for account, decision in rows]
    blocks = (section(title), section("\n".join(lines)), context(say(locale, "standing.reply.accounts_more")))
    return Message(plain("\n".join((title, *lines))), blocks)


def account_line(locale: Locale, account: str) -> str:
    """Of which account the answer is."""
    return say(locale, "standing.reply.of_account", account=account)


def _account_line(locale: Locale, account: str, outcome: StandingOutcome) -> str:
    if not outcome.metrics:
        return say(locale, "standing.reply.account_empty", account=account)
    return say(locale, "standing.reply.account", account=account, worst=metric_line(locale, outcome.metrics[0]))


def recorded_line(locale: Locale, readings: Sequence[Reading]) -> str:
    """What was just written down."""
    recorded = [
        say(
            locale,
            "standing.reply.recorded_one",
            metric=each.metric,
            about=about(locale, each.subject),
            value=_value(locale, each),
        )
        for each in readings
    ]
    return say(locale, "standing.reply.recorded", what=recorded)


def what_if_line(locale: Locale, more: int, metric: str) -> str:
    """What is being supposed."""
    return say(locale, "standing.reply.what_if_reviews" if _in_stars(metric) else "standing.reply.what_if", n=more)


def standing_buttons(locale: Locale, metric: Judged, account: str | None, supposed: int = 0) -> tuple[Block, ...]:
    """What can be asked about a metric, of the account where one was named.

    Its history, warnings of it, and where counts are known what one more would do than is supposed already.
    """
    of = " ".join((metric.metric, *filter(None, (metric.subject, account and account_typed(account)))))
    questions = [
        _button(say(locale, "reply.trend"), "trend", STATUS, f"history {of}"),
        _button(say(locale, "reply.warn_me"), "warn", ALERTS, f"on {metric.metric}"),
    ]
    if metric.headroom.count is not None:
        more = supposed + 1
        questions.append(_button(say(locale, "reply.what_if", n=more), "what_if", STATUS, f"what-if +{more} {of}"))
    return tuple(questions)


def _button(label: str, apart: str, command: str, text: str) -> Block:
    return button(label, f"{ASK_AGAIN}_{apart}", to_json({"command": command, "text": text}).decode())


def _value(locale: Locale, reading: Reading) -> str:
    shown = money.stars if _in_stars(reading.metric) else money.percent
    return shown_value(locale, reading.metric, shown(reading.value))


def history_body(locale: Locale, metric: str, subject: str, readings: Sequence[Reading], days: int) -> Body:
    """The readings of one metric, newest first."""
    if not readings:
        return Body(say(locale, "standing.reply.history_none", days=days), asks=True)
    title = say(locale, "standing.reply.history", metric=metric, about=about(locale, subject), days=days)
    lines = [
        say(locale, "standing.reply.history_line", as_of=each.as_of, value=_value(locale, each), bar=bar)
        for each, bar in zip(readings, sparkline([each.value for each in readings]), strict=True)
    ]
    return Body(title, tuple(reversed(lines[-HISTORY_LINES:])))


HISTORY_LINES = 14
