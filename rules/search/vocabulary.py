"""What a question is about: its words as ideas, with everyday words of English and French for each of them.

The words are data, in `policies/asked.toml`. A word is known by its stem, or by being one slip of the finger away from
one that is known. Nothing is looked up anywhere, and the same question always reads the same.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache

from rules.core.policy import POLICIES, Closed
from rules.core.value import value

ELSEWHERE = "elsewhere"
"""The idea of what none of the pages held speaks of."""

LONGEST_PHRASE = 5
"""Words that are looked at together."""

MISSPELT = range(6, 30)
"""Letters of a word that may be misspelt: shorter ones are too much alike, and longer ones are none."""

_ELIDED = re.compile(r"\b(?:[cdjlmnst]'(?=[a-z])|qu'(?=[a-z])(?!est\b))")
_COUNTRY = re.compile(r"\bUS\b")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*|[%$]")
_PLURAL = re.compile(r"(?<=..)(?<![su])s$")
_ENDING = re.compile(r"(?<=....)(?:ements?|ations?|ing|ed|er|ez|ee|es|e)$")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")


class Asked(Closed):
    """The words of `policies/asked.toml`, which says what each of its parts holds."""

    ignored: tuple[str, ...]
    elsewhere: tuple[str, ...]
    ideas: Mapping[str, tuple[str, ...]]
    clauses: Mapping[str, tuple[str, ...]]

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], str]:
        """Every phrase, as it is written and by its stems, and its idea: empty for one that tells nothing.

        What is written comes before what has the same stems: a seller does not tell of selling. What is elsewhere is
        known by what is written alone.
        """
        told = [(word, "") for word in self.ignored]
        told += [(word, name) for name in self.ideas for word in self.said(name)]
        stemmed = {tuple(stems(word)): idea for word, idea in reversed(told)}
        written = {tuple(words(word)): idea for word, idea in told}
        return stemmed | written | {tuple(words(word)): ELSEWHERE for word in self.elsewhere}

    @cached_property
    def spelt(self) -> Mapping[str, str]:
        """Single words by their stem, and as they may be misspelt, and the idea each stands for."""
        told = ((phrase, idea) for phrase, idea in self.phrases.items() if idea != ELSEWHERE)
        single = {phrase[0]: idea for phrase, idea in told if len(phrase) == 1}
        return {slip: idea for word, idea in single.items() for slip in (*_masked(word), *_lacking(word))} | single

    def said(self, idea: str) -> tuple[str, ...]:
        """The words for an idea, its own name among them."""
        return idea, *self.ideas[idea]


@value
class Heard:
    """A question as ideas, each with the words that told it, and the words that no clause knows."""

    ideas: Mapping[str, str]
    unknown: tuple[str, ...]


def words(text: str) -> list[str]:
    """The words of a text without case, accents and elisions: `l'étiquette` is `etiquette`, `US` the country."""
    text = _COUNTRY.sub("usa", text)
    plain = "".join(each for each in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(each))
    return _WORD.findall(_ELIDED.sub("", plain.replace("’", "'")))


@lru_cache(4_096)  # a word is looked up in phrases of every length
def stem(word: str) -> str:
    """A word without its endings: `refunds`, `refunded` and `refunding` are all `refund`."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", _PLURAL.sub("", word)))


def stems(text: str) -> list[str]:
    """The stems of a text's words."""
    return [stem(word) for word in words(text)]


@cache
def asked() -> Asked:
    """The words by which people ask, read once."""
    return Asked.model_validate(tomllib.loads((POLICIES / "asked.toml").read_text("utf-8")))


def heard(text: str) -> Heard:
    """The ideas of a text, each with the words that told it first, and the words that tell none."""
    ideas: dict[str, str] = {}
    unknown: list[str] = []
    for said, idea in _read(words(text)):
        if idea is None:
            unknown.append(said)
        elif idea:
            ideas.setdefault(idea, said)
    return Heard(ideas, tuple(dict.fromkeys(unknown)))


def _read(spoken: list[str]) -> Iterator[tuple[str, str | None]]:
    """Phrases from left to right, the longest first, with the idea of each: None where no phrase is known."""
    at = 0
    while at < len(spoken):
        length, idea = _phrase(spoken[at : at + LONGEST_PHRASE])
        yield " ".join(spoken[at : at + length]), idea
        at += length


def _phrase(spoken: list[str]) -> tuple[int, str | None]:
    """How many of the words the longest phrase that they begin with has, and its idea."""
    phrases = asked().phrases
    for length in range(len(spoken), 0, -1):
        for spelt in (tuple(spoken[:length]), tuple(map(stem, spoken[:length]))):
            if spelt in phrases:
                return length, phrases[spelt]
    return 1, _word(spoken[0])


def _word(word: str) -> str | None:
    """The idea of a word by itself: a figure tells none that is missed, a misspelt one that of the word meant."""
    if not word.isalpha():
        return ""
    typed, spelt = stem(word), asked().spelt
    meant = (typed, f"{typed}-", *_masked(typed), *_without_one(typed), *_swapped(typed))
    return next((spelt[each] for each in meant if each in spelt), None)


def _masked(word: str) -> list[str]:
    """The word with any letter but the first covered: two that have one in common differ in that letter."""
    return [f"{word[:at]}_{word[at + 1 :]}" for at in _places(word)]


def _lacking(word: str) -> list[str]:
    """The word without any letter but the first, marked as such."""
    return [f"{short}-" for short in _without_one(word)]


def _without_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in _places(word)]


def _swapped(word: str) -> list[str]:
    return [word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] for at in _places(word)]


def _places(word: str) -> range:
    """Where a word may be misspelt."""
    return range(1, len(word)) if len(word) in MISSPELT else range(0)
