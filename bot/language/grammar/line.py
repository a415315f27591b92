"""A person's line while it is read: its words, and the same line with a part corrected."""

from collections.abc import Collection
from typing import Any, NamedTuple

from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.similarity import holding, nearest
from bot.language.grammar.tokens import cut, unquoted
from bot.language.grammar.values.read import Read

NEAR_WORDS = 4


class ReadValue(NamedTuple):
    """A value that was read for an argument, and where it stands in the line."""

    argument: Argument
    read: Read[Any]
    start: int
    end: int


class Line:
    """A normalised line; places are counted in characters of `text`, words from 0."""

    def __init__(self, grammar: Grammar, typed: str) -> None:
        self.text = grammar.with_joined_keys(normalise(typed))
        self.words = cut(self.text)
        self._grammar = grammar

    def between(self, start: int, end: int) -> str:
        """The value written there, out of its quotes."""
        return unquoted(self.text[start:end])

    def runs(self, at: int, longest: int, *, through_flags: bool = False) -> list[int]:
        """Where the runs of up to `longest` words from `at` end, the longest run first.

        They end before a key, quoted words or, unless `through_flags`, a flag.
        """
        first, *others = self.words[at : at + longest]
        ends = [first.end]
        for word in others if not first.is_quoted else ():
            if word.is_quoted or self._grammar.split(word.text):
                break
            if not through_flags and word.text.lower() in self._grammar.flags:
                break
            ends.append(word.end)
        return ends[::-1]

    def after(self, at: int, end: int) -> int:
        """The number of the first word from `at` on that begins after `end`."""
        while at < len(self.words) and self.words[at].start < end:
            at += 1
        return at

    def replacing(self, start: int, end: int, words: str) -> str:
        """The line with other words there; a key takes the next word as its value."""
        rest = self.text[end:].lstrip(" :") if words.endswith("=") else self.text[end:]
        return " ".join(f"{self.text[:start]}{words}{rest}".split())

    def likely(self, at: int, start: int, phrases: Collection[str]) -> tuple[tuple[str, ...], int]:
        """The phrases that the words from `start` in word `at` may mean, and where those words end."""
        ends = self.runs(at, NEAR_WORDS)
        near = [(*found, end) for end in ends if (found := nearest(self.between(start, end), phrases))]
        if near:
            _, phrase, end = max(near)
            return (phrase,), end
        for end in ends:
            if several := holding(self.between(start, end), phrases):
                return several, end
        return (), ends[-1]
