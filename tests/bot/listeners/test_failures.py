"""When something fails on our side, nobody is left in silence."""

import json
import logging
import re
import time

import pytest

from bot.commands import sfp_refund
from bot.slack.requests import command_form, signed, slack_request
from tests.fakes.slack_person import SECRET


@pytest.fixture
def broken(monkeypatch):
    """A refund that cannot be worked out."""

    def run(request):
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(sfp_refund, "run", run)


def reference_in(text):
    return re.search("Reference ([0-9a-f]{8})", text)[1]


def test_a_failing_command_gives_a_reference_that_the_log_has_too(ann, broken, caplog):
    reply = ann.types("/sfp-refund 129.99")
    assert reply.audience == "ephemeral"
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert reference_in(reply.text) in record.getMessage()
    assert "no such luck" in caplog.text
    assert "no such luck" not in reply.text + reply.shown


@pytest.mark.parametrize("label", ["Post to channel", "Show clauses"])
def test_a_failing_button_gives_a_reference_to_the_one_who_pressed(ann, label, caplog, request):
    button = ann.types("/sfp-refund 129.99").buttons[label]
    request.getfixturevalue("broken")
    reply = ann.presses(button)
    assert reply.audience == "ephemeral"
    assert reference_in(reply.text) in caplog.text


def test_a_failing_shortcut_gives_a_reference_to_the_one_who_chose(ann, broken, caplog):
    reply = ann.chooses("paid $129.99")
    assert reply.audience == "ephemeral"
    assert reference_in(reply.text) in caplog.text


def test_a_button_whose_response_url_is_gone_is_still_acknowledged(ann, caplog):
    payload = {
        "type": "block_actions",
        "team": {"id": "T0SHOP"},
        "user": {"id": "U0ANN"},
        "channel": {"id": "C0GENERAL"},
        "response_url": "http://127.0.0.1:9/gone",
        "actions": [{"type": "button", "block_id": "b", "action_id": "show_clauses", "value": "rubbish"}],
    }
    assert ann.app.dispatch(signed({"payload": json.dumps(payload)}, SECRET)).status == 200
    assert "could not tell the person" in caplog.text


@pytest.mark.parametrize("command", ["/sfp-claims", "/", "/SFP-REFUND", "/" + "x" * 300])
def test_an_unknown_command_is_refused_with_the_way_to_the_others(ann, command):
    reply = ann.types(f"{command} 5")
    assert not reply.told["ok"]
    assert "/seller-help" in reply.shown


def form(line="/sfp-refund 129.99"):
    return command_form(line, "T0SHOP", "U0ANN", "C0GENERAL", "http://127.0.0.1:9/")


def stale(headers):
    return headers | {"x-slack-request-timestamp": [str(int(time.time()) - 301)]}


UNSIGNED = {
    "signed with another secret": lambda headers: headers | {"x-slack-signature": ["v0=" + "0" * 64]},
    "without a signature": lambda headers: {k: v for k, v in headers.items() if k != "x-slack-signature"},
    "without a timestamp": lambda headers: {k: v for k, v in headers.items() if k != "x-slack-request-timestamp"},
    "older than five minutes": stale,
    "with a timestamp that is no number": lambda headers: headers | {"x-slack-request-timestamp": ["soon"]},
    "with a timestamp without end": lambda headers: headers | {"x-slack-request-timestamp": ["1" * 5_000]},
    "with a signature of other letters": lambda headers: headers | {"x-slack-signature": ["v0=é"]},
    "without any headers": lambda _: {},
}


@pytest.mark.parametrize("change", UNSIGNED.values(), ids=UNSIGNED)
def test_a_request_that_slack_did_not_sign_is_refused(ann, heard, change):
    request = signed(form(), SECRET)
    assert ann.app.dispatch(slack_request(request.raw_body, change(request.headers))).status == 401
    assert heard == []


def test_a_failure_before_the_signature_is_checked_calls_no_url(ann, response_url):
    """Or anyone could make the app post to an address of their choice."""
    payload = {"type": "block_actions", "response_url": response_url.address}
    request = signed({"payload": json.dumps(payload)}, "another secret")
    headers = request.headers | {"x-slack-request-timestamp": ["soon"]}
    assert ann.app.dispatch(slack_request(request.raw_body, headers)).status == 401
    assert response_url.received == []


def test_a_signature_of_another_body_is_refused(ann, heard):
    request = signed(form(), SECRET)
    assert ann.app.dispatch(slack_request(request.raw_body.replace("129", "999"), request.headers)).status == 401
    assert heard == []


@pytest.mark.parametrize("text", ["payload", "payload=5", "5 payload", 'payload={"type":"block_actions"}'])
def test_the_word_payload_in_a_line_is_only_a_word(ann, text):
    assert "payload" in ann.types(f"/sfp-refund {text}").told["error"]["message"]
