"""The worked lines of the contract, each through the real app."""

from dataclasses import replace
from datetime import date

import pytest

REFUNDS = {
    "129.99 late=18d used": {
        "refund_min": "65.00",
        "refund_max": "129.99",
        "cap": "64.99",
        "cap_added": "90.98",
        "late_cap": "25.99",
        "condition_cap": "64.99",
        "software_cap": "0.00",
        "label_deduction": "0.00",
        "grade": None,
        "refund_due": None,
        "currency": "CAD",
    },
    "129.99 late=15d used": {"late_cap": "0.00", "cap": "64.99", "refund_min": "65.00"},
    "129.99 late=16d": {"late_cap": "25.99", "cap": "25.99", "refund_min": "104.00"},
    "129.99 late=18d accepted=15d used": {"late_cap": "0.00", "cap": "64.99", "cap_added": "64.99"},
    "129.99 late=18d accepted=16d": {"late_cap": "25.99", "refund_min": "104.00"},
    "129.99 received=2026-11-20 window-end=2026-11-02 accepted=2026-11-17": {
        "late_cap": "0.00",
        "refund_min": "129.99",
    },
    "129.99 received=2026-11-20 window-end=2026-11-02 accepted=2026-11-18": {
        "late_cap": "25.99",
        "refund_min": "104.00",
    },
    "not-received total=148.50": {"refund_min": "148.50", "refund_max": "148.50", "cap": "0.00"},
    "not-received total=148.50 used late=18d": {"refund_min": "148.50", "condition_cap": "0.00", "late_cap": "0.00"},
    "59 opened-software": {"software_cap": "59.00", "refund_min": "0.00"},
    "59 opened-software amazon-error": {"software_cap": "0.00", "refund_min": "59.00"},
    "59 opened-software seller-error": {"software_cap": "59.00"},
    "129.99 used seller-error": {"condition_cap": "0.00", "refund_min": "129.99"},
    "129.99": {"refund_min": "129.99", "cap": "0.00"},
    "129.99 received=2026-12-23": {"refund_due": "2026-12-29"},
    "129.99 late=18d used deduct=64.99": {"grade": "supported"},
    "129.99 late=18d used deduct=65": {"grade": "arguable"},
    "129.99 late=18d used deduct=90.98": {"grade": "arguable"},
    "129.99 late=18d used deduct=90.99": {"grade": "unsupported"},
    "129.99 used label=12.40 reason=unwanted": {"label_deduction": "12.40", "refund_min": "52.60"},
    "129.99 used label=12.40 reason=unwanted deduct=77.39": {"grade": "supported"},
    "129.99 used label=12.40 reason=defective": {"label_deduction": "0.00", "refund_min": None, "cap": None},
    "129.99 used label=12.40 reason=unwanted category=watches": {"label_deduction": "0.00", "refund_min": "65.00"},
    "129.99 used label=12.40": {"label_deduction": None, "refund_min": None, "condition_cap": "64.99"},
}


@pytest.mark.parametrize(("line", "expected"), REFUNDS.items())
def test_a_refund_is_worked_out_to_the_cent(ann, line, expected):
    assert expected.items() <= ann.types(f"/sfp-refund {line}").outcome.items()


def test_both_caps_are_named_with_their_clauses_and_the_assumption_between_them(ann):
    decision = ann.types("/sfp-refund 129.99 late=18d used").told["decision"]
    applied = [reason["clause"] for reason in decision["reasons"] if reason["applied"]]
    assert applied == ["sfp-ca/refund/1", "sfp-ca/refund/2"]
    assert "A1" in decision["assumptions"]
    assert {"rule": "sfp.refund", "status": "decided", "as_of": "2026-11-23", "policy": "sfp-ca 2021"}.items() <= (
        decision.items()
    )


def test_the_verdict_carries_its_numbers_to_notifications(ann):
    text = ann.types("/sfp-refund 129.99 late=18d used").text
    assert "$65.00 of $129.99" in text
    assert "$64.99" in text


