"""One formula, three ways: on one case, on columns, and by an oracle that shares nothing with it.

The oracle (`policy_oracle`) is exact fractions written from the policy text. `tests/check` does the same for a million
random cases and for every refund at a boundary; here every eleventh is tried, and every case of the other rules.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.core.columns import CHUNK, MILLION, share, sweep
from rules.sfp import label, refund
from tests.rules import policy_oracle as oracle
from tests.rules.agreement import DUALS, disagreements
from tests.rules.boundary_cases import refund_rows

REFUND, PAYERS = DUALS["refund"].terms, DUALS["label"].terms


@pytest.mark.parametrize("name", sorted(DUALS.keys() - {"refund"}))
def test_every_case_at_a_boundary(name):
    assert disagreements(DUALS[name], list(DUALS[name].boundary())) == []


def test_every_eleventh_refund_at_a_boundary():
    assert disagreements(DUALS["refund"], list(refund_rows(nth=11))) == []


near = st.sampled_from((-1, 0, 1))


@given(
    price=st.integers(-1, 10_000_000_00),
    total=st.integers(-1, 10_000_000_00),
    days_late=near.map(lambda step: 15 + step) | st.integers(-400, 400),
    accepted_day=near.map(lambda step: 15 + step) | near,
    flags=st.tuples(*[st.booleans()] * 5),
    label=st.integers(0, 100_00),
    payer=st.integers(0, 3),
    step=near,
    added=st.booleans(),
)
def test_any_refund_one_cent_from_what_is_supported(
    price, total, days_late, accepted_day, flags, label, payer, step, added
):
    row = (price, total, days_late, accepted_day, *flags, label, payer)
    kept = oracle.refund(*row, -1, added)
    edge = max(kept.refund_max - kept.refund_min + step, 0)
    assert disagreements(DUALS["refund"], [(*row, edge, added)]) == []


@given(cents=st.integers(0, 10_000_000_00), rate=st.integers(0, MILLION))
def test_a_share_is_rounded_down_to_the_cent(cents, rate):
    exact = Fraction(cents * rate, MILLION)
    assert 0 <= exact - share(cents, rate) < 1
    assert share(np.array([cents]), rate).tolist() == [share(cents, rate)]


def columns_of(rows):
    every = np.arange(rows)
    return refund.RefundFacts(every, -1, every % 40, 0, every % 2 == 0, *[False] * 4, 0, 3, -1, False)


@pytest.mark.parametrize("rows", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 1])
def test_a_sweep_works_every_row_whatever_their_number(rows):
    swept = sweep(refund.work_out, columns_of(rows), REFUND, ("refund_min", "late"))
    single = [
        oracle.refund(n, -1, n % 40, 0, n % 2 == 0, *[False] * 4, 0, 3, -1, False).refund_min for n in range(rows)
    ]
    assert single == swept["refund_min"].tolist()
    assert {len(column) for column in swept.values()} == {rows}


def test_columns_of_two_lengths_are_refused():
    facts = label.LabelFacts(False, np.zeros(2, dtype=np.int64), np.zeros(3, dtype=np.int64))
    with pytest.raises(ValueError, match=r"one length, not \[2, 3\]"):
        sweep(label.work_out, facts, PAYERS, ("payer",))


def test_a_sweep_without_columns_is_refused():
    with pytest.raises(ValueError, match=r"one length, not \[\]"):
        sweep(label.work_out, label.LabelFacts(False, 0, 0), PAYERS, ("payer",))
