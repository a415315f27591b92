"""A message as plain text, for a terminal and for whoever reads it aloud."""

import re
from collections.abc import Sequence

from bot.message import Block, Message

_MARKED = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")
_LINK = re.compile(r"<[^|>]+\|([^>]+)>")
_MENTION = re.compile(r"<([@#][A-Z0-9]+)>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def message_text(message: Message) -> str:
    """Every block of a message in plain lines; buttons by their labels."""
    told = [block_text(block) for block in message.blocks] or [unmarked(message.text)]
    return "\n".join(line for line in told if line)


def block_text(block: Block) -> str:
    """One block in plain lines."""
    if block["type"] == "actions":
        return "  ".join(f"[{each['text']['text']}]" for each in block["elements"])
    if block["type"] == "context":
        return "\n".join(unmarked(each["text"]) for each in block["elements"])
    return unmarked(block["text"]["text"])


def unmarked(mrkdwn: str) -> str:
    """Slack's markup without its marks."""
    text = _MENTION.sub(r"\1", _LINK.sub(r"\1", mrkdwn))
    for escape, character in _ESCAPES:
        text = _MARKED.sub("", text) if escape == "&lt;" else text
        text = text.replace(escape, character)
    return text


BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float]) -> str:
    """The values as bars of eight heights, all of middle height where they are equal."""
    low, high = min(values), max(values)
    steps = len(BARS) - 1
    return "".join(BARS[round((value - low) / (high - low) * steps)] if high > low else BARS[3] for value in values)
