"""Search: the clauses whose phrasings share ideas with a question, the rarer an idea the more it weighs.

A clause's score is the mean of two shares: how much of the question its phrasings explain, and how near the nearest of
them is. Words that no clause knows count against all of them, so that a question that merely shares words with a clause
scores low.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from math import fsum, log

from rules.core.value import value
from rules.search.vocabulary import Question, vocabulary

UNKNOWN = 3.0
"""The weight of a word that no clause knows: about that of an idea that four clauses share."""


MANY = 3
"""The number of shared ideas from which on it does not matter how many there are."""


@value
class Index:
    """The phrasings of every clause as ideas, the ideas of each clause, and the weight of each idea."""

    phrasings: Mapping[str, tuple[frozenset[str], ...]]
    ideas: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]

    def weigh(self, ideas: Iterable[str]) -> float:
        """The weight of several ideas; one that no clause knows weighs as an unknown word."""
        return fsum(self.weights.get(idea, UNKNOWN) for idea in ideas)  # in whatever order a set gives them


@cache
def index() -> Index:
    """The index of all clauses, made once."""
    phrasings = {
        clause: tuple(frozenset(phrasing.split()) for phrasing in phrasings)
        for clause, phrasings in vocabulary().clauses.items()
    }
    ideas = {clause: frozenset().union(*of_phrases) for clause, of_phrases in phrasings.items()}
    clauses_with = Counter(idea for of_clause in ideas.values() for idea in of_clause)
    return Index(phrasings, ideas, {idea: log(1 + len(ideas) / n) for idea, n in clauses_with.items()})


@value
class Match:
    """A clause that may answer: how much of the question it explains, and how near its nearest phrasing is, up to 1.

    `shared` are the ideas that both have.
    """

    clause: str
    explained: float
    near: float
    shared: frozenset[str]

    @property
    def ideas(self) -> int:
        """How many ideas they share, from 1 to MANY, which stands for more."""
        return min(max(len(self.shared), 1), MANY)

    @property
    def score(self) -> float:
        """How well the clause answers the question, from 0 to 1."""
        return (self.explained + self.near) / 2


NO_MATCH = Match("", 0, 0, frozenset())
"""What nothing is told by."""


def matches(question: Question) -> list[Match]:
    """Every clause that shares an idea with the question, the best first."""
    ideas = frozenset(question.ideas)
    weight = index().weigh(ideas) + UNKNOWN * len(question.unknown)
    sharing = (clause for clause, of_clause in index().ideas.items() if not of_clause.isdisjoint(ideas))
    return sorted((_match(clause, ideas, weight) for clause in sharing), key=lambda match: -match.score)


def _match(clause: str, ideas: frozenset[str], weight: float) -> Match:
    """The match of a clause and a question's ideas; `weight` is that of the whole question, unknown words too."""
    weigh, shared = index().weigh, ideas & index().ideas[clause]
    near = max(2 * weigh(ideas & phrasing) / (weight + weigh(phrasing)) for phrasing in index().phrasings[clause])
    return Match(clause, weigh(shared) / weight, near, shared)
