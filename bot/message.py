"""A Slack message: the text that notifications and screen readers use, and the blocks that are shown.

Blocks are Slack's own dictionaries; https://docs.slack.dev/reference/block-kit/blocks says what each holds.
"""

import re
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

TEXT_LIMIT = 40_000
"""Characters in the text of a message."""

SECTION_LIMIT = 3_000
"""Characters in the text of a section."""

VALUE_LIMIT = 2_000
"""Characters in the value of a button."""


_HALF = re.compile("(?:&[a-z]{0,3}|<[^<>]{0,100})$")
"""The beginning of an escape or of a mention."""


@dataclass(frozen=True, slots=True)
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


def button(label: str, action_id: str, value: str) -> Block:
    """One button; `value` comes back when it is pressed, together with `action_id`."""
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id, "value": value}


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
