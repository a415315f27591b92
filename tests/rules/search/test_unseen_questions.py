"""Questions that were written before the words, as people type them: floors for both languages, apart and together."""

import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from rules.core.decision import Interpretation
from rules.core.policy import clause_ids
from rules.search.answer import PolicyCase, PolicyOutcome, decide

SET = tomllib.loads((Path(__file__).parent / "unseen_questions.toml").read_text("utf-8"))
LANGUAGES = ("english", "french")


class Score(NamedTuple):
    """Shares of the questions of one language."""

    first: float
    among_three: float
    outright: float
    wrong: float


def outcome(question: str) -> PolicyOutcome:
    return decide(PolicyCase(question=question), date(2026, 11, 30), Interpretation()).outcome


def share(judged: list[bool]) -> float:
    return sum(judged) / len(judged)


def scored(language: str) -> Score:
    rows = [(outcome(entry["question"]), entry["clauses"]) for entry in SET[language]]
    answered = [told.kind == "answer" for told, _ in rows]
    first = [told.clauses[:1] != () and told.clauses[0] in right for told, right in rows]
    return Score(
        share(first),
        share([not set(right).isdisjoint(told.clauses) for told, right in rows]),
        share(answered),
        share([answer and not right for answer, right in zip(answered, first, strict=True)]),
    )


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {language: scored(language) for language in LANGUAGES}


def test_the_right_clause_is_first_and_often_the_answer(scores):
    first, among_three, outright, wrong = (sum(row) / len(scores) for row in zip(*scores.values(), strict=True))
    assert first >= 0.92
    assert among_three >= 0.96
    assert outright >= 0.70
    assert wrong <= 0.005


def test_french_is_not_behind_english(scores):
    assert scores["french"].first >= scores["english"].first - 0.03
    assert scores["french"].outright >= scores["english"].outright - 0.03


@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_are_refused_and_never_answered(language):
    told = [outcome(question).kind for question in SET["strangers"][language]]
    assert "answer" not in told
    assert told.count("refuse") >= 0.92 * len(told)


def test_the_set_names_clauses_that_are_held():
    named = {clause for language in LANGUAGES for entry in SET[language] for clause in entry["clauses"]}
    assert named - set(clause_ids()) == set()
