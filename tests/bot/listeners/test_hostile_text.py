"""Every door under hostile text: each request is answered, no reply calls anyone, and the log holds no failure."""

import json
import logging
import time
from urllib.parse import urlencode

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.slack.requests import command_form, slack_request
from tests.builders import hostile_text as hostile
from tests.fakes.slack_person import CHANNEL, SECRET

BUTTONS = ("post_to_channel", "show_clauses", "ask_again_1", "ask_again_trend", "gone")
FORM = command_form("/sfp-refund 129.99 late=18d used", "T0SHOP", "U0ANN", CHANNEL, "http://127.0.0.1:9/")
PRESS = {
    "type": "block_actions",
    "team": {"id": "T0SHOP"},
    "user": {"id": "U0ANN"},
    "channel": {"id": CHANNEL},
    "response_url": "http://127.0.0.1:9/",
    "actions": [{"type": "button", "block_id": "b", "action_id": "show_clauses", "value": ""}],
}


@pytest.fixture(autouse=True)
def nothing_failed(caplog):
    """The log holds neither an error nor a traceback when the test is over."""
    yield
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR or each.exc_info] == []


def headers_of(body, timestamp=None, content_type="application/x-www-form-urlencoded"):
    timestamp = timestamp or str(int(time.time()))
    signature = hostile.signature(SECRET, timestamp, body)
    return {"content-type": content_type, "x-slack-request-timestamp": timestamp, "x-slack-signature": signature}


def send(ann, body, **signing):
    return ann.app.dispatch(slack_request(body, headers_of(body, **signing)))


def answer_to(ann, body):
    """The reply to a form, after it was held against what must never come back."""
    response = send(ann, body)
    assert response.status == 200
    sent = json.loads(response.body)
    assert hostile.wrong_with(sent, "U0ANN") == []
    assert sent["response_type"] == "ephemeral"
    return sent


def typed(command, text):
    return urlencode({**FORM, "command": command, "text": text}, errors="replace")


@pytest.mark.parametrize("command", COMMANDS)
def test_any_text_after_a_command_is_answered(ann, command):
    for text in hostile.TEXTS.values():
        answer_to(ann, typed(command, text))


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_any_text_instead_of_a_command_is_answered(ann, text):
    answer_to(ann, typed("/" + text, text))


@pytest.mark.parametrize("opening", ["set", "history", "what-if", "set odr=0.74%", "history odr", "what-if +2 defects"])
def test_any_text_after_a_first_word_is_answered(ann, opening):
    for text in hostile.TEXTS.values():
        answer_to(ann, typed("/renewed-status", f"{opening} {text}"))


@pytest.mark.parametrize("half", ["%ED%A0%80", "%ED%B0%80", "%ED%A0%BD%ED", "%FF%FE", "%00", "%", "%u0021"])
def test_bytes_that_are_no_text_are_answered(ann, half):
    for command in COMMANDS:
        answer_to(ann, f"{typed(command, '')}&text=129.99+{half}")


@pytest.mark.parametrize("action", BUTTONS)
def test_a_button_with_any_text_is_answered(ann, action):
    for command in (*COMMANDS, "/none-of-ours"):
        for text in hostile.TEXTS.values():
            reply = ann.presses({"action_id": action, "value": json.dumps({"command": command, "text": text})})
            assert hostile.wrong_with(reply.sent, "U0ANN") == []


@pytest.mark.parametrize("action", BUTTONS)
def test_a_button_that_carries_any_text_instead_of_a_line_is_answered(ann, action):
    for text in hostile.TEXTS.values():
        for value in (text.encode("utf-8", "replace").decode(), json.dumps({"command": text, "text": text})):
            reply = ann.presses({"action_id": action, "value": value})
            assert hostile.wrong_with(reply.sent, "U0ANN") == []


def test_a_name_that_calls_someone_calls_nobody_wherever_it_is_shown(ann):
    for number, text in enumerate(
        ("<!channel>", "<@U1|bob>", "&lt;!here&gt;", "&amp;lt;!here&amp;gt;", "<https://a.b|c>")
    ):
        answer_to(ann, typed("/seller-settings", f'account="{text} {number}"'))
        answer_to(ann, typed("/renewed-status", f'set odr=0.{number}% account="{text} {number}"'))
    for command, text in (("/seller-settings", ""), ("/renewed-status", ""), ("/renewed-status", "history odr")):
        answer_to(ann, typed(command, text))


def test_a_posted_line_calls_nobody_but_names_its_asker(ann):
    value = json.dumps({"command": "/sfp-label", "text": 'unwanted category="<!channel> <@U0BOB>"'})
    posted = ann.presses({"action_id": "post_to_channel", "value": value})
    assert posted.audience == "in_channel"
    assert "<@U0ANN>" in posted.shown
    assert hostile.wrong_with(posted.sent, "U0ANN") == []


@pytest.mark.parametrize("before", range(6))
def test_a_line_too_long_to_be_posted_whole_is_not_cut_within_an_escape(ann, before):
    text = "unwanted " + " ".join([f'category="{"x" * before}{"&" * 70}"'] * 12)
    posted = ann.presses({"action_id": "post_to_channel", "value": json.dumps({"command": "/sfp-label", "text": text})})
    assert posted.audience == "in_channel"
    assert hostile.wrong_with(posted.sent, "U0ANN") == []


@pytest.mark.parametrize("missing", FORM)
def test_a_form_without_a_field_is_answered_or_refused_as_not_slacks(ann, missing):
    response = send(ann, urlencode({name: value for name, value in FORM.items() if name != missing}))
    expected = {"command": 404, "team_id": 400, "user_id": 400, "channel_id": 400}
    assert response.status == expected.get(missing, 200)


