"""The chart behind a warning, its words, how Slack is held to take it, and how a terminal shows it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.entrypoints.local.terminal.chart import plotted
from bot.language.locale import ENGLISH
from bot.slack.blocks import Message
from bot.slack.plain_text import message_text
from bot.views.alerts.chart import trend_blocks
from tests.builders.warnings import TODAY, counted, figure, flat

VALUES = [Decimal(value) for value in ("0.61", "0.66", "0.64", "0.72")]
WEEKS = tuple((TODAY - timedelta(weeks=3 - week), value) for week, value in enumerate(VALUES))
LABELS = ["3 Nov", "10 Nov", "17 Nov", "24 Nov"]


def points(*values: float) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in zip(LABELS, values, strict=True)]


def test_a_chart_holds_the_value_the_limit_and_the_channels_own_threshold():
    chart, _twin = trend_blocks(ENGLISH, counted("odr", 13, 1_806), WEEKS, Decimal("0.70"))
    expected = {
        "type": "data_visualization",
        "title": "Order defect rate, by week",
        "chart": {
            "type": "line",
            "series": [
                {"name": "Order defect rate", "data": points(0.61, 0.66, 0.64, 0.72)},
                {"name": "Limit", "data": points(0.8, 0.8, 0.8, 0.8)},
                {"name": "Own threshold", "data": points(0.7, 0.7, 0.7, 0.7)},
            ],
            "axis_config": {"categories": LABELS, "y_label": "percent"},
        },
    }
    assert expected == chart


def test_the_words_say_what_the_chart_shows():
    blocks = trend_blocks(ENGLISH, counted("odr", 13, 1_806), WEEKS, None)
    expected = "[Order defect rate, by week]\n▁▄▃█ by week, from 0.61 % on 3 Nov to 0.72 % on 24 Nov; limit ≤ 0.8 %."
    assert expected == message_text(Message("", blocks))


def test_a_chart_of_an_offer_names_it_and_counts_in_stars():
    chart, twin = trend_blocks(ENGLISH, figure("rating", 3_750_000, "B0PHONE128"), flat(Decimal("3.75")), None)
    assert chart["title"] == "Product rating of B0PHONE128, by week"
    assert chart["chart"]["axis_config"]["y_label"] == "stars"
    assert twin["text"]["text"] == "▄▄▄▄▄▄▄▄▄▄▄▄▄ by week, from 3.75 on 1 Sep to 3.75 on 24 Nov; limit ≥ 3.70."


def test_one_week_shows_no_way():
    assert trend_blocks(ENGLISH, counted("odr", 13, 1_806), WEEKS[:1], None) == ()


def test_the_newest_thirteen_weeks_are_shown_in_their_order():
    chart, _twin = trend_blocks(ENGLISH, counted("odr", 13, 1_806), tuple(reversed(flat(Decimal("0.7"), 30))), None)
    categories = chart["chart"]["axis_config"]["categories"]
    assert (len(categories), categories[0], categories[-1]) == (13, "1 Sep", "24 Nov")


def test_the_same_day_of_two_years_is_told_apart():
    year_before = (TODAY.replace(year=2025), Decimal("0.6"))
    chart, _twin = trend_blocks(ENGLISH, counted("odr", 13, 1_806), (year_before, *WEEKS), None)
    assert chart["chart"]["axis_config"]["categories"][0] == "2025-11-24"


def test_a_chart_is_drawn_as_dots_over_its_limit():
    block, _twin = trend_blocks(ENGLISH, counted("odr", 13, 1_806), WEEKS, None)
    assert plotted(block["chart"]) == [
        "0.80 │────────────────────────",
        "     │",
        "     │                     ●",
        "     │",
        "     │         ●     ●",
        "0.61 │   ●",
        "      3 Nov             24 Nov",
        "● Order defect rate   ─ Limit",
    ]
