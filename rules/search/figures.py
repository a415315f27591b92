"""Which figures of a clause a question asks for: how long, how much, or what the limit is."""

import re
from collections.abc import Iterable, Iterator

from rules.core.policy import Figure, clause
from rules.search.vocabulary import Question

LENGTH = {"days", "business days"}
"""The units of a length of time."""

ASKS_HOW_LONG, ASKS_HOW_MUCH = {"time"}, {"amount", "percent", "dollars"}
ASKS_A_LIMIT = {"least", "most", "chance"}
"""The ideas by which a question asks for a figure; a limit may be of either kind."""

_OF_DEGREE = re.compile(
    r"\bhow (?!do|can|could|come|is|are|will|would|should|to)\w+|\b(?:at|from|under|below|above) what\b"
    r"|\bwhat\b.*\b(?:rate|score|rqs|odr|rating|percentage|total|sum)\b|\bcombien\b|\bquel(?:le)?s? "
    r"(?:taux|score|note|moyenne|odr|rqs|garantie|pourcentage|montant|somme|risque)",
    re.IGNORECASE,
)
"""Asks for a degree in words that tell no clause from another: how far, at what rate, quel taux."""


def figures_asked_for(text: str, question: Question, clauses: Iterable[str]) -> tuple[str, ...]:
    """The names of the figures of these clauses that a question asks for, without repetition."""
    if not (asks_for_a_figure(question) or _OF_DEGREE.search(text)):
        return ()
    return tuple(dict.fromkeys(name for each in clauses for name in _of_clause(frozenset(question.ideas), each)))


def asks_for_a_figure(question: Question) -> bool:
    """Whether an idea of the question asks for one."""
    return not (ASKS_HOW_LONG | ASKS_HOW_MUCH | ASKS_A_LIMIT).isdisjoint(question.ideas)


def _of_clause(ideas: frozenset[str], clause_id: str) -> Iterator[str]:
    """The figures of a clause that are of the kind asked for; all of them where none is."""
    pack, found_clause = clause(clause_id)
    figures = [figure for figure in pack.figures if figure.clause == found_clause.id and figure.unit != "price"]
    of_its_kind = [figure for figure in figures if _is_of_the_kind(figure, ideas)]
    yield from (figure.name for figure in of_its_kind or figures)


def _is_of_the_kind(figure: Figure, ideas: frozenset[str]) -> bool:
    """Whether it is a length and the question asks how long, or it is none and the question asks for anything else."""
    return not ideas.isdisjoint(ASKS_HOW_LONG if figure.unit in LENGTH else ASKS_HOW_MUCH | ASKS_A_LIMIT)
