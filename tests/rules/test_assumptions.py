"""The register: each assumption is named by the answers that rest on it, and not by their neighbours that do not."""

from datetime import date

import pytest

from rules.core.policy import assumptions
from tests.rules.worked_examples import (
    DATED,
    EXAMPLES,
    LATE_AND_USED,
    READY,
    cad,
    decided,
    eligibility,
    label,
    listing,
    odr,
    offer,
    refund,
    shipping,
    standing,
    usd,
)

PLAIN = {"price": 129_99}
LABELLED = {**PLAIN, "label": 12_40, "reason": "CR-UNWANTED_ITEM"}
LOST = {"not_received": True, "total": 148_50}
TWINS = {"second_offer": "non-prime"}


def of_refund(told):
    return refund("", told, {})


def of_application(told):
    return eligibility("", told, {})


RESTS_ON = {
    "A1": (of_refund(LATE_AND_USED), of_refund({**PLAIN, "used": True})),
    "A2": (of_refund({**PLAIN, "late": 16, "accepted_day": 0}), of_refund({**PLAIN, "late": 15, "accepted_day": 0})),
    "A3": (
        of_refund({**PLAIN, "opened_software": True, "seller_error": True}),
        of_refund({**PLAIN, "opened_software": True, "amazon_error": True}),
    ),
    "A4": (of_refund(PLAIN), None),
    "A5": (of_refund(LABELLED), of_refund({**LABELLED, "category": "baby"})),
    "A6": (standing("", offer("rating", 4_000_000), {}), standing("", odr(1_000), {})),
    "A8": (of_refund({**PLAIN, "received": date(2026, 11, 20)}), of_refund(PLAIN)),
    "A9": (of_refund(PLAIN), of_refund({**PLAIN, "late": 0, "used": True, "seller_error": True})),
    "A10": (
        listing("", {**TWINS, "same_condition": False}, {}),
        listing("", {**TWINS, "same_condition": True}, {}),
    ),
    "A11": (label("", {"hazmat": True}, {}), label("", {}, {})),
    "A12": (shipping("", {"postal": "K1A"}, {}), shipping("", {}, {})),
    "A13": (of_refund({**LOST, "late": 1}), of_refund(LOST)),
    "A14": (of_refund({**PLAIN, "quantity": 2}), of_refund({**PLAIN, "quantity": 1})),
    "A15": (
        of_refund({**PLAIN, "damaged": True, "reason": "CR-DEFECTIVE"}),
        of_refund({**PLAIN, "damaged": True, "reason": "CR-DEFECTIVE", "seller_error": False}),
    ),
    "B1": (of_refund({**PLAIN, "late": 1}), of_refund({**PLAIN, "late": 0})),
    "B2": (of_refund({**PLAIN, "late": 15}), of_refund({**PLAIN, "late": 16})),
    "B3": (of_refund({**PLAIN, "accepted_day": 15}), of_refund({**PLAIN, "accepted_day": 16})),
    "B4": (of_refund({**PLAIN, "late": 16}), of_refund({**PLAIN, "late": 15})),
    "B5": (of_application(READY), of_application({**READY, "odr": 7_999})),
    "B6": (of_application({**READY, "invoices": cad(1), **DATED}), of_application(READY)),
    "B7": (of_application({"new_seller": True}), of_application({"odr": 0})),
    "B8": (of_application({"apple_invoices": usd(1)}), of_application({})),
}
"""For each assumption an answer that rests on it and a near one that does not (None where every answer of it does)."""

SAID_BY_EVERY_ANSWER = {"A7"}
"""Not named by a decision: the day whose terms govern stands in every answer as its `as_of`."""


def test_every_assumption_of_the_register_is_shown_in_use():
    assert assumptions().keys() == RESTS_ON.keys() | SAID_BY_EVERY_ANSWER


@pytest.mark.parametrize("name", RESTS_ON)
def test_an_answer_names_the_assumption_it_rests_on(name):
    assert name in decided(RESTS_ON[name][0]).assumptions


@pytest.mark.parametrize("name", [name for name, (_, without) in RESTS_ON.items() if without])
def test_an_answer_does_not_name_an_assumption_it_does_without(name):
    assert name not in decided(RESTS_ON[name][1]).assumptions


def test_no_answer_names_an_assumption_outside_the_register():
    used = {name for example in EXAMPLES for name in decided(example).assumptions}
    assert set() == used - assumptions().keys()


def test_an_answer_names_an_assumption_once():
    for example in EXAMPLES:
        named = decided(example).assumptions
        assert len(named) == len(set(named))


def test_the_settings_that_change_an_assumption():
    settings = {name: each.setting for name, each in assumptions().items() if each.setting}
    assert settings == {"A1": "stacking", "A5": "payer", "A8": "province"}
