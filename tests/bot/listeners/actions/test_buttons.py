"""What happens when a button below an answer is pressed."""

import json

import pytest

REFUND = "/sfp-refund 129.99 late=18d used"


def test_posting_shows_everyone_the_answer_who_asked_and_the_line(ann):
    answered = ann.types(REFUND)
    posted = ann.presses(answered.buttons["Post to channel"])
    assert posted.audience == "in_channel"
    assert posted.buttons == {}
    assert posted.text == answered.text
    assert f"Asked by <@U0ANN> with `{REFUND}`" in posted.shown


def test_posting_keeps_the_day_that_was_answered(ann):
    value = json.dumps({"command": "/sfp-refund", "text": "129.99 used", "as_of": "2026-11-02"})
    posted = ann.presses({"action_id": "post_to_channel", "value": value})
    assert posted.told["decision"]["as_of"] == "2026-11-02"


def test_posting_a_recorded_reading_does_not_record_it_again(ann):
    ann.types("/seller-settings account=“My shop”")
    recorded = ann.types("/renewed-status set odr=0.74% orders=4210 defects=31 account=“My shop”")
    assert "Recorded" in recorded.shown
    posted = ann.presses(recorded.buttons["Post to channel"])
    assert "Recorded" not in posted.shown
    assert posted.outcome == recorded.outcome
    assert '`/renewed-status account="My shop"`' in posted.shown


def test_a_line_that_is_refused_by_now_is_not_posted(ann):
    ann.types("/renewed-status set odr=0.74%")
    post = ann.types("/renewed-status history odr").buttons["Post to channel"]
    ann.types("/seller-settings account=Second")
    assert ann.presses(post).audience == "ephemeral"


CLAUSES = {
    REFUND: ["sfp-ca/refund/general", "sfp-ca/refund/1", "sfp-ca/refund/2", "sfp-ca/refund/3"],
    "/sfp-label unwanted": ["sfp-ca/return-shipping/free-categories", "sfp-ca/return-shipping/reason-codes"],
    "/sfp-shipping K1A 0B1 prime standard": ["sfp-ca/shipping/1", "sfp-ca/prices/general"],
    "/sfp-eligibility stock=0": ["sfp-ca/enrolment", "sfp-ca/availability", "sfp-ca/offers"],
    "/renewed-eligibility images=7": ["renewed-ca/apply/1", "renewed-ca/apply/3", "renewed-ca/apply/6"],
    "/renewed-eligibility approved=us": ["renewed-ca/marketplaces/1"],
    "/renewed-status set seller-rqs=98.4%": ["renewed-ca/stay/2"],
}


@pytest.mark.parametrize(("line", "clauses"), CLAUSES.items())
def test_clauses_are_shown_to_the_one_who_pressed(ann, line, clauses):
    answered = ann.types(line)
    weighed = [reason["clause"] for reason in answered.told["decision"]["reasons"]]
    shown = ann.presses(answered.buttons["Show clauses"])
    assert shown.audience == "ephemeral"
    assert set(clauses) <= set(weighed)
    assert [clause for clause in weighed if f"*{clause}*" not in shown.shown] == []
    assert "page " in shown.sent["blocks"][-1]["elements"][0]["text"]


def test_a_figure_is_shown_with_its_value_date_and_basis(ann):
    button = ann.types(REFUND).buttons["Show clauses"]
    shown = ann.presses(button).shown
    assert "20 percent, held since 1 Jan 2021, stated on page 201812300" in shown
    assert "*A1* " in shown
    assert "201812300" in shown


def test_clauses_of_an_answer_that_weighed_none_are_still_a_message(ann):
    button = ann.types("/renewed-status").buttons["Show clauses"]
    assert "201648580" in ann.presses(button).shown


def test_the_trend_shows_the_history_of_the_worst_metric(ann):
    ann.types("/renewed-status set odr=0.61% as-of=2026-11-20")
    button = ann.types("/renewed-status set odr=0.74%").buttons["Trend"]
    shown = ann.presses(button).shown
    assert "0.61 %" in shown
    assert "0.74 %" in shown


def test_the_trend_is_that_of_the_account_that_was_asked_about(ann):
    ann.types("/renewed-status set odr=0.5%")
    ann.types("/seller-settings account=Second")
    button = ann.types("/renewed-status set odr=0.6% account=Second").buttons["Trend"]
    shown = ann.presses(button).shown
    assert "0.60 %" in shown
    assert "0.50 %" not in shown


def test_an_account_is_chosen_by_a_button(ann):
    ann.types("/renewed-status set odr=0.5%")
    ann.types("/seller-settings account=Second")
    asked = ann.types("/renewed-status set odr=0.9%")
    second = asked.buttons["account=Second"]
    assert ann.presses(second).outcome["level"] == "breached"


VALUES = [
    "",
    "rubbish",
    "[]",
    "null",
    "{}",
    '{"command": 1, "text": 2}',
    '{"command": "/sfp-refund"}',
    '{"command": "/sfp-refund", "text": "5", "as_of": "soon"}',
    '{"v": 2, "question": {"command": "/sfp-refund"}}',
    "x" * 2_000,
]


@pytest.mark.parametrize("action", ["post_to_channel", "show_clauses", "ask_again_1"])
@pytest.mark.parametrize("value", VALUES)
def test_a_button_that_cannot_be_read_says_that_it_is_too_old(ann, action, value):
    reply = ann.presses({"action_id": action, "value": value})
    assert reply.audience == "ephemeral"
    assert "too old" in reply.text


def test_a_button_that_this_version_does_not_have_says_that_it_is_too_old(ann):
    assert "too old" in ann.presses({"action_id": "snooze_2d", "value": "{}"}).text


def test_a_button_for_a_command_that_is_gone_is_answered(ann):
    value = json.dumps({"command": "/sfp-claims", "text": ""})
    assert "I do not know" in ann.presses({"action_id": "ask_again_1", "value": value}).text


def test_a_day_held_by_no_terms_has_no_clauses_to_show(ann):
    value = json.dumps({"command": "/sfp-refund", "text": "5", "as_of": "2001-01-01"})
    assert ann.presses({"action_id": "show_clauses", "value": value}).audience == "ephemeral"
