import pytest

from rules.renewed import standing_decision
from rules.renewed.standing import Reading
from rules.renewed.standing_decision import rate, what_if
from rules.replay import QUESTIONS
from rules.sfp.refund import CONDITIONS
from tests.rules.worked_examples import (
    AS_OF,
    EXAMPLES,
    LATE_AND_USED,
    as_expected,
    decided,
    label,
    missteps,
    odr,
    refund,
    seller_rqs,
    shown,
    standing,
)


def test_every_rule_has_examples():
    assert {example.rule for example in EXAMPLES} == {*QUESTIONS, standing_decision.RULE}


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_outcome_is_the_one_worked_out_by_hand(example):
    assert example.expected == as_expected(example)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_clause_status_missing_inputs_assumptions_and_settings_are_as_said(example):
    assert missteps(example) == []


def test_both_caps_cite_both_clauses_and_the_figures_they_rest_on():
    decision = decided(refund("refund/1", LATE_AND_USED, {}))
    rests_on = {reason.clause: reason.figure for reason in decision.reasons if reason.applied}
    assert rests_on == {"sfp-ca/refund/1": "late_share", "sfp-ca/refund/2": "condition_share"}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_condition_of_the_clause_counts_once(condition):
    alone = shown(decided(refund("refund/2", {"price": 129_99, condition: True}, {})))
    together = shown(decided(refund("refund/2", {"price": 129_99, **dict.fromkeys(CONDITIONS, True)}, {})))
    assert alone == together
    assert alone["condition_cap"] == "64.99"


def test_a_provisional_row_is_told_apart_from_what_the_page_states():
    provisional = decided(label("return-shipping/reason-codes", {"reason": "CR-DEFECTIVE"}, {}))
    stated = decided(label("return-shipping/free-categories", {"reason": "CR-DEFECTIVE", "category": "shoes"}, {}))
    assert (provisional.outcome.payer, stated.outcome.payer) == ("seller", "seller")
    assert (provisional.outcome.basis, stated.outcome.basis) == ("other-marketplace", "stated")
    assert "A5" in provisional.assumptions
    assert "A5" not in stated.assumptions


def test_what_was_not_mentioned_is_listed_as_taken_not_so():
    told = {"price": 129_99, "used": True}
    assert decided(refund("refund/2", told, {})).taken_as == ("not_late", "no_seller_error")
    assert decided(refund("refund/2", {**told, "late": 0, "seller_error": True}, {})).taken_as == ()


def test_a_reading_of_sixty_days_is_shown_as_standing_in_for_ninety():
    assert ("standing.proxy", {"window": 60}) in decided(standing("stay/1", odr(5_000, window_days=60), {})).notes
    assert decided(standing("stay/1", odr(5_000, window_days=90), {})).notes == ()


def test_a_rounded_figure_at_the_limit_gets_a_note_and_a_counted_one_does_not():
    rounded = decided(standing("stay/1", odr(8_000), {}))
    counted = decided(standing("stay/1", odr(8_000, orders=1_000, defects=8), {}))
    assert "standing.at_limit" in dict(rounded.notes)
    assert "standing.at_limit" not in dict(counted.notes)


def test_the_worst_metric_comes_first_and_gives_the_level():
    told = [*seller_rqs(990_000), *odr(8_100), *odr(7_900, orders=4_210, defects=33)]
    decision = decided(standing("stay/1", told, {}))
    assert [metric.level for metric in decision.outcome.metrics] == ["breached", "act", "ok"]
    assert decision.outcome.level == "breached"


def test_no_reading_is_no_level():
    decision = decided(standing("stay/1", [], {}))
    assert (decision.outcome.level, decision.status) == (None, "needs_info")
    assert [missing.field for missing in decision.missing] == ["odr"]


WHAT_IF = (
    ("odr", 7_363, 2, {"defects": 33, "value": 7_838}),
    ("odr", 7_363, 5_000, {"defects": 4_210, "value": 1_000_000}),
    ("seller-rqs", 992_637, 2, {"defects": 33, "value": 992_162}),
)


@pytest.mark.parametrize(("metric", "value", "more", "expected"), WHAT_IF)
def test_what_if_adds_defects_and_leaves_the_orders(metric, value, more, expected):
    now = Reading(metric=metric, subject="", value=value, as_of=AS_OF, source="typed", orders=4_210, defects=31)
    supposed = what_if(now, more)
    assert expected == {key: getattr(supposed, key) for key in expected}
    assert supposed.orders == 4_210


def test_what_if_adds_one_star_reviews_to_a_rating():
    now = Reading(metric="rating", subject="B0", value=3_754_000, as_of=AS_OF, source="typed", reviews=100)
    assert (what_if(now, 2).reviews, what_if(now, 2).value) == (102, 3_700_000)
    assert what_if(now, 3).value < 3_700_000


@pytest.mark.parametrize(("metric", "counts"), [("odr", "orders"), ("rating", "reviews")])
def test_what_if_needs_counts(metric, counts):
    with pytest.raises(ValueError, match=counts):
        what_if(Reading(metric=metric, subject="", value=0, as_of=AS_OF, source="typed"), 1)


@pytest.mark.parametrize(("defects", "orders", "millionths"), [(31, 4_210, 7_363), (1, 2_000_000, 1), (0, 0, 0)])
def test_a_rate_from_counts_is_rounded_half_up(defects, orders, millionths):
    assert millionths == rate(defects, orders)
