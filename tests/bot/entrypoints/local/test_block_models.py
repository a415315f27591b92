"""Charts, buttons and forms: what Slack is held to take of them, and how a terminal shows them."""

from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from bot.entrypoints.local.emulator.limits import Refused, check_form, check_message
from bot.entrypoints.local.terminal.chart import plotted
from bot.entrypoints.local.terminal.render import draw, draw_form
from bot.slack.blocks import Message, actions, button, confirmation, line_chart
from bot.slack.plain_text import message_text


def chart() -> dict[str, Any]:
    return deepcopy(line_chart("Title", ["a", "b"], {"One": [1.0, 2.0], "Two": [3.0, 4.0]}, "percent"))


def refused(block: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refusal:
        check_message({"text": "hello", "blocks": [block]})
    return refusal.value.rule


def test_long_titles_and_names_are_cut_to_what_slack_takes():
    check_message({"text": "hello", "blocks": [line_chart("T" * 60, ["a"], {"N" * 30: [1.0]}, "percent")]})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda block: block.update(title="T" * 51),
        lambda block: block["chart"].update(type="radar"),
        lambda block: block["chart"]["series"][0].update(name="Two"),
        lambda block: block["chart"]["series"][0]["data"].pop(),
        lambda block: block["chart"]["axis_config"].update(categories=["a", "a"]),
        lambda block: block["chart"]["series"][0]["data"][0].update(value="1"),
        lambda block: block["chart"]["axis_config"].update(z_label="depth"),
    ],
)
def test_a_spoilt_chart_is_refused(spoil):
    block = chart()
    check_message({"text": "hello", "blocks": [block]})
    spoil(block)
    assert refused(block) == "invalid_blocks"


def test_a_third_chart_in_a_message_is_refused():
    check_message({"text": "hello", "blocks": [chart(), chart()]})
    with pytest.raises(Refused, match="at most two"):
        check_message({"text": "hello", "blocks": [chart(), chart(), chart()]})


@pytest.mark.parametrize(
    "spoilt",
    [
        button("Go", "go", "v") | {"style": "loud"},
        button("Go", "go", "v") | {"colour": "red"},
        button("Go", "go", "v", confirm=confirmation("Sure?", "x" * 301, "Yes", "No")),
        {"type": "sliders", "action_id": "go"},
    ],
)
def test_a_spoilt_button_is_refused(spoilt):
    check_message({"text": "hello", "blocks": [actions(button("Go", "go", "v", "danger", sure()))]})
    assert refused(actions(spoilt)) == "invalid_blocks"


def sure() -> dict[str, Any]:
    return confirmation("Sure?", "Nothing is lost.", "Yes", "No")


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": words(text), "value": text}


def form(**changed: Any) -> dict[str, Any]:
    until = {"type": "static_select", "action_id": "until", "options": [option("Tomorrow"), option("In a week")]}
    why = {"type": "plain_text_input", "action_id": "why", "placeholder": words("a strike of the carrier")}
    asked = {
        "Until when?": until | {"initial_option": option("In a week")},
        "Why?": why,
        "Who?": {"type": "users_select", "action_id": "who", "initial_user": "U1"},
    }
    blocks = [{"type": "input", "label": words(label), "element": element} for label, element in asked.items()]
    blocks[1] |= {"optional": True, "hint": words("Everyone will see it.")}
    ends = {"title": words("Snooze"), "submit": words("Save"), "close": words("Cancel")}
    return {"type": "modal", "callback_id": "snooze", **ends, "blocks": blocks} | changed


@pytest.mark.parametrize(
    "changed",
    [
        {"title": words("T" * 25)},
        {"title": None},
        {"submit": None},
        {"blocks": [chart()]},
        {"private_metadata": "x" * 3_001},
        {"colour": "red"},
        {"blocks": form()["blocks"] * 2},
    ],
)
def test_a_spoilt_form_is_refused(changed):
    check_form(form())
    with pytest.raises(Refused):
        check_form(form(**changed))


def drawn(show: Any, *told: Any) -> list[str]:
    console = Console(width=60, file=StringIO(), record=True, highlight=False)
    show(console, *told)
    return [line.strip("│ ") for line in console.export_text().splitlines()]


def test_a_form_is_drawn_with_its_fields_and_buttons():
    expected = [
        "Until when?",
        "( ) Tomorrow",
        "(•) In a week",
        "Why? (optional)",
        "[a strike of the carrier                 ]",
        "Everyone will see it.",
        "Who?",
        "[U1                                      ]",
        "[Save]  [Cancel]",
    ]
    assert expected == drawn(draw_form, form())[1:-1]


def test_a_chart_of_one_point_is_drawn():
    assert plotted(line_chart("T", ["a"], {"One": [1.0]}, "percent")["chart"])[3:] == [
        "     │   ●",
        "     │",
        "1.00 │",
        "      a",
        "● One",
    ]


def test_a_chart_and_a_picture_are_drawn_by_their_titles():
    assert drawn(draw, "here", Message("", (chart(),)))[1] == "Title"


def test_every_kind_of_block_can_be_read_aloud():
    header = {"type": "header", "text": words("Today")}
    picture = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart"}
    fields = {"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*"}, {"type": "mrkdwn", "text": "b"}]}
    blocks = (header, {"type": "divider"}, picture, fields, chart(), *form()["blocks"])
    expected = ["Today", "[a chart]", "a", "b", "[Title]", "Until when?: [In a week]"]
    assert message_text(Message("", blocks)).splitlines()[:6] == expected
