"""From the words of a question, in English or French, to the ideas that clauses are searched by.

The words of each idea are data, in `policies/asked.toml`. A word is known by its stem, or by being one typing slip away
from one that is known. The same question always reads the same.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache

from rules.core.policy import POLICIES, Closed
from rules.core.value import value

ELSEWHERE = "elsewhere"
"""The idea of everything that our pages do not speak of."""

LONGEST_PHRASE = 5
"""The most words of one phrase."""

MISSPELT = range(6, 30)
"""The lengths of words that may be misspelt: shorter ones are too much alike, and longer ones are not words."""

_ELIDED = re.compile(r"\b(?:[cdjlmnst]'(?=[a-z])|qu'(?=[a-z])(?!est\b))")
_COUNTRY = re.compile(r"\bUS\b")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*|[%$]")
_PLURAL = re.compile(r"(?<=..)(?<![su])s$")
_ENDING = re.compile(r"(?<=....)(?:ements?|ations?|ing|ed|er|ez|ee|es|e)$")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")


class Vocabulary(Closed):
    """`policies/asked.toml`, whose first lines say what each of its parts is."""

    ignored: tuple[str, ...]
    elsewhere: tuple[str, ...]
    ideas: Mapping[str, tuple[str, ...]]
    clauses: Mapping[str, tuple[str, ...]]

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], str]:
        """The idea of every phrase, as it is written and by its stems; empty for an ignored one.

        A phrase as written comes before one with the same stems: `seller` is not the idea of selling. Phrases of
        ELSEWHERE are known as written only.
        """
        pairs = [(phrase, "") for phrase in self.ignored]
        pairs += [(phrase, idea) for idea in self.ideas for phrase in self.phrases_of(idea)]
        stemmed = {tuple(stems(phrase)): idea for phrase, idea in reversed(pairs)}
        written = {tuple(words(phrase)): idea for phrase, idea in pairs}
        return stemmed | written | {tuple(words(phrase)): ELSEWHERE for phrase in self.elsewhere}

    @cached_property
    def spelt(self) -> Mapping[str, str]:
        """The idea of every single word, by its stem and by the ways in which that may be misspelt."""
        pairs = ((phrase, idea) for phrase, idea in self.phrases.items() if idea != ELSEWHERE)
        single = {phrase[0]: idea for phrase, idea in pairs if len(phrase) == 1}
        return {slip: idea for word, idea in single.items() for slip in (*_masked(word), *_lacking(word))} | single

    def phrases_of(self, idea: str) -> tuple[str, ...]:
        """The phrases for an idea, its own name first."""
        return idea, *self.ideas[idea]


@value
class Question:
    """A question as ideas, each with the words it was read from, and the words that no clause knows."""

    ideas: Mapping[str, str]
    unknown: tuple[str, ...]


def words(text: str) -> list[str]:
    """The words of a text without case, accents and elisions: `l'étiquette` is `etiquette`, `US` the country."""
    text = _COUNTRY.sub("usa", text)
    decomposed = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _WORD.findall(_ELIDED.sub("", plain.replace("’", "'")))


@lru_cache(4_096)  # a word is looked up in phrases of every length
def stem(word: str) -> str:
    """A word without its endings: `refunds`, `refunded` and `refunding` are all `refund`."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", _PLURAL.sub("", word)))


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
    for phrase, idea in _phrases(words(text)):
        if idea is None:
            unknown.append(phrase)
        elif idea:
            ideas.setdefault(idea, phrase)
    return Question(ideas, tuple(dict.fromkeys(unknown)))


def _phrases(typed: list[str]) -> Iterator[tuple[str, str | None]]:
    """The phrases from left to right, each as long as possible, with their ideas; None for an unknown word."""
    at = 0
    while at < len(typed):
        length, idea = _phrase(typed[at : at + LONGEST_PHRASE])
        yield " ".join(typed[at : at + length]), idea
        at += length


def _phrase(typed: list[str]) -> tuple[int, str | None]:
    """The length and the idea of the longest known phrase that the words begin with."""
    phrases = vocabulary().phrases
    for length in range(len(typed), 0, -1):
        for spelt in (tuple(typed[:length]), tuple(map(stem, typed[:length]))):
            if spelt in phrases:
                return length, phrases[spelt]
    return 1, _word(typed[0])


def _word(word: str) -> str | None:
    """The idea of a single word, also a misspelt one; empty for a figure, None for an unknown word."""
    if not word.isalpha():
        return ""
    typed, spelt = stem(word), vocabulary().spelt
    meant = (typed, f"{typed}-", *_masked(typed), *_without_one(typed), *_swapped(typed))
    return next((spelt[slip] for slip in meant if slip in spelt), None)


def _masked(word: str) -> list[str]:
    """The word with each letter but the first replaced by `_`: words that share a form differ in one letter."""
    return [f"{word[:at]}_{word[at + 1 :]}" for at in _places(word)]


def _lacking(word: str) -> list[str]:
    """The word with each letter but the first left out, marked by a hyphen."""
    return [f"{short}-" for short in _without_one(word)]


def _without_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in _places(word)]


def _swapped(word: str) -> list[str]:
    return [word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] for at in _places(word)]


def _places(word: str) -> range:
    """The positions at which a word may be misspelt."""
    return range(1, len(word)) if len(word) in MISSPELT else range(0)
