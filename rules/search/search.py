"""Which clauses a question is about: those whose phrasings share its ideas, the rarer an idea the more it tells.

A clause scores by two things, both between 0 and 1: how much of the question its phrasings explain, and how near the
nearest of them is. What no clause knows counts against all of them, so that a question that merely shares words with a
clause stays far from it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from math import fsum, log

from rules.core.value import value
from rules.search.vocabulary import Heard, asked, heard

UNKNOWN = 2.5
"""What a word that no clause knows weighs, about as much as an idea of six clauses in all."""


@value
class Index:
    """The phrasings of every clause as ideas, the ideas of each clause, and what each idea weighs."""

    phrasings: Mapping[str, tuple[frozenset[str], ...]]
    ideas: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]

    def weigh(self, ideas: Iterable[str]) -> float:
        """What several ideas weigh; one that no clause knows weighs as an unknown word."""
        return fsum(self.weights.get(idea, UNKNOWN) for idea in ideas)  # in whatever order a set gives them


@cache
def index() -> Index:
    """The phrasings, read once."""
    phrasings = {clause: tuple(_ideas(phrase) for phrase in said) for clause, said in asked().clauses.items()}
    ideas = {clause: frozenset().union(*said) for clause, said in phrasings.items()}
    known = Counter(idea for held in ideas.values() for idea in held)
    return Index(phrasings, ideas, {idea: log(1 + len(ideas) / known[idea]) for idea in known})


def _ideas(phrase: str) -> frozenset[str]:
    return frozenset(heard(phrase).ideas)


@value
class Match:
    """A clause beside a question: how much of the question it explains, how near its nearest phrasing is, both up to 1.

    `shared` are the ideas that both have.
    """

    clause: str
    explained: float
    near: float
    shared: frozenset[str]

    @property
    def told(self) -> bool:
        """Whether more than one idea tells of the clause: one by itself may tell of many things."""
        return len(self.shared) > 1

    @property
    def score(self) -> float:
        """How well the clause answers the question, up to 1."""
        return (self.explained + self.near) / 2


def matches(question: Heard) -> list[Match]:
    """Every clause that shares an idea with the question, the nearest first."""
    ideas = frozenset(question.ideas)
    weight = index().weigh(ideas) + UNKNOWN * len(question.unknown)
    found = [_match(clause, ideas, weight) for clause, held in index().ideas.items() if not held.isdisjoint(ideas)]
    return sorted(found, key=lambda match: -match.score)


def _match(clause: str, ideas: frozenset[str], weight: float) -> Match:
    """A clause beside the ideas of a question, which weighs so much with all that it says besides."""
    held = index()
    shared = ideas & held.ideas[clause]
    near = max(2 * held.weigh(ideas & each) / (weight + held.weigh(each)) for each in held.phrasings[clause])
    return Match(clause, held.weigh(shared) / weight, near, shared)
