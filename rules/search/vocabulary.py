"""From the words of a question, in English or French, to the ideas that clauses are searched by.

The words of each idea are data, in `policies/asked.toml`. A word is known by its stem, or by being one typing slip away
from one that is known. The same question always reads the same.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Annotated

from pydantic import BeforeValidator

from rules.core.policy import POLICIES, Closed
from rules.core.value import value

ELSEWHERE = "elsewhere"
"""The idea of everything that our pages do not speak of."""

LONGEST_PHRASE = 5
"""The most words of one phrase."""

LONGEST_SEQUENCE, REACH = 3, 3
"""The most ideas of one sequence, and the most ignored phrases between two of them."""

DOLLARS = "dollars"
"""The idea of an amount in thousands: `50k` or `50,000`."""

MISSPELT = range(6, 30)
"""The lengths of words that may be misspelt: shorter ones are too much alike, and longer ones are not words."""

_ELIDED = re.compile(r"\b(?:[cdjlmnst]'(?=[a-z])|qu'(?=[a-z])(?!est\b))")
_COUNTRY = re.compile(r"\bUS\b")
_ABROAD = re.compile(r"\bamazon\.(?!ca\b|com(?:\.mx)?\b(?!\.))(?:com?\.)?[a-z]{2}\b")
_THOUSANDS = re.compile(r"[0-9][0-9.,]*k|[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*|[%$]")
_PLURAL = re.compile(r"(?<=..)(?<![su])s$")
_ENDING = re.compile(r"(?<=....)(?:ements?|ations?|ing|ed|er|ez|ee|es|e)$")
_LAST_OF_ENDINGS = frozenset("degnrstz")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")


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
        """The single words that may be misspelt, as stems, by their first letter."""
        by_letter: dict[str, list[str]] = {}
        for phrase, name in self.phrases.items():
            if len(phrase) == 1 and name != ELSEWHERE and phrase[0].isalpha():
                by_letter.setdefault(phrase[0][0], []).append(phrase[0])
        return {letter: tuple(known) for letter, known in by_letter.items()}

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


def words(text: str) -> list[str]:
    """The words of a text without case, accents and elisions: `l'étiquette` is `etiquette`, `US` the country."""
    return _WORD.findall(_plain(text))


def words_of_all(phrases: Iterable[str]) -> list[tuple[str, ...]]:
    """The words of each phrase."""
    return [tuple(_WORD.findall(line)) for line in _plain("\n".join(phrases)).split("\n")]


def _plain(text: str) -> str:
    plain = _ABROAD.sub(" amazonabroad", _COUNTRY.sub("usa", text).casefold())
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    return _ELIDED.sub("", plain.replace("’", "'").replace("w/o", "without").replace("b4", "before"))


@lru_cache(16_384)  # a word is looked up in phrases of every length
def stem(word: str) -> str:
    """A word without its endings: `refunds`, `refunded` and `refunding` are all `refund`."""
    if word[-1] == "s":
        word = _PLURAL.sub("", word)
    if word[-1] in _LAST_OF_ENDINGS:  # most words have none: the whole table is stemmed before the first answer
        word = _ENDING.sub("", word)
    return _DOUBLED.sub(r"\1", word) if word[-1:] == word[-2:-1] else word


def stems(text: str) -> list[str]:
    """The stems of a text's words."""
    return [stem(word) for word in words(text)]


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
    alike = vocabulary().alike.get(word[0], ())
    forms = (stem(word), word)  # a slip may look like an ending
    meant = next((known for typed in forms for known in alike if _is_a_slip(typed, known)), None)
    return None if meant is None else vocabulary().phrases[meant,]


def _is_a_slip(typed: str, known: str) -> bool:
    """Whether one letter but the first was changed, left out or added, or two were swapped."""
    if abs(len(typed) - len(known)) > 1 or max(len(typed), len(known)) not in MISSPELT:
        return False
    at = next((at for at, (one, other) in enumerate(zip(typed, known, strict=False)) if one != other), -1)
    if at < 0:
        return len(typed) != len(known)
    one, other = typed[at:], known[at:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return at > 0 and (one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped)