NEEDS = {
    "/sfp-refund used": ["price"],
    "/sfp-refund not-received": ["total"],
    "/sfp-refund 129.99 used label=12.40": ["reason"],
    "/sfp-refund 129.99 late=18d accepted=2026-11-17": ["window-end"],
    "/sfp-label cost=12.40": ["reason"],
    "/sfp-shipping country=CA": ["postal"],
    "/sfp-eligibility second-offer=non-prime": ["same-condition"],
    "/renewed-eligibility invoices=52000usd screen=on warranty=90d odr=0.6% refurbisher=specialist quality=yes": [
        "images"
    ],
    "/renewed-eligibility invoices=69000cad rate=1.38 images=8 screen=on warranty=90d odr=0.6% "
    "refurbisher=specialist quality=yes": ["rate-date"],
    "/renewed-status": ["odr"],
}


@pytest.mark.parametrize(("line", "missing"), NEEDS.items())
def test_a_missing_input_is_an_answer_that_says_what_is_needed(ann, line, missing):
    told = ann.types(line).told
    assert told["ok"]
    assert ("needs_info", missing) == (told["decision"]["status"], told["decision"]["missing"])


LABELS = {
    "unwanted": ("buyer", None, "other-marketplace", True),
    "unwanted cost=12.40": ("buyer", "12.40", "other-marketplace", True),
    "no longer needed cost=12.40": ("buyer", "12.40", "other-marketplace", True),
    "unwanted category=watches": ("seller", "0.00", "stated", True),
    "unwanted category=jewellery cost=12.40": ("seller", "0.00", "stated", True),
    "unwanted category=books cost=12.40": ("buyer", "12.40", "other-marketplace", True),
    "CR-ORDERED_WRONG_ITEM cost=12.40": ("buyer", "12.40", "other-marketplace", True),
    "ORDERED_WRONG_ITEM cost=12.40": ("buyer", "12.40", "other-marketplace", True),
    "defective cost=12.40": ("seller", "0.00", "other-marketplace", True),
    "CR-NO_REASON_GIVEN": (None, "0.00", None, True),
    "unwanted hazmat": ("buyer", None, "other-marketplace", False),
}


@pytest.mark.parametrize(("line", "expected"), LABELS.items())
def test_a_label_is_paid_by_whom_the_table_says(ann, line, expected):
    outcome = ann.types(f"/sfp-label {line}").outcome
    assert expected == (outcome["payer"], outcome["deductible_max"], outcome["basis"], outcome["returnable"])


def test_a_reason_in_no_table_is_undetermined_and_not_guessed(ann):
    reply = ann.types("/sfp-label CR-NO_REASON_GIVEN cost=12.40")
    assert reply.told["decision"]["status"] == "undetermined"
    assert "Not determined" in reply.text


SHIPPING = {
    "K1A 0B1": (
        "urban",
        ["standard prime free", "standard non-prime free", "two-day prime free", "two-day non-prime seller-set"],
    ),
    "k1a": (
        "urban",
        ["standard prime free", "standard non-prime free", "two-day prime free", "two-day non-prime seller-set"],
    ),
    "T0L 1B0 two-day prime": ("rural", ["two-day prime not-supported"]),
    "X0A 0H0 non-prime standard": ("northern", ["standard non-prime seller-set"]),
    "country=FR prime standard": ("international", ["standard prime not-supported"]),
}


@pytest.mark.parametrize(("line", "expected"), SHIPPING.items())
def test_an_address_has_a_region_and_a_price_for_each_offer_asked_about(ann, line, expected):
    outcome = ann.types(f"/sfp-shipping {line}").outcome
    offers = [f"{offer['speed']} {offer['buyer']} {offer['price']}" for offer in outcome["offers"]]
    assert expected == (outcome["region"], offers)


LISTINGS = {
    "second-offer=non-prime same-condition=yes": ("not-allowed", ["sfp-ca/offers"]),
    "second-offer=non-prime same-condition=no": ("allowed", []),
    "second-offer=prime": ("allowed", []),
    "restock=2026-12-20": ("not-allowed", ["sfp-ca/availability"]),
    "restock=2026-11-20": ("allowed", []),
    "stock=0": ("not-allowed", ["sfp-ca/availability"]),
    "new-seller": ("closed", ["sfp-ca/enrolment"]),
    "new-seller stock=0": ("closed", ["sfp-ca/enrolment", "sfp-ca/availability"]),
    "stock=0 second-offer=non-prime": ("not-allowed", ["sfp-ca/availability"]),
}


@pytest.mark.parametrize(("line", "expected"), LISTINGS.items())
def test_an_item_is_blocked_by_the_clauses_named(ann, line, expected):
    outcome = ann.types(f"/sfp-eligibility {line}").outcome
    assert expected == (outcome["verdict"], outcome["blocks"])


