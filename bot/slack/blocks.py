"""A Slack message: the text that notifications and screen readers use, and the blocks that are shown.

Blocks are Slack's own dictionaries; https://docs.slack.dev/reference/block-kit/blocks says what each holds.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rules.core.value import value

Block = dict[str, Any]

ButtonStyle = Literal["primary", "danger"]

TEXT_LIMIT = 40_000
"""Characters in the text of a message."""

SECTION_LIMIT = 3_000
"""Characters in the text of a section."""

VALUE_LIMIT = 2_000
"""Characters in the value of a button."""

CHART_TITLE_LIMIT = 50
CHART_NAME_LIMIT = 20
"""Characters in a chart's title, and in the name of a line or of a category."""

_HALF = re.compile("(?:&[a-z]{0,3}|<[^<>]{0,100})$")
"""The beginning of an escape or of a mention."""


@value
class Message:
    """What is said: `text` always carries the verdict and its numbers, `blocks` the whole reply."""

    text: str
    blocks: tuple[Block, ...] = ()


def section(text: str) -> Block:
    """A paragraph of mrkdwn, cut at Slack's limit."""
    return {"type": "section", "text": _mrkdwn(text)}


def context(text: str) -> Block:
    """A line of small print."""
    return {"type": "context", "elements": [_mrkdwn(text)]}


def actions(*buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}


def button(
    label: str, action_id: str, value: str, style: ButtonStyle | None = None, confirm: Block | None = None
) -> Block:
    """One button; `value` comes back when it is pressed, together with `action_id`. `confirm` is asked before."""
    made: Block = {"type": "button", "text": _plain_text(label), "action_id": action_id, "value": value}
    return made | ({"style": style} if style else {}) | ({"confirm": confirm} if confirm else {})


def confirmation(title: str, text: str, yes: str, no: str) -> Block:
    """A question asked before a button counts as pressed."""
    words = {"title": title, "text": text, "confirm": yes, "deny": no}
    return {name: _plain_text(word) for name, word in words.items()}


def line_chart(title: str, categories: Sequence[str], series: Mapping[str, Sequence[float]], unit: str) -> Block:
    """Lines over the same categories, each by its name; all texts are plain, none may be empty.

    At most 20 categories, which differ from each other, and two charts in a message. slack_sdk has no class for this
    block and drops it when it parses one.
    """
    lines = [{"name": cut(name, CHART_NAME_LIMIT), "data": _points(categories, series[name])} for name in series]
    axis = {"categories": list(categories), "y_label": unit}
    chart = {"type": "line", "series": lines, "axis_config": axis}
    return {"type": "data_visualization", "title": cut(title, CHART_TITLE_LIMIT), "chart": chart}


def _points(categories: Sequence[str], values: Sequence[float]) -> list[Block]:
    return [{"label": label, "value": value} for label, value in zip(categories, values, strict=True)]


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def quoted(text: str) -> Block:
    """A text to copy as it stands."""
    return section(f"```{text}```")


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": cut_mrkdwn(text, SECTION_LIMIT)}


def cut_mrkdwn(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, never cut within an escape such as `&amp;` or a mention."""
    return text if len(text) <= limit else _HALF.sub("", text[: limit - 1]) + "…"


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis where it is longer than the limit."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def storable(text: str) -> str:
    """The text without what neither JSON nor a database takes: lone surrogates and NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", " ")
