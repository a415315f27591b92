"""A message cut into clauses, each knowing whether it denies or doubts what it says.

A clause ends at a comma, a full stop and their like, at a bracket, before `but`, and at the end of a line, unless the
line ends in a colon: apps write `*Price:*` above the amount. Struck-out words and emoji are not read.
"""

import re
from collections.abc import Iterator

from bot.language.extraction.words import DENIALS, DOUBTS
from bot.language.grammar.fold import fold
from bot.language.grammar.normalise import normalise
from rules.core.value import value

_ENDS = ",;.!?()[]"
_MARKS = _ENDS + "{}\"'`*_~<>|:#•·"
_SIGNS = frozenset("$€£¥₹")
_INSTANT = re.compile(r"<!date\^[^|<>]*\|([^<>]*)>")

_PLAIN = (
    (r"(?<![\w~])~(?![ ~])[^~]*(?<! )~(?![\w~])", " "),  # struck out
    (r":(?:x|negative_squared_cross_mark|no_entry|no_entry_sign|white_large_square):|\[ ?\]", " ☐ "),
    (r":[a-z][a-z0-9_+-]{0,60}:", " "),  # emoji
    (r"(?<!\w)w/o(?!\w)", "without"),
    (r"(?<!\w)no[.:]? (?=#?[0-9])", ""),  # the number of something
    (r"(?<=[^\W\d_])/(?=[^\W\d_])", " or "),
    (r"(?<=[^\W\d_])[=:](?!//)", ": "),
    (r"(?<!\w)(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]* (?=[^ ])", ""),
    (r"(?<!\w)(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janv|févr|avr|juil|déc)\.", r"\1"),
    (r",(?= (?:19|20)[0-9]{2}(?![0-9]))", ""),  # between a day and its year
)
"""What stands for a word, stands in the way of one, or ends no clause where it stands; and what it says."""

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), said) for pattern, said in _PLAIN)


@value
class Word:
    """A word as it is written, without the marks around it, and folded."""

    text: str
    said: str


@value
class Clause:
    """Words that belong together. `denied_from` is the place from which on a denial holds."""

    words: tuple[Word, ...]
    said: frozenset[str]
    denied_from: int
    is_doubted: bool

    def denies(self, start: int, end: int) -> bool:
        """Whether the words from `start` to `end` stand after a denial, or right before one as in `damaged: no`."""
        after = self.words[end].said if end < len(self.words) else ""
        return self.denied_from < start or after in DENIALS

    def text(self, start: int, end: int) -> str:
        """Those words as they are written."""
        return " ".join([word.text for word in self.words[start:end]])


def clauses(message: str) -> Iterator[Clause]:
    """The clauses of a message of any text; linear time."""
    words: list[Word] = []
    for line in message.splitlines():
        plain = _plain(line)
        for written in plain.split():
            if written[0] in _ENDS or written.lower() == "but":
                yield from _ended(words, ",")
            words += _word(written)
            yield from _ended(words, written[len(written.rstrip(_MARKS)) :])
        if not plain.rstrip("*_`~ ").endswith(":"):
            yield from _ended(words, ",")
    yield from _ended(words, ",")


def _plain(line: str) -> str:
    """A line without mark-up, with signs that say something as words; a date of Slack's as its own text has it."""
    plain = normalise(_INSTANT.sub(r"\1", line))
    for pattern, said in _PATTERNS:
        plain = pattern.sub(said, plain)
    return plain


def _word(written: str) -> list[Word]:
    text = written.strip(_MARKS)
    said = text if text in DENIALS or text in _SIGNS else fold(text)
    return [Word(text, said)] if said else []


def _ended(words: list[Word], marks: str) -> Iterator[Clause]:
    """The clause that ends at these marks, if they end one."""
    if not words or not any(mark in _ENDS for mark in marks):
        return
    said = frozenset([word.said for word in words])
    denied_from = next((at for at, word in enumerate(words) if word.said in DENIALS), len(words))
    yield Clause(tuple(words), said, denied_from, "?" in marks or not said.isdisjoint(DOUBTS))
    words.clear()