APPROVALS = {
    "approved=us market=ca": "automatic",
    "approved=us market=mx": "reapply",
    "approved=ca market=us": "apply",
    "approved=mx market=us": "apply",
    "approved=mx market=ca": None,
    "market=mx": None,
}


@pytest.mark.parametrize(("line", "verdict"), APPROVALS.items())
def test_an_approval_elsewhere_is_worth_what_the_page_says(ann, line, verdict):
    outcome = ann.types(f"/renewed-eligibility {line}").outcome
    assert {"verdict": verdict, "criteria": []}.items() <= outcome.items()


REST = "screen=on warranty=90d odr=0.6% refurbisher=specialist quality=yes"
CRITERIA = {
    f"invoices=50000usd images=8 {REST}": ("meets", {}),
    f"invoices=49999.99usd images=8 {REST}": ("does-not-meet", {"renewed-ca/apply/2": "0.01"}),
    "invoices=49999.99usd": ("does-not-meet", {"renewed-ca/apply/2": "0.01"}),
    f"invoices=50000usd images=7 {REST}": ("does-not-meet", {"renewed-ca/apply/3": "1"}),
    "images=6 warranty=60d odr=1%": (
        "does-not-meet",
        {"renewed-ca/apply/3": "2", "renewed-ca/apply/4": "30", "renewed-ca/apply/5": "0.20"},
    ),
    "invoices=60000usd apple-invoices=74999usd": ("does-not-meet", {"renewed-ca/apply/2.2": "1.00"}),
}


@pytest.mark.parametrize(("line", "expected"), CRITERIA.items())
def test_criteria_that_fail_decide_and_say_by_how_much(ann, line, expected):
    outcome = ann.types(f"/renewed-eligibility {line}").outcome
    failing = {each["clause"]: each["shortfall"] for each in outcome["criteria"] if each["verdict"] == "not-met"}
    assert expected == (outcome["verdict"], failing)


def test_an_application_without_images_is_open_and_asks_for_them(ann):
    reply = ann.types(f"/renewed-eligibility invoices=50000usd {REST}")
    assert reply.outcome["verdict"] is None
    assert "How many images" in reply.text


def test_an_application_says_when_the_email_usually_comes(ann):
    assert ann.types(f"/renewed-eligibility invoices=50000usd images=8 {REST} applied=2026-11-20").outcome[
        "onboarding_by"
    ] == ("2026-12-04")


ODR = "/renewed-status set odr=0.74% orders=4210 defects=31 window=90d"


def test_a_status_is_shown_as_it_was_recorded(ann):
    ann.types(ODR)
    reply = ann.types("/renewed-status")
    [metric] = reply.outcome["metrics"]
    assert reply.outcome["level"] == "watch"
    assert {
        "metric": "odr",
        "subject": "",
        "value": "0.74",
        "limit": "0.80",
        "level": "watch",
        "stale": False,
        "headroom": {"count": 2, "points": "0.06"},
        "as_of": "2026-11-23",
        "source": "typed",
        "window_days": 90,
    }.items() <= metric.items()
    assert "0.74 %" in reply.text
    assert "2 more defects fit" in reply.text


WHAT_IFS = {
    "+1 defect": ("watch", 1),
    "+2 defects": ("act", 0),
    "+3 defects": ("breached", 0),
    "2 more defects": ("act", 0),
}


@pytest.mark.parametrize(("more", "expected"), WHAT_IFS.items())
def test_further_defects_are_supposed_and_not_recorded(ann, more, expected):
    ann.types(ODR)
    supposed = ann.types(f"/renewed-status what-if {more}").outcome
    assert expected == (supposed["level"], supposed["metrics"][0]["headroom"]["count"])
    assert ann.types("/renewed-status").outcome["level"] == "watch"


def test_fewer_defects_are_not_read_as_more(ann):
    ann.types(ODR)
    assert not ann.types("/renewed-status what-if -2 defects").told["ok"]