@pytest.mark.parametrize("value", ["", "x", "<!channel>"])
def test_a_form_with_a_field_twice_is_answered(ann, value):
    for name in FORM:
        answer_to(ann, f"{urlencode(FORM)}&{urlencode({name: value})}")


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_a_command_as_json_is_answered(ann, content_type):
    body = json.dumps(FORM)
    assert send(ann, body, content_type=content_type).status == 200


@pytest.mark.parametrize("value", [None, 5, [], {}])
def test_a_field_that_is_no_text_is_refused_as_not_slacks(ann, heard, value):
    for name in ("text", "team_id", "user_id", "channel_id", "trigger_id"):
        assert send(ann, json.dumps({**FORM, name: value})).status == 400
    for name in ("user", "channel", "response_url", "trigger_id"):
        assert send_press(ann, {**PRESS, name: value}) == 400
    assert heard == []


def send_press(ann, press):
    """The status of a press; 400 too where it cannot be read, as at the door."""
    try:
        return send(ann, urlencode({"payload": json.dumps(press)})).status
    except ValueError:
        return 400


UNREADABLE = [
    *("{", "[" * 50_000, "{" * 9, '{"a":' * 50_000, '{"command": 5}', '{"type": "event_callback", "event": 5}'),
    *("payload=", "payload=5", "payload=null", "payload=[]", "payload=%7B", 'payload="x"', "payload={}"),
    *(f"payload={json.dumps({**PRESS, 'actions': actions})}" for actions in ([], {}, 5, None, [5], [{}], "x")),
    *(f"payload={json.dumps({**PRESS, name: 5})}" for name in ("team", "user", "channel")),
    *("", "&&=", "a", "%", '{"type": "event_callback"}', 'payload={"type": "view_submission"}'),
]


@pytest.mark.parametrize("is_signed", [True, False], ids=["signed", "unsigned"])
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_that_slack_never_sends_is_refused(ann, heard, is_signed, content_type):
    for body in UNREADABLE:
        headers = headers_of(body, content_type=content_type) if is_signed else {"content-type": content_type}
        try:
            request = slack_request(body, headers)
        except ValueError:
            continue
        assert ann.app.dispatch(request).status == (404 if is_signed else 401)
    assert heard == []


@pytest.mark.parametrize("spoilt", hostile.SIGNATURES.values(), ids=hostile.SIGNATURES)
def test_a_spoilt_signature_is_refused(ann, heard, spoilt):
    for body in (urlencode(FORM), urlencode({"payload": json.dumps(PRESS)})):
        assert ann.app.dispatch(slack_request(body, spoilt(headers_of(body)))).status == 401
    assert heard == []


def test_a_stale_signature_is_refused_and_a_replayed_question_is_answered(ann):
    body = urlencode(FORM)
    assert send(ann, body, timestamp=str(int(time.time()) - 301)).status == 401
    answers = [send(ann, body).body for _ in range(2)]
    assert answers[0] == answers[1]


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_a_line_that_is_nearly_right_is_answered_and_what_it_suggests_is_accepted(ann, heard, random):
    command, text = hostile.draw_line(random)
    note(f"{command} {text}")
    heard.clear()
    answer_to(ann, typed(command, text))
    slip = heard[-1].slip
    if slip and slip.suggestion is not None:
        answer_to(ann, typed(command, slip.suggestion))
        assert heard[-1].ok


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_every_button_below_an_answer_to_such_a_line_is_answered(ann, random):
    command, text = hostile.draw_line(random)
    note(f"{command} {text}")
    sent = answer_to(ann, typed(command, text))
    for row in (block["elements"] for block in sent["blocks"] if block["type"] == "actions"):
        for button in row:
            assert hostile.wrong_with(ann.presses(button).sent, "U0ANN") == []


REFUSED_IN_TURN = (
    "/renewed-status what-if mettric=odr",
    "/renewed-status set odr=0.74 defects=31",
    "/renewed-eligibility new-seller odr=0.6",
    "/sfp-refund 129.99 qyt=0",
)


@pytest.mark.parametrize("line", REFUSED_IN_TURN)
def test_a_corrected_line_that_would_be_refused_in_its_turn_is_not_offered(ann, line):
    error = ann.types(line).told["error"]
    assert error["suggestion"] is None
    assert error["message"]


def test_a_corrected_line_is_itself_corrected_before_it_is_offered(ann):
    for name in ("First", "Second"):
        ann.types(f"/seller-settings account={name}")
    asked = ann.types("/renewed-status set odr=0.74 account=Secnod")
    assert asked.told["error"]["suggestion"] == "/renewed-status set odr=0.74% account=Second"


def test_a_corrected_line_keeps_what_was_right(ann):
    ann.types("/renewed-status set odr=0.74% orders=4210 defects=31")
    asked = ann.types("/renewed-status what-if metric=odr")
    assert asked.told["error"]["suggestion"] == "/renewed-status what-if metric=odr +2 defects"


def test_trying_a_corrected_line_writes_nothing(ann):
    assert ann.types("/renewed-status set odr=0.74").told["error"]["suggestion"] == "/renewed-status set odr=0.74%"
    assert ann.types("/seller-settings provnce=QC").told["error"]["suggestion"] == "/seller-settings province=QC"
    assert ann.types("/renewed-status").outcome["metrics"] == []
    assert "ON" in ann.types("/seller-settings").shown
