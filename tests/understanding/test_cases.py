"""Lines and messages that were misread once, each with its right reading; more of each kind are counted by `score`."""

import json
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from bot.assistant.as_json import answer_json, prose_json
from tests.understanding.score import DAY, canonical, cases, counted, fresh_assistant, judge, meaning

HERE = Path(__file__).parent
MISREAD = yaml.safe_load((HERE / "misread.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def assistant():
    with closing(fresh_assistant()) as assistant:
        yield assistant


@pytest.mark.parametrize("case", MISREAD["messages"], ids=lambda case: case["input"][:40])
def test_a_message_that_was_misread_is_read(assistant, case):
    told = prose_json(assistant.answer_prose("T1", case["input"], "U1", "C1", day=DAY))
    assert {name: canonical(name, value) for name, value in told["read"].items()} == {
        name: canonical(name, value) for name, value in case["read"].items()
    }
    assert set(case.get("asked", ())) <= set(told["asked"])
    assert set(case.get("unread", ())) <= set(told["unread"])


@pytest.mark.parametrize("case", MISREAD["lines"], ids=lambda case: case["input"])
def test_a_line_that_was_refused_or_misread_is_answered_or_offered_right(assistant, case):
    command, _, text = case["input"].partition(" ")
    told = answer_json(assistant.answer("T1", command, text, "U1", "C1"))
    error = told.get("error") or {"suggestion": None, "choices": []}
    offered = [case["input"]] if told["ok"] else [line for line in (error["suggestion"], *error["choices"]) if line]
    assert case["line"] in offered or meaning(assistant, case["line"]) in [meaning(assistant, line) for line in offered]


UNSETTLED = "order 702-0739945-8201205 came back today box opened no charger, $274.50"


def test_a_message_with_something_unclear_is_no_verdict(assistant):
    told = prose_json(assistant.answer_prose("T1", UNSETTLED, "U1", "C1", day=DAY))
    assert told["read"] == {
        "order": "702-0739945-8201205",
        "price": "274.50",
        "received": "2026-11-30",
        "missing-parts": True,
    }
    assert (told["ok"], told["asked"], told["decision"]["status"]) == (True, ["condition"], "needs_info")
    assert "box opened" in told["text"]
    assert "Order note" not in json.dumps(told)


def test_sums_that_depend_on_an_answer_are_not_known_and_each_reading_has_its_own(assistant):
    told = prose_json(assistant.answer_prose("T1", "$100, box opened", "U1", "C1", day=DAY))["decision"]
    assert (told["outcome"]["refund_min"], told["outcome"]["refund_max"]) == (None, "100.00")
    assert [(one["read"], one["outcome"]["refund_min"]) for one in told["readings"]] == [
        ({"not-original": True}, "50.00"),
        ({}, "100.00"),
    ]


def test_who_caused_a_condition_is_asked_where_the_reason_contradicts_it(assistant):
    told = answer_json(assistant.answer("T1", "/sfp-refund", "129.99 damaged reason=damaged", "U1", "C1"))["decision"]
    assert (told["status"], told["missing"], told["outcome"]["refund_min"]) == ("needs_info", ["seller-error"], None)
    assert [(one["read"], one["outcome"]["refund_min"]) for one in told["readings"]] == [
        ({"seller-error": True}, "129.99"),
        ({"seller-error": False}, "65.00"),
    ]


def test_nothing_read_is_not_ok(assistant):
    told = prose_json(assistant.answer_prose("T1", "good morning", "U1", "C1", day=DAY))
    assert (told["ok"], told["line"], told["read"], told["asked"], told["decision"]) == (False, None, {}, [], None)


FLOORS = {
    ("first", "message"): 0.9,
    ("first", "direct"): 0.8,
    ("first", "command"): 0.95,
    ("second", "message"): 0.5,
    ("second", "direct"): 0.6,
    ("second", "command"): 0.6,
    ("blind", "message"): 0.5,
    ("blind", "command"): 0.6,
}
"""The share of the cases of a set and a door, in each language, that must come out right."""


@pytest.mark.parametrize("name", ["first", "second", "blind"])
def test_each_set_of_the_bench_reaches_its_floors(assistant, name):
    judged = [judge(assistant, case) for case in cases(sorted((HERE / name).glob("*.yaml")))]
    for (door, language), counts in counted(judged).items():
        assert counts["right"] >= FLOORS[name, door] * sum(counts.values()), (door, language, counts)


def test_a_line_typed_in_a_direct_message_is_told_as_it_was_read(assistant):
    told = prose_json(assistant.answer_message("T1", "refund 129.99 late=18d used", "U1", "D1"))
    assert told["line"] == "/sfp-refund 129.99 late=18d used"
    assert told["read"] == {"price": "129.99", "late": "18d", "used": True}
