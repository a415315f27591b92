"""From the words of a question, in English or French, to the ideas that clauses are searched by.

The words of each idea are data, in `policies/asked.toml`. A word is known by its stem, or by being one typing slip away
from one that is known. The same question always reads the same.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Annotated

from pydantic import BeforeValidator

from rules.core.policy import POLICIES, Closed
from rules.core.value import value
from rules.search.spelling import is_a_slip, rests, stem, words, words_of_all

ELSEWHERE = "elsewhere"
"""The idea of everything that our pages do not speak of."""

LONGEST_PHRASE = 5
"""The most words of one phrase."""

LONGEST_SEQUENCE, REACH = 3, 3
"""The most ideas of one sequence, and the most ignored phrases between two of them."""

DOLLARS = "dollars"
"""The idea of an amount in thousands: `50k` or `50,000`."""

_THOUSANDS = re.compile(r"[0-9][0-9.,]*k|[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")


def _apart(text: str) -> tuple[str, ...]:
    """The phrases of a text that sets them apart by commas, over as many lines as it takes."""
    return tuple(text.replace("\n", " ").split(", "))


Phrases = Annotated[tuple[str, ...], BeforeValidator(_apart)]


class Vocabulary(Closed):
    """`policies/asked.toml`, whose first lines say what each of its parts is."""

    ignored: Phrases
    elsewhere: Phrases
    markers: Mapping[str, Phrases]
    ideas: Mapping[str, Phrases]
    compounds: Mapping[str, str]
    clauses: Mapping[str, Phrases]

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], str]:
        """The idea or marker of every phrase, as it is written and by its stems; empty for an ignored one.

        A phrase as written comes before one with the same stems: `seller` is not the idea of selling. Phrases of
        ELSEWHERE are known as written only.
        """
        named = {"": self.ignored} | {name: self.phrases_of(name) for name in (*self.ideas, *self.markers)}
        written = {phrase: name for name, phrases in named.items() for phrase in words_of_all(phrases)}
        stemmed = {tuple(map(stem, phrase)): name for phrase, name in reversed(written.items())}
        return stemmed | written | dict.fromkeys(words_of_all(self.elsewhere), ELSEWHERE)

    @cached_property
    def alike(self) -> Mapping[str, tuple[str, ...]]:
        """The single words that may be misspelt, by what one slip leaves of them: their beginning or their end."""
        by_rest: dict[str, list[str]] = {}
        for phrase, name in self.phrases.items():
            if len(phrase) == 1 and name != ELSEWHERE and phrase[0].isalpha():
                for rest in rests(phrase[0]):
                    by_rest.setdefault(rest, []).append(phrase[0])
        return {rest: tuple(known) for rest, known in by_rest.items()}

    @cached_property
    def joined(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """What each sequence of ideas and markers stands for."""
        return {tuple(sequence.split()): tuple(meant.split()) for sequence, meant in self.compounds.items()}

    @cached_property
    def begins(self) -> frozenset[str]:
        """The ideas and markers with which a sequence begins."""
        return frozenset(first for first, *_ in self.joined)

    def phrases_of(self, name: str) -> tuple[str, ...]:
        """The phrases for an idea or a marker, its own name first."""
        return name, *(self.ideas.get(name) or self.markers[name])


Phrase = tuple[str, str | None]
"""Words and the idea they are read as: empty for an ignored phrase, None for an unknown word."""


@value
class Question:
    """A question as ideas, each with the words it was read from, and the words that no clause knows."""

    ideas: Mapping[str, str]
    unknown: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The words by which people ask, read once."""
    return Vocabulary.model_validate(tomllib.loads((POLICIES / "asked.toml").read_text("utf-8")))


def read(text: str) -> Question:
    """Read a text as ideas."""
    ideas: dict[str, str] = {}
    unknown: list[str] = []
    for phrase, idea in _joined(list(_phrases(words(text)))):
        if idea is None:
            unknown.append(phrase)
        else:
            ideas.setdefault(idea, phrase)
    return Question(ideas, tuple(dict.fromkeys(unknown)))


def _phrases(typed: list[str]) -> Iterator[Phrase]:
    """The phrases from left to right, each as long as possible, with their ideas; None for an unknown word."""
    at = 0
    while at < len(typed):
        length, idea = _phrase(typed[at : at + LONGEST_PHRASE])
        yield " ".join(typed[at : at + length]), idea
        at += length


def _phrase(typed: list[str]) -> tuple[int, str | None]:
    """The length and the idea of the longest known phrase that the words begin with."""
    phrases, stemmed = vocabulary().phrases, [stem(word) for word in typed]
    for length in range(len(typed), 0, -1):
        for spelt in (tuple(typed[:length]), tuple(stemmed[:length])):
            if spelt in phrases:
                return length, phrases[spelt]
    return 1, _word(typed[0])


def _joined(phrases: list[Phrase]) -> Iterator[Phrase]:
    """The phrases without the ignored ones; ideas and markers that stand for something together are taken so."""
    at = 0
    while at < len(phrases):
        length, meant = _compound(phrases[at:])
        typed = " ".join(phrase for phrase, _ in phrases[at : at + length])
        yield from ((typed, idea) for idea in meant)
        at += length


def _compound(phrases: list[Phrase]) -> tuple[int, tuple[str | None, ...]]:
    """How many phrases the longest sequence takes that begins here, and the ideas it stands for."""
    joined, first = vocabulary().joined, phrases[0][1]
    places = list(_near(phrases)) if first in vocabulary().begins else [0]
    for count in range(len(places), 0, -1):
        sequence = tuple(phrases[place][1] or "" for place in places[:count])
        if sequence in joined:
            return places[count - 1] + 1, joined[sequence]
    return 1, () if first == "" or first in vocabulary().markers else (first,)


def _near(phrases: list[Phrase]) -> Iterator[int]:
    """The places of the first phrase and of those that follow it with no more than a few ignored ones between."""
    last = 0
    for place, (_, idea) in enumerate(phrases[: LONGEST_SEQUENCE * (1 + REACH)]):
        if place - last > 1 + REACH:
            return
        if idea != "":
            last = place
            yield place


@lru_cache(4_096)
def _word(word: str) -> str | None:
    """The idea of a single word, also a misspelt one; empty for a figure, None for an unknown word."""
    if not word.isalpha():
        return DOLLARS if _THOUSANDS.fullmatch(word) else ""
    alike = vocabulary().alike
    meant = next(
        (
            known
            for typed in (stem(word), word)  # a slip may look like an ending
            for rest in rests(typed)
            for known in alike.get(rest, ())
            if is_a_slip(typed, known)
        ),
        None,
    )
    return None if meant is None else vocabulary().phrases[meant,]
