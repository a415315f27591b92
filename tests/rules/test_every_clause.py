"""Every clause of the pages is answered somewhere, and where a rule is said to answer it, the rule really uses it."""

from dataclasses import fields

import pytest

from rules.core.policy import PACKS, POLICIES, clause, policy
from rules.renewed.eligibility import EligibilityTerms, MarginTerms
from rules.renewed.standing import NearTerms, StandingTerms
from rules.sfp.reasons import return_reasons
from rules.sfp.refund import RefundTerms
from rules.warnings.forecast import ForecastTerms
from rules.warnings.states import WarningTerms
from tests.rules.worked_examples import EXAMPLES, decided

ANSWERED = {
    "sfp-ca/enrolment": "sfp.eligibility",
    "sfp-ca/intro/1": "text",
    "sfp-ca/intro/2": "text",
    "sfp-ca/shipping/1": "sfp.shipping",
    "sfp-ca/shipping/2": "sfp.shipping",
    "sfp-ca/prices/general": "sfp.shipping",
    "sfp-ca/prices/standard": "sfp.shipping",
    "sfp-ca/prices/two-day": "sfp.shipping",
    "sfp-ca/service/1": "text",
    "sfp-ca/service/2": "text",
    "sfp-ca/service/3": "text",
    "sfp-ca/delivery-message": "text",
    "sfp-ca/returns/authorization": "text",
    "sfp-ca/returns/expectations": "text",
    "sfp-ca/returns/address": "text",
    "sfp-ca/returns/label-charge": "sfp.label",
    "sfp-ca/returns/processing-time": "sfp.refund",
    "sfp-ca/refund/general": "sfp.refund",
    "sfp-ca/refund/1": "sfp.refund",
    "sfp-ca/refund/2": "sfp.refund",
    "sfp-ca/refund/3": "sfp.refund",
    "sfp-ca/refund/non-delivery": "sfp.refund",
    "sfp-ca/returns/exceptions": "sfp.refund",
    "sfp-ca/return-shipping/reason-codes": "sfp.label",
    "sfp-ca/return-shipping/free-categories": "sfp.label",
    "sfp-ca/hazmat/1": "sfp.label",
    "sfp-ca/hazmat/2": "text",
    "sfp-ca/offers": "sfp.eligibility",
    "sfp-ca/availability": "sfp.eligibility",
    "sfp-ca/see-also": "not encoded",
    "sfp-ca/safe-t": "sfp.refund",
    "renewed-ca/what": "text",
    "renewed-ca/apply": "renewed.eligibility",
    "renewed-ca/apply/1": "renewed.eligibility",
    "renewed-ca/apply/2": "renewed.eligibility",
    "renewed-ca/apply/2.1": "renewed.eligibility",
    "renewed-ca/apply/2.2": "renewed.eligibility",
    "renewed-ca/apply/3": "renewed.eligibility",
    "renewed-ca/apply/3.1": "renewed.eligibility",
    "renewed-ca/apply/4": "renewed.eligibility",
    "renewed-ca/apply/5": "renewed.eligibility",
    "renewed-ca/apply/6": "renewed.eligibility",
    "renewed-ca/marketplaces/1": "renewed.eligibility",
    "renewed-ca/marketplaces/2": "renewed.eligibility",
    "renewed-ca/listing-blocked": "text",
    "renewed-ca/stay/1": "renewed.status",
    "renewed-ca/stay/2": "renewed.status",
    "renewed-ca/stay/3": "renewed.status",
    "renewed-ca/rqs/1": "text",
    "renewed-ca/rqs/2": "text",
    "renewed-ca/rqs/3": "text",
    "renewed-ca/listing-guide": "not encoded",
    "headroom/near": "renewed.status",
    "headroom/stale": "renewed.status",
    "headroom/margin": "renewed.eligibility",
    "headroom/watch": "headroom.forecast",
    "headroom/act": "headroom.forecast",
    "headroom/offers": "headroom.forecast",
    "headroom/rate": "headroom.forecast",
    "headroom/hold": "headroom.warnings",
    "headroom/clear": "headroom.warnings",
    "headroom/reopen": "headroom.warnings",
    "headroom/flapping": "headroom.warnings",
}
"""Both pages clause by clause, in their order, then our own; written here apart from the policy files."""

