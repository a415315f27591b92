"""A line cut into words, each knowing where it stands."""

import re
from typing import NamedTuple

from bot.language.grammar.slip import Slip

_WORD = re.compile(r'(?:"[^"]*"|[^" ])+')
_MARKS_BEFORE = "`*"
_MARKS_AFTER = "`*,;"


class Word(NamedTuple):
    """A word or quoted words; `start` and `end` are places in the line."""

    text: str
    start: int
    end: int

    @property
    def is_quoted(self) -> bool:
        """Whether the whole of it stands in quotes."""
        return self.text[0] == '"'


def cut(line: str) -> list[Word]:
    """The words of a normalised line, without Slack's bold and code marks and stray commas.

    Raises Slip for a quote that is not closed.
    """
    if line.count('"') % 2:
        before, _, after = line.rpartition('"')
        raise Slip("slip.unclosed_quote", suggestion=before + after)
    return [word for match in _WORD.finditer(line) if (word := _word(match))]


def unquoted(text: str) -> str:
    """`text` without the quotes and marks around it."""
    for mark in ('"', "'"):
        if len(text) > 1 and text[0] == text[-1] == mark:
            return text[1:-1].strip()
    return text.lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER)


def _word(match: re.Match[str]) -> Word | None:
    text = match[0].rstrip(_MARKS_AFTER)
    bare = text.lstrip(_MARKS_BEFORE)
    end = match.start() + len(text)
    return Word(bare, end - len(bare), end) if bare else None
