"""The weeks behind a warning: Slack's own chart, and the same in words where it is not shown or not seen."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.slack.blocks import Block, line_chart, section
from bot.slack.plain_text import sparkline
from bot.views.rules.standing import bound, shown_value
from rules.renewed.metrics import METRICS
from rules.renewed.standing_decision import Judged

WEEKS = 13
"""Weeks shown, the newest."""

Weeks = Sequence[tuple[date, Decimal]]


def trend_blocks(judged: Judged, weeks: Weeks, own: Decimal | None) -> tuple[Block, ...]:
    """Chart and words; nothing of fewer than two weeks, which show no way."""
    shown = sorted(dict(weeks).items())[-WEEKS:]
    return (_chart(judged, shown, own), section(twin(judged, shown))) if len(shown) > 1 else ()


def _chart(judged: Judged, weeks: Weeks, own: Decimal | None) -> Block:
    """The value, the limit and the channel's own threshold, a point a week."""
    series = {_name(judged): [float(value) for _, value in weeks]}
    series[say("warning.chart.limit")] = [float(judged.limit)] * len(weeks)
    if own is not None:
        series[say("warning.chart.own")] = [float(own)] * len(weeks)
    return line_chart(_title(judged), _labels([day for day, _ in weeks]), series, _unit(judged))


def _title(judged: Judged) -> str:
    key = "warning.chart.title_offer" if judged.subject else "warning.chart.title"
    return say(key, metric=judged.metric, subject=judged.subject)


def _name(judged: Judged) -> str:
    return say(f"word.{judged.metric}")


def _unit(judged: Judged) -> str:
    in_stars = METRICS[judged.metric].counted_in == "reviews"
    return say("warning.chart.stars" if in_stars else "warning.chart.percent")


def _labels(days: Sequence[date]) -> list[str]:
    """The days, with their year where they would otherwise be the same."""
    short = [ENGLISH.short_day(day) for day in days]
    return short if len(set(short)) == len(short) else [day.isoformat() for day in days]


def twin(judged: Judged, weeks: Weeks) -> str:
    """The chart in one line: its shape as bars, first and last value with their days, and the limit."""
    (first_day, first), (last_day, last) = weeks[0], weeks[-1]
    return say(
        "warning.chart.twin",
        bars=sparkline([float(value) for _, value in weeks]),
        first=shown_value(judged.metric, first),
        first_day=first_day,
        last=shown_value(judged.metric, last),
        last_day=last_day,
        bound=bound(judged.metric, judged.limit),
    )
