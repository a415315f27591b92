"""Questions as people type them: which clause they are answered with, and that the others are not answered at all."""

import hashlib
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import data, integers, sampled_from

from rules.core.decision import Interpretation
from rules.core.policy import assumptions, clause_ids
from rules.search.answer import PolicyCase, PolicyOutcome, decide
from rules.search.search import index, matches
from rules.search.spelling import MISSPELT, words
from rules.search.vocabulary import (
    ELSEWHERE,
    LONGEST_PHRASE,
    LONGEST_SEQUENCE,
    Question,
    read,
    vocabulary,
)

QUESTIONS = tomllib.loads((Path(__file__).parent / "policy_questions.toml").read_text("utf-8"))
COVERED = [(told, each["clauses"]) for each in QUESTIONS["asked"] for told in each["english"] + each["french"]]
FRENCH = [told for each in QUESTIONS["asked"] for told in each["french"]]
UNCOVERED = QUESTIONS["uncovered"]["english"] + QUESTIONS["uncovered"]["french"]
HALVES = {"tuning": 0, "held out": 1}


def half(question: str) -> int:
    """The half that a question belongs to."""
    return hashlib.sha256(question.encode()).digest()[0] >> 7


def outcome(question: str) -> PolicyOutcome:
    return decide(PolicyCase(question=question), date(2026, 11, 22), Interpretation()).outcome


def share(judged: list[bool]) -> float:
    return sum(judged) / len(judged)


@pytest.fixture(params=HALVES.values(), ids=HALVES, scope="module")
def covered(request) -> list[tuple[PolicyOutcome, list[str]]]:
    """What the questions of one half that a clause covers are told, and the clauses that are right."""
    return [(outcome(told), right) for told, right in COVERED if half(told) == request.param]


@pytest.fixture(params=HALVES.values(), ids=HALVES, scope="module")
def uncovered(request) -> list[PolicyOutcome]:
    """What the questions of one half that no clause covers are told."""
    return [outcome(told) for told in UNCOVERED if half(told) == request.param]


def test_the_right_clause_is_mostly_named_first_and_nearly_always_named(covered):
    assert share([told.clauses[:1] != () and told.clauses[0] in right for told, right in covered]) >= 0.90
    assert share([not set(right).isdisjoint(told.clauses) for told, right in covered]) >= 0.95


def test_most_questions_are_answered_and_hardly_any_with_a_wrong_clause(covered):
    assert share([told.kind == "answer" for told, _ in covered]) >= 0.65
    assert share([told.kind == "answer" and told.clauses[0] not in right for told, right in covered]) <= 0.01


def test_a_question_that_no_clause_covers_is_hardly_ever_answered_and_mostly_refused(uncovered):
    assert share([told.kind == "answer" for told in uncovered]) <= 0.035
    assert share([told.kind == "refuse" for told in uncovered]) >= 0.77


def test_every_clause_is_asked_for_in_at_least_three_ways_and_a_third_of_all_in_french():
    ways = Counter(clause for _, right in COVERED for clause in right)
    assert {clause: ways[clause] for clause in clause_ids() if ways[clause] < 3} == {}
    assert ways.keys() == set(clause_ids())
    assert len(FRENCH) >= len(COVERED) / 3
    assert len(UNCOVERED) >= 80


def test_no_question_stands_in_the_file_twice():
    told = [*(told for told, _ in COVERED), *UNCOVERED]
    assert [question for question, times in Counter(told).items() if times > 1] == []


def test_every_clause_has_words_by_which_it_is_asked_for():
    assert set(vocabulary().clauses) == set(clause_ids())
    assert [clause for clause, said in vocabulary().clauses.items() if len(said) < 3] == []


def test_a_phrasing_is_made_of_ideas():
    said = {idea for phrasings in vocabulary().clauses.values() for phrase in phrasings for idea in phrase.split()}
    assert said - set(vocabulary().ideas) == set()


def test_a_phrasing_finds_its_own_clause():
    lost = [
        (clause, phrase)
        for clause, said in vocabulary().clauses.items()
        for phrase in said
        if clause not in [match.clause for match in matches(Question(dict.fromkeys(phrase.split(), ""), ()))[:3]]
    ]
    assert lost == []


def test_a_sequence_is_of_ideas_and_markers_and_stands_for_ideas():
    known = {*vocabulary().ideas, *vocabulary().markers}
    assert {idea for sequence in vocabulary().joined for idea in sequence} - known == set()
    meant = {idea for ideas in vocabulary().joined.values() for idea in ideas}
    assert meant - {*vocabulary().ideas, ELSEWHERE} == set()
    assert max(map(len, vocabulary().joined)) <= LONGEST_SEQUENCE