BY_A_FIGURE = {
    "sfp-ca/safe-t": "claim_wait_days",
    "renewed-ca/apply": "onboarding_business_days",
    "renewed-ca/apply/2.1": "unit_price_above",
    "headroom/near": "near_share",
    "headroom/stale": "stale_after",
    "headroom/margin": "rate_margin",
    "headroom/watch": "watch_chance",
    "headroom/act": "act_chance",
    "headroom/offers": "offer_chance",
    "headroom/rate": "half_life",
    "headroom/hold": "rise_after",
    "headroom/clear": "fall_after",
    "headroom/reopen": "reopen_within",
    "headroom/flapping": "flap_on",
}
"""Clauses that no reason cites: a rule uses their figure in what it works out or notes."""

SHAPES = {
    "sfp.refund": (RefundTerms,),
    "renewed.eligibility": (EligibilityTerms, MarginTerms),
    "renewed.status": (StandingTerms, NearTerms),
    "headroom.forecast": (ForecastTerms,),
    "headroom.warnings": (WarningTerms,),
}

DECISIONS = [decided(example) for example in EXAMPLES]
ENCODED = {clause_id: rule for clause_id, rule in ANSWERED.items() if rule not in ("text", "not encoded")}


def test_the_policies_hold_exactly_these_clauses_answered_so():
    held = [(f"{name}/{each.id}", each.answered) for name in PACKS for each in policy(name).clauses]
    assert list(ANSWERED.items()) == held


def test_the_policies_are_all_of_the_files():
    other = {"asked", "assumptions", "return-reasons"}
    assert {*PACKS} | other == {file.stem for file in POLICIES.glob("*.toml")}


@pytest.mark.parametrize("clause_id", sorted(ENCODED.keys() - BY_A_FIGURE.keys()))
def test_the_rule_that_answers_a_clause_gives_it_as_a_reason(clause_id):
    rules = {decision.rule for decision in DECISIONS for reason in decision.reasons if reason.clause == clause_id}
    assert ENCODED[clause_id] in rules


@pytest.mark.parametrize(("clause_id", "name"), sorted(BY_A_FIGURE.items()))
def test_the_rule_that_answers_a_clause_computes_with_its_figure(clause_id, name):
    pack, held = clause(clause_id)
    assert {held.id} == {figure.clause for figure in pack.figures if figure.name == name}
    used = {(shape.POLICY, field.name) for shape in SHAPES[ENCODED[clause_id]] for field in fields(shape)}
    assert (pack.id, name) in used


def test_every_encoded_clause_has_a_worked_example_of_its_own():
    assert ENCODED.keys() - BY_A_FIGURE.keys() == {example.clause for example in EXAMPLES}


def test_every_clause_that_is_weighed_or_missed_is_a_clause_of_a_page():
    for decision in DECISIONS:
        for cited in (*decision.reasons, *decision.missing):
            assert clause(cited.clause)


def test_every_figure_that_a_reason_rests_on_is_one_of_its_clause():
    for reason in (reason for decision in DECISIONS for reason in decision.reasons if reason.figure):
        pack, held = clause(reason.clause)
        assert held.id == pack.figure(reason.figure, DECISIONS[0].receipt.as_of).clause


def test_every_figure_is_used_by_a_rule():
    used = {field.name for shapes in SHAPES.values() for shape in shapes for field in fields(shape)}
    used |= {reason.figure for decision in DECISIONS for reason in decision.reasons}
    assert set() == {figure.name for name in PACKS for figure in policy(name).figures} - used


def test_the_reason_table_cites_clauses_of_the_page():
    table = return_reasons()
    assert clause(table.clause)
    assert clause(table.free_categories_clause)


@pytest.mark.parametrize("unknown", ["sfp-ca/refund/4", "sfp-us/refund/1", "refund/1", "return-reasons/x"])
def test_an_unknown_clause_is_an_error(unknown):
    with pytest.raises(KeyError, match=unknown):
        clause(unknown)
