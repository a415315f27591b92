"""A receipt is enough to work the same decision out again, also after it was kept as JSON."""

import json
from dataclasses import asdict, replace
from datetime import date

import pytest
from pydantic_core import to_jsonable_python as jsonable

from rules.core.decision import Receipt
from rules.core.policy import NoTerms
from rules.replay import PolicyChanged, replay
from tests.rules.worked_examples import EXAMPLES, LATE_AND_USED, decided, refund


def kept(receipt: Receipt) -> Receipt:
    """A receipt as the audit keeps it and gives it back."""
    told = json.loads(json.dumps(jsonable(asdict(receipt))))
    return Receipt(**{**told, "as_of": date.fromisoformat(told["as_of"])})


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_receipt_gives_the_same_decision(example):
    decision = decided(example)
    assert decision == replay(decision.receipt)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_receipt_kept_as_json_gives_the_same_decision(example):
    decision = decided(example)
    again = replay(kept(decision.receipt))
    assert replace(decision, receipt=again.receipt) == again
    assert kept(decision.receipt) == kept(again.receipt)


def test_a_receipt_holds_only_what_was_told_and_set():
    receipt = decided(refund("refund/1", LATE_AND_USED, {})).receipt
    assert receipt.inputs == LATE_AND_USED
    assert receipt.interpretation == {}
    assert (receipt.rule, receipt.policy) == ("sfp.refund", "sfp-ca 2021")


def test_a_receipt_of_another_text_is_refused_by_both_hashes():
    receipt = decided(refund("refund/1", LATE_AND_USED, {})).receipt
    with pytest.raises(PolicyChanged, match=f"made with 000000000000, held is {receipt.policy_hash}"):
        replay(replace(receipt, policy_hash="000000000000"))


def test_a_receipt_of_a_day_without_terms_is_refused():
    receipt = decided(refund("refund/1", LATE_AND_USED, {})).receipt
    with pytest.raises(NoTerms, match="2020-12-31"):
        replay(replace(receipt, as_of=date(2020, 12, 31)))