def test_a_word_stands_for_one_idea():
    named = (*vocabulary().ideas, *vocabulary().markers)
    told = [
        *vocabulary().ignored,
        *vocabulary().elsewhere,
        *(word for name in named for word in vocabulary().phrases_of(name)),
    ]
    assert [spelt for spelt, times in Counter(tuple(words(word)) for word in told).items() if times > 1] == []
    assert max(len(words(word)) for word in told) <= LONGEST_PHRASE


def test_no_idea_is_left_over():
    used = {idea for said in index().ideas.values() for idea in said}
    used |= {idea for sequence in vocabulary().joined for idea in sequence}
    assert {*vocabulary().ideas, *vocabulary().markers} - used == set()


def test_what_is_assumed_is_said_beside_clauses_that_are_held():
    assert {clause for each in assumptions().values() for clause in each.clauses} <= set(clause_ids())


ALIKE = (
    ("refund time", "REFUND  time?!"),
    ("étiquette de retour", "l’etiquette de retour"),
    ("qui paie l'étiquette", "QUI PAIE L’ÉTIQUETTE ?"),
    ("software refund", "sofware refund"),
    ("delivery insurance", "delievry insurance"),
    ("warranty", "warrenty"),
    ("refunded returns", "refunding a return"),
    ("return", "they sent the thing back"),
    ("not received", "it has never yet arrived"),
    ("without prime", "w/o Prime"),
    ("warranty", "warrnaty"),
    ("50,000 dollars of invoices", "50k invoices"),
)


@pytest.mark.parametrize(("written", "otherwise"), ALIKE)
def test_spelling_case_and_endings_do_not_matter(written, otherwise):
    assert list(read(written).ideas) == list(read(otherwise).ideas)
    assert read(otherwise).unknown == ()


APART = (
    ("approved in the US", "tell us what is approved"),
    ("the buyer is a Prime member", "the buyer is not a Prime member"),
    ("the parcel arrived", "the parcel never arrived"),
    ("two-day shipping", "shipping"),
)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_means_something_else_is_heard_otherwise(one, other):
    assert read(one).ideas.keys() != read(other).ideas.keys()


@given(data())
def test_a_slip_in_a_long_word_is_passed_over(draw):
    long = {word for known in vocabulary().alike.values() for word in known if len(word) > MISSPELT.start}
    word = draw.draw(sampled_from(sorted(long)))
    at = draw.draw(integers(1, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for slip in (word[:at] + word[at + 1 :], f"{word[:at]}x{word[at + 1 :]}", f"{word[:at]}x{word[at:]}", swapped):
        assert read(slip).unknown == ()


def test_an_unknown_word_lowers_a_clause_and_does_not_veto_it():
    plain, strange = outcome("warranty length"), outcome("zorglub warranty length")
    assert (plain.kind, plain.clauses[0]) == ("answer", "renewed-ca/apply/4")
    assert (strange.kind, strange.clauses[0]) == ("suggest", "renewed-ca/apply/4")


ABROAD = (
    "how long to refund on amazon.de",
    "how many invoices does renewed ask for in Australia",
    "how long to refund a return in the US",
)


@pytest.mark.parametrize("question", ABROAD)
def test_another_marketplace_is_not_answered_by_our_figures(question):
    assert outcome(question).kind == "refuse"
    assert outcome("do I ship Prime orders to Australia").clauses[0] == "sfp-ca/shipping/1"


def test_words_that_are_merely_alike_are_not_taken_for_each_other():
    assert read("design").unknown == ("design",)
    assert read("lapel").unknown == ("lapel",)


def test_a_name_that_no_page_knows_is_not_answered_by_the_words_around_it():
    assert outcome("how do I refund my return").kind != "refuse"
    assert outcome("how do I refund my Netflix").kind == "refuse"
    assert outcome("who pays the return label").kind == "answer"
    assert outcome("who pays the FBA return label") == PolicyOutcome("refuse", (), None)


def test_a_clause_can_be_asked_for_by_its_id():
    assert outcome("sfp-ca/hazmat/2") == PolicyOutcome("answer", ("sfp-ca/hazmat/2",), None)
    assert outcome("sfp-ca/hazmat/9").kind == "suggest"


def test_a_question_and_its_answer_are_told_back_shortly():
    told = decide(PolicyCase(question="refund " + "zzzzzz " * 500 + "y" * 500), date(2026, 11, 22), Interpretation())
    assert told.notes == (
        ("policy.understood", {"words": "refund"}),
        ("policy.not_known", {"words": f"zzzzzz, {'y' * 72}"}),
    )
