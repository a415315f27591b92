from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.core.columns import least, most, negate, take, where
from rules.core.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, either, every, judged

ALL_OF = {
    (NO, NO): NO, (NO, UNKNOWN): NO, (NO, YES): NO, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, YES): UNKNOWN,
    (YES, YES): YES,
}  # fmt: skip
ANY_OF = {
    (NO, NO): NO, (NO, UNKNOWN): UNKNOWN, (NO, YES): YES, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, YES): YES,
    (YES, YES): YES,
}  # fmt: skip
"""Kleene's strong logic; both are symmetric."""

verdicts = st.sampled_from((NO, UNKNOWN, YES))


def check_kleenes_tables():
    for first, second in product((NO, UNKNOWN, YES), repeat=2):
        pair = min(first, second), max(first, second)
        assert ALL_OF[pair] == every(first, second)
        assert ANY_OF[pair] == either(first, second)


def test_all_of_and_any_of_follow_kleenes_tables():
    check_kleenes_tables()


@given(st.lists(verdicts))
def test_what_is_not_applicable_has_no_say_all_of(told):
    assert every(*told) == every(NOT_APPLICABLE, *told) == every(*told, NOT_APPLICABLE)


def test_all_of_nothing_holds_and_any_of_nothing_fails():
    assert (every(), either()) == (YES, NO)


@given(st.lists(verdicts, min_size=1), verdicts)
def test_telling_an_unknown_never_turns_a_decided_verdict(told, instead):
    for formula in (every, either):
        before = formula(*told, UNKNOWN)
        assert before in (UNKNOWN, formula(*told, instead))


@pytest.mark.parametrize(("known", "holds", "verdict"), [(True, True, YES), (True, False, NO), (False, True, UNKNOWN)])
def test_an_unknown_fact_is_never_judged(known, holds, verdict):
    assert verdict == judged(known, holds)


columns = st.lists(st.tuples(verdicts, verdicts, st.booleans(), st.booleans()), min_size=1)


@given(columns)
def test_columns_are_judged_row_by_row_as_one_case_is(rows):
    first, second, known, holds = (np.array(column) for column in zip(*rows, strict=True))
    assert every(first, second).tolist() == [every(a, b) for a, b, _, _ in rows]
    assert either(first, second).tolist() == [either(a, b) for a, b, _, _ in rows]
    assert judged(known, holds).tolist() == [judged(k, h) for _, _, k, h in rows]
    assert where(holds, first, second).tolist() == [where(h, a, b) for a, b, _, h in rows]
    assert negate(holds).tolist() == [negate(h) for *_, h in rows] == [not h for *_, h in rows]


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_the_least_and_the_most_of_numbers(numbers):
    assert (min(numbers), max(numbers)) == (least(*numbers), most(*numbers))


def test_an_index_of_minus_one_takes_the_last_entry():
    assert (take((5, 9), 0), take((5, 9), -1)) == (5, 9)
    assert take((5, 9), np.array([0, 1, -1])).tolist() == [5, 9, 9]
