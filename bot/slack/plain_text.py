"""A message as plain text, for a terminal and for whoever reads it aloud."""

import re
from collections.abc import Callable, Sequence

from bot.slack.blocks import Block, Message

_MARKED = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")
_LINK = re.compile(r"<[^|>]+\|([^>]+)>")
_MENTION = re.compile(r"<([@#][A-Z0-9]+)>")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def message_text(message: Message) -> str:
    """Every block of a message in plain lines; buttons by their labels."""
    paragraphs = [block_text(block) for block in message.blocks] or [unmarked(message.text)]
    return "\n".join(line for line in paragraphs if line)


def block_text(block: Block) -> str:
    """One block in plain lines; a picture and a chart by their words, since neither can be read aloud."""
    return SPOKEN[block["type"]](block)


def _section(block: Block) -> str:
    texts = [block["text"]] if "text" in block else []
    return "\n".join(unmarked(each["text"]) for each in (*texts, *block.get("fields", ())))


def _actions(block: Block) -> str:
    return "  ".join(f"[{element_label(each)}]" for each in block["elements"])


def _context(block: Block) -> str:
    return "\n".join(unmarked(each.get("text") or each["alt_text"]) for each in block["elements"])


def _input(block: Block) -> str:
    return f"{block['label']['text']}: [{element_label(block['element'])}]"


SPOKEN: dict[str, Callable[[Block], str]] = {
    "actions": _actions,
    "context": _context,
    "data_visualization": lambda block: f"[{block['title']}]",
    "divider": lambda _block: "",
    "header": lambda block: str(block["text"]["text"]),
    "image": lambda block: f"[{block['alt_text']}]",
    "input": _input,
    "section": _section,
}


def element_label(element: Block) -> str:
    """What stands on a button, in a field or in a menu: what was filled in before, or what to fill in."""
    if "initial_option" in element:
        return str(element["initial_option"]["text"]["text"])
    filled = next((str(element[name]) for name in element if name.startswith("initial_")), "")
    named = element.get("text") or element.get("placeholder") or {"text": ""}
    return filled or str(named["text"])


def unmarked(mrkdwn: str) -> str:
    """Slack's markup without its marks."""
    text = _GROUP.sub(r"@\1", _MENTION.sub(r"\1", _LINK.sub(r"\1", mrkdwn)))
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
