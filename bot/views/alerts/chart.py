"""The weeks behind a warning: Slack's own chart, and the same in words where it is not shown or not seen."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Block, line_chart, section
from bot.slack.plain_text import sparkline
from bot.views.rules.standing import bound, shown_value
from rules.renewed.metrics import METRICS
from rules.renewed.standing_decision import Judged

WEEKS = 13
"""Weeks shown, the newest."""

Weeks = Sequence[tuple[date, Decimal]]


def trend_blocks(locale: Locale, judged: Judged, weeks: Weeks, own: Decimal | None) -> tuple[Block, ...]:
    """Chart and words; nothing of fewer than two weeks, which show no way."""
    shown = sorted(dict(weeks).items())[-WEEKS:]
    return (_chart(locale, judged, shown, own), section(twin(locale, judged, shown))) if len(shown) > 1 else ()


def _chart(locale: Locale, judged: Judged, weeks: Weeks, own: Decimal | None) -> Block:
    """The value, the limit and the channel's own threshold, a point a week."""
    series = {_name(locale, judged): [float(value) for _, value in weeks]}
    series[say(locale, "warning.chart.limit")] = [float(judged.limit)] * len(weeks)
    if own is not None:
        series[say(locale, "warning.chart.own")] = [float(own)] * len(weeks)
    return line_chart(_title(locale, judged), _labels(locale, [day for day, _ in weeks]), series, _unit(locale, judged))


def _title(locale: Locale, judged: Judged) -> str:
    key = "warning.chart.title_offer" if judged.subject else "warning.chart.title"
    return say(locale, key, metric=judged.metric, subject=judged.subject)


def _name(locale: Locale, judged: Judged) -> str:
    return say(locale, f"word.{judged.metric}")


def _unit(locale: Locale, judged: Judged) -> str:
    in_stars = METRICS[judged.metric].counted_in == "reviews"
    return say(locale, "warning.chart.stars" if in_stars else "warning.chart.percent")


def _labels(locale: Locale, days: Sequence[date]) -> list[str]:
    """The days, with their year where they would otherwise be the same."""
    short = [locale.short_day(day) for day in days]
    return short if len(set(short)) == len(short) else [day.isoformat() for day in days]


def twin(locale: Locale, judged: Judged, weeks: Weeks) -> str:
    """The chart in one line: its shape as bars, first and last value with their days, and the limit."""
    (first_day, first), (last_day, last) = weeks[0], weeks[-1]
    return say(
        locale,
        "warning.chart.twin",
        bars=sparkline([float(value) for _, value in weeks]),
        first=shown_value(locale, judged.metric, first),
        first_day=first_day,
        last=shown_value(locale, judged.metric, last),
        last_day=last_day,
        bound=bound(locale, judged.metric, judged.limit),
    )
