"""Questions about the policy, and what it does not cover, by authors who saw neither the words nor the code."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.core.decision import Interpretation
from rules.search.answer import PolicyCase, PolicyOutcome, decide

DAY = date(2026, 11, 30)
SETS = ("first", "second")


def rows(name: str, kind: str, language: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / name / f"{kind}.yaml").read_text("utf-8")
    return [row for row in yaml.safe_load(text) if row["lang"] == language]


def outcome(question: str) -> PolicyOutcome:
    return decide(PolicyCase(question=question), DAY, Interpretation()).outcome


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", SETS)
def test_the_right_clause_is_first_and_nothing_wrong_is_answered(name: str, language: str) -> None:
    judged = [(row, outcome(row["input"])) for row in rows(name, "questions", language)]
    first = [bool(found.clauses) and found.clauses[0] in row["want"] for row, found in judged]
    assert sum(first) >= 0.85 * len(first)
    assert [
        row["input"] for (row, found), right in zip(judged, first, strict=True) if found.kind == "answer" and not right
    ] == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", SETS)
def test_strangers_are_not_answered_and_mostly_refused(name: str, language: str) -> None:
    kinds = [outcome(row["input"]).kind for row in rows(name, "strangers", language)]
    assert "answer" not in kinds
    assert kinds.count("refuse") >= 0.8 * len(kinds)
