"""The table of words: which meanings a run of words has. The words are data, in `words.toml`.

Return reasons and free categories come from the policy's own table, so that a line and a message know the same ones.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bot.language.extraction.items import Item, cut
from rules.search.vocabulary import vocabulary
from rules.sfp.reasons import return_reasons

MISSPELT, SURE = range(5, 25), 7
"""The lengths of words that are known with two letters swapped, and from which on with any one slip."""

MOST_MENDED = 5_000
"""Misspelt words that are remembered."""

_END = ""
"""Below the last word of a phrase: its meanings."""


class Meaning(NamedTuple):
    """What a phrase stands for: a kind, such as `condition` or `mark`, and a name of that kind."""

    kind: str
    name: str


Meanings = Mapping[str, tuple[str, ...]]
"""What one phrase means: the names of each kind."""


class Phrases:
    """Phrases by their words, each with its meanings."""

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        self._first: dict[str, Any] = {}
        self._words: set[str] = set()
        for phrase, meaning in phrases:
            self._add(phrase, meaning)
        self._slips = dict(self._misspelt())
        self._mended: dict[str, str] = {}

    def longest(self, items: Sequence[Item], at: int) -> tuple[int, Meanings]:
        """How many words the longest phrase from a place on has, and what it means; 0 where none begins there."""
        node = self._first.get(self._known(items[at].said))
        best: tuple[int, Meanings] = (0, {})
        clause, place = items[at].clause, at
        while node is not None:
            place += 1
            if _END in node:
                best = (place - at, node[_END])
            if place == len(items) or items[place].clause != clause or items[place].kind != "word":
                break
            node = node.get(self._known(items[place].said))
        return best

    def _known(self, word: str) -> str:
        """The word, or the word of the table that it has one slip in, where there is one alone."""
        if word in self._words or len(word) not in MISSPELT:
            return word
        if word not in self._mended:
            found = set() if word in ordinary_words() else self._meant(word)
            if len(self._mended) > MOST_MENDED:
                self._mended.clear()
            self._mended[word] = found.pop() if len(found) == 1 else word
        return self._mended[word]

    def _meant(self, word: str) -> set[str]:
        """The words of the table that are one slip away; one with a letter more comes before the others."""
        slips = self._slips
        if word in slips:
            return {slips[word]}
        return {slips[form] for form in _forms(word) if form in slips}

    def _add(self, phrase: str, meaning: Meaning) -> None:
        words = cut(phrase).items
        if not all(word.kind == "word" for word in words):
            raise ValueError(f"no phrase of words: {phrase}")
        node = self._first
        for word in words:
            self._words.add(word.said)
            node = node.setdefault(word.said, {})
        meanings = node.setdefault(_END, {})
        meanings[meaning.kind] = tuple(dict.fromkeys((*meanings.get(meaning.kind, ()), meaning.name)))

    def _misspelt(self) -> Iterator[tuple[str, str]]:
        for word in sorted(self._words):
            if len(word) in MISSPELT:
                yield from ((form, word) for form in _forms(word))


def _forms(word: str) -> Iterator[str]:
    """The word with two letters swapped; of a longer one also with a letter but the first left out or replaced."""
    yield word
    if word.endswith("ed"):
        yield word[:-2] + "d"
    for at in range(1, len(word)):
        if at > 1:
            yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        if len(word) >= SURE:
            yield word[:at] + word[at + 1 :]
            yield f"{word[:at]}_{word[at + 1 :]}"


@cache
def ordinary_words() -> frozenset[str]:
    """Everyday words, which are no slip of any other."""
    return frozenset(word for word in vocabulary().ignored if " " not in word)


@cache
def sections() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Every list of words by kind and name, both languages together."""
    raw = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    return {
        kind: {name: tuple(word for words in languages.values() for word in words) for name, languages in named.items()}
        for kind, named in raw.items()
    }


@cache
def prose() -> Phrases:
    """What is known in prose: of the reasons' own words only those that several words make plain."""
    return Phrases([*_of_sections(), *_of_reasons(plain_only=True), *_of_categories()])


@cache
def reasons() -> Phrases:
    """What is known behind `reason`, where even a single word is one."""
    return Phrases([*_of_reasons(plain_only=False), *_of_section("reason")])


def _of_sections() -> Iterator[tuple[str, Meaning]]:
    for kind in sections():
        yield from _of_section(kind)


def _of_section(kind: str) -> Iterator[tuple[str, Meaning]]:
    for name, words in sections()[kind].items():
        yield from ((word, Meaning(kind, name)) for word in words)


def _of_reasons(*, plain_only: bool) -> Iterator[tuple[str, Meaning]]:
    conditions = {word for words in sections()["condition"].values() for word in words}
    for phrase, codes in return_reasons().vocabulary.items():
        if plain_only and (" " not in phrase or phrase in conditions):
            continue
        if all(item.kind == "word" for item in cut(phrase).items):
            yield from ((phrase, Meaning("reason", code)) for code in codes)


def _of_categories() -> Iterator[tuple[str, Meaning]]:
    for word, name in return_reasons().categories.items():
        yield word, Meaning("category", name)
