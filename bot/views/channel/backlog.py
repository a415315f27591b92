"""What one message says for many that had to wait for the same channel."""

from collections.abc import Sequence
from typing import Final

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import SECTION_LIMIT, Message, cut_mrkdwn, section

LINE_LIMIT: Final = 280
"""Characters of each message; a hundred of them stay below Slack's limit for a text."""


def folded_view(locale: Locale, texts: Sequence[str]) -> Message:
    """The first line of every text, in their order; each is mrkdwn already, as the text of a message is."""
    lines = [say(locale, "delivery.backlog", n=len(texts)), *(_line(locale, text) for text in texts)]
    return Message("\n".join(lines), tuple(section("\n".join(part)) for part in _parts(lines)))


def _line(locale: Locale, text: str) -> str:
    first = text.strip().partition("\n")[0]
    return say(locale, "delivery.line", text=cut_mrkdwn(first, LINE_LIMIT))


def _parts(lines: Sequence[str]) -> list[list[str]]:
    """The lines in as many sections as they need."""
    parts: list[list[str]] = [[]]
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > SECTION_LIMIT:
            parts.append([])
            length = len(line) + 1
        parts[-1].append(line)
    return parts
