"""A message cut into clauses, each knowing whether it denies or doubts what it says.

A clause ends at a comma, a full stop and their like, at a bracket, before `but`, and at the end of a line, unless the
line ends in a colon: apps write `*Price:*` above the amount. Struck-out words and emoji are not read.
"""

import re
from collections.abc import Iterator

from bot.grammar.fold import fold
from bot.grammar.normalise import normalise
from bot.prose.words import DENIALS, DOUBTS
from rules.value import value

_ENDS = ",;.!?()[]"
_MARKS = _ENDS + "{}\"'`*_~<>|:#•·"
_BEFORE_DATE = re.compile(
    r"(?<!\w)(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]* (?=[^ ])", re.IGNORECASE
)
_MONTH_DOT = re.compile(
    r"(?<!\w)(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janv|févr|avr|juil|déc)\.", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<!\w)no[.:]? (?=#?[0-9])", re.IGNORECASE)
_SIGNS = frozenset("$€£¥₹")
_STRUCK = re.compile(r"(?<![\w~])~(?![ ~])[^~]*(?<! )~(?![\w~])")
_CROSS = re.compile(r":(?:x|negative_squared_cross_mark|no_entry|no_entry_sign|white_large_square):|\[ ?\]")
_EMOJI = re.compile(r":[a-z][a-z0-9_+-]{0,60}:")
_WITHOUT = re.compile(r"(?<!\w)w/o(?!\w)", re.IGNORECASE)
_OR = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")
_AFTER_NAME = re.compile(r"(?<=[^\W\d_])[=:](?!//)")
_BEFORE_YEAR = re.compile(r",(?= (?:19|20)[0-9]{2}(?![0-9]))")


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
    """A line without mark-up, with signs that say something as words."""
    plain = _CROSS.sub(" ☐ ", _STRUCK.sub(" ", normalise(line)))
    plain = _WITHOUT.sub("without", _EMOJI.sub(" ", plain))
    plain = _AFTER_NAME.sub(": ", _OR.sub(" or ", _NUMBER.sub("", plain)))
    return _BEFORE_YEAR.sub("", _MONTH_DOT.sub(r"\1", _BEFORE_DATE.sub("", plain)))


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