def test_history_holds_the_last_reading_of_each_day_newest_first(ann):
    for value, day in (("0.61%", "2026-11-20"), ("0.66%", "2026-11-21"), ("0.64%", "2026-11-21")):
        ann.types(f"/renewed-status set odr={value} as-of={day}")
    shown = ann.types("/renewed-status history odr").shown
    assert shown.index("21 Nov 2026 · 0.64 %") < shown.index("20 Nov 2026 · 0.61 %")
    assert "0.66 %" not in shown
    assert "No readings of that" in ann.types("/renewed-status history rating").shown


def test_a_reading_older_than_ten_days_is_stale(ann):
    for day, stale in (("2026-11-12", True), ("2026-11-13", False)):
        reply = ann.types(f"/renewed-status set odr=0.5% as-of={day}")
        assert stale == reply.outcome["metrics"][0]["stale"] == ("old, a fresh one" in reply.text)


def test_the_worst_metric_comes_first_and_gives_the_level(ann):
    for reading in ("odr=0.5%", "seller-rqs=98.4%", "offer-rqs=94.9% asin=B0ABCD1234", "rating=3.75 asin=B0ABCD1234"):
        ann.types(f"/renewed-status set {reading}")
    outcome = ann.types("/renewed-status").outcome
    levels = {metric["metric"]: metric["level"] for metric in outcome["metrics"]}
    assert outcome["level"] == outcome["metrics"][0]["level"] == "breached"
    assert levels == {"offer-rqs": "breached", "rating": "watch", "odr": "ok", "seller-rqs": "ok"}


def test_one_offer_can_be_looked_at_alone(ann):
    for asin in ("B0AAAAAAA1", "B0AAAAAAA2"):
        ann.types(f"/renewed-status set offer-rqs=97% asin={asin}")
    assert [each["subject"] for each in ann.types("/renewed-status B0AAAAAAA2").outcome["metrics"]] == ["B0AAAAAAA2"]


def test_an_earlier_day_does_not_know_later_readings(ann, arrives, assistant):
    ann.types("/renewed-status set odr=0.5% as-of=2026-11-10")
    ann.types(ODR)
    earlier = arrives(at=replace(assistant, as_of=date(2026, 11, 12)))
    assert [each["value"] for each in earlier.types("/renewed-status").outcome["metrics"]] == ["0.50"]


def test_several_accounts_are_listed_and_each_is_kept_apart(ann):
    ann.types(ODR)
    ann.types("/seller-settings account=Second")
    refused = ann.types("/renewed-status set odr=0.9%")
    assert refused.told["error"]["choices"] == [
        "/renewed-status set odr=0.9% account=Second",
        "/renewed-status set odr=0.9% account=main",
    ]
    ann.types("/renewed-status set odr=0.9% account=Second")
    assert ann.types("/renewed-status account=Second").outcome["level"] == "breached"
    assert ann.types("/renewed-status account=main").outcome["level"] == "watch"
    overview = ann.types("/renewed-status").shown
    assert overview.index("Second") < overview.index("main")


CONTRADICTIONS = [
    "set odr=0.74% orders=4210 defects=52",
    "set odr=0.74% orders=10 defects=31",
    "set odr=0.74% defects=31",
    "set seller-rqs=98% odr=0.7% orders=100 defects=1",
    "set offer-rqs=96.1%",
    "set odr=0.74% reviews=12",
    "set odr=0.74% window=0d",
    "set odr=0.74% as-of=2026-11-24",
    "set",
]


@pytest.mark.parametrize("line", CONTRADICTIONS)
def test_a_reading_that_contradicts_itself_is_refused_and_not_kept(ann, line):
    assert not ann.types(f"/renewed-status {line}").told["ok"]
    assert ann.types("/renewed-status").outcome["metrics"] == []


def test_a_day_before_the_first_terms_is_answered_without_a_guess(ann):
    reply = ann.types("/sfp-refund 129.99 used as-of=2010-01-01")
    assert reply.told["ok"]
    assert "decision" not in reply.told
    assert "No terms held for 1 Jan 2010" in reply.text


def test_the_terms_of_another_day_are_named(ann):
    assert ann.types("/sfp-refund 129.99 used as-of=2026-01-15").told["decision"]["as_of"] == "2026-01-15"


def test_an_order_note_is_ready_to_copy(ann):
    shown = ann.types("/sfp-refund 129.99 late=18d used order=123-1234567-1234567").shown
    assert "refunding $65.00 of $129.99; kept $64.99 (sfp-ca/refund/2)" in shown
    assert "order 123-1234567-1234567" in shown
