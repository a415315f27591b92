"""[Work out this refund] in the menu of a message: read, worked out as a typed line would be, or asked about."""

import json
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.slack.requests import signed
from storage.tables import answer as audit
from tests.builders import hostile_text as hostile
from tests.fakes.slack_person import SECRET

CAME_BACK = "Order 701-1234567-1234567 came back, paid $129.99, screen damaged, arrived Nov 20, window ended Nov 5"
LINE = "/sfp-refund CA$129.99 received=2026-11-20 window-end=2026-11-05 damaged order=701-1234567-1234567"


def test_what_was_read_is_said_and_answered_as_the_line_would_be(ann):
    reply, typed = ann.chooses(CAME_BACK), ann.types(LINE)
    first, *answer, last = reply.sent["blocks"]
    assert reply.audience == "ephemeral"
    assert first["text"]["text"] == (
        "I read: price $129.99, received 20 Nov 2026, window end 5 Nov 2026, damaged, order 701-1234567-1234567."
    )
    assert answer == typed.sent["blocks"]
    assert f"`{LINE}`" in last["elements"][0]["text"]
    assert typed.text in reply.text
    assert reply.told == typed.told


def test_a_message_in_a_thread_is_answered_there_and_one_that_begins_a_thread_where_it_stands(ann):
    assert ann.chooses(CAME_BACK, thread_ts="1795440000.000100").sent["thread_ts"] == "1795440000.000100"
    for thread in ("1795446000.000200", 5):
        assert "thread_ts" not in ann.chooses(CAME_BACK, thread_ts=thread).sent


def test_the_buttons_below_it_work(ann):
    reply = ann.chooses(CAME_BACK)
    posted = ann.presses(reply.buttons["Post to channel"])
    assert (posted.audience, f"`{LINE}`" in posted.shown) == ("in_channel", True)
    assert "sfp-ca/refund/2" in ann.presses(reply.buttons["Show clauses"]).shown


def test_two_amounts_are_asked_about_and_each_button_asks_its_whole_line(ann, heard):
    asked = ann.chooses("paid $129.99 or $139.99, used, 18 days late")
    assert "“$129.99”, “$139.99”. Which one is right?" in asked.shown
    assert "/sfp-refund CA$139.99 late=18d used" in asked.text
    assert heard == []
    assert ann.presses(asked.buttons["price $139.99"]).outcome["refund_max"] == "139.99"


def test_a_condition_in_doubt_can_be_left_out(ann):
    asked = ann.chooses("paid $129.99. Was it damaged?")
    assert ann.presses(asked.buttons["damaged"]).outcome["refund_min"] == "65.00"
    assert ann.presses(asked.buttons["without damaged"]).outcome["refund_min"] == "129.99"


def test_what_is_left_out_is_said_above_the_answer(ann):
    reply = ann.chooses("paid $129.99, not damaged, Nov 20")
    assert "“not damaged” comes with a “no”" in reply.shown
    assert "add `received=2026-11-20`" in reply.shown
    assert reply.outcome["refund_min"] == "129.99"


def test_much_that_is_left_out_is_counted(ann):
    reply = ann.chooses(", ".join(["paid $5", *(f"Nov {day}" for day in range(1, 8))]))
    assert "And 2 things more that I leave out." in reply.shown


def test_what_contradicts_itself_is_refused_as_the_line_would_be(ann):
    reply = ann.chooses("paid $5, 18 days late, arrived Nov 20, window ended Nov 5")
    assert reply.shown.startswith("I read: price $5.00, 18 days late, received 20 Nov 2026")
    assert "Those dates make it 15 days after the window" in reply.shown
    assert reply.told["ok"] is False


def test_nothing_found_is_said_with_an_example(ann, heard):
    assert "`/sfp-refund 129.99 late=18d used`" in ann.chooses("good morning").shown
    assert "in US dollars" in ann.chooses("paid US$5").shown
    assert heard == []


def test_what_is_still_needed_is_asked_for(ann):
    assert "Still needed" in ann.chooses("screen damaged").text


def test_yesterday_is_the_day_before_the_message_and_a_message_is_not_from_the_future(ann):
    assert "received 9 Nov 2026" in ann.chooses("$5, arrived yesterday", ts="1794323000.000100").shown
    assert "received 22 Nov 2026" in ann.chooses("$5, arrived yesterday", ts="9999999999.000100").shown


def test_the_day_of_a_message_is_that_of_the_workspace(ann):
    at_two_in_the_night = {"ts": "1795413600.000100"}
    ann.types("/seller-settings zone=America/Vancouver")
    assert "received 21 Nov 2026" in ann.chooses("$5, arrived yesterday", **at_two_in_the_night).shown
    ann.types("/seller-settings zone=America/Toronto")
    assert "received 22 Nov 2026" in ann.chooses("$5, arrived yesterday", **at_two_in_the_night).shown


def test_where_the_text_says_nothing_blocks_and_attachments_are_read(ann):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Price:*\n$129.99"}}]
    attachments = [{"fields": [{"title": "Price", "value": "$129.99"}]}]
    for message in ({"blocks": blocks}, {"attachments": attachments}, {"bot_id": "B1", "blocks": blocks}):
        assert "I read: price $129.99." in ann.chooses("", **message).shown
        assert "I read: price $129.99." in ann.chooses("A return", **message).shown
        assert "I read: price $5.00." in ann.chooses("paid $5", **message).shown


def test_the_audit_keeps_the_line_and_not_the_message(ann, assistant, engine):
    ann.chooses(f"{CAME_BACK}. The buyer is called Bob")
    ann.chooses("paid $5 or $6")
    assistant.close()
    with engine.connect() as connection:
        kept = connection.execute(select(audit.c.command, audit.c.line, audit.c.status)).all()
    assert [tuple(each) for each in kept] == [
        ("/sfp-refund", LINE.removeprefix("/sfp-refund "), "decided"),
        ("work_out_refund", "", "needs_info"),
    ]


def test_a_shortcut_that_this_version_does_not_have_is_too_old(ann):
    assert "too old" in ann.chooses(CAME_BACK, callback_id="work_out_label").text


PAYLOAD = {
    "type": "message_action",
    "callback_id": "work_out_refund",
    "team": {"id": "T0SHOP"},
    "user": {"id": "U0ANN"},
    "channel": {"id": "C0GENERAL"},
    "response_url": "http://127.0.0.1:9/",
    "message": {"text": CAME_BACK, "ts": "1795446000.000200"},
}
LESS = [
    *({**PAYLOAD, name: wrong} for name in PAYLOAD if name != "type" for wrong in (None, 5, [], {})),
    *({name: value for name, value in PAYLOAD.items() if name != missing} for missing in PAYLOAD if missing != "type"),
    *(
        {**PAYLOAD, "message": {"text": "$5", "ts": ts}}
        for ts in (5, "", "soon", "nan", "-1", "1e9", "9" * 40, "١٧٩٥٤٤٦٠٠٠")
    ),
]


@pytest.mark.parametrize("payload", LESS, ids=str)
def test_what_slack_never_sends_is_refused(ann, heard, caplog, payload):
    try:
        status = ann.app.dispatch(signed({"payload": json.dumps(payload)}, SECRET)).status
    except ValueError:  # as at the door
        status = 400
    assert status == 400
    assert heard == []
    assert [each for each in caplog.records if each.levelno >= logging.ERROR or each.exc_info] == []


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_any_text_in_a_message_is_answered_and_calls_nobody(ann, text):
    attachment = {"attachments": [{"text": text}]}
    for reply in (ann.chooses(text), ann.chooses(f"paid $5\n{text}\nused"), ann.chooses("", **attachment)):
        assert hostile.wrong_with(reply.sent, "U0ANN") == []
        assert reply.audience == "ephemeral"


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_a_message_of_any_line_is_answered_and_so_is_each_of_its_buttons(ann, random):
    text = "\n".join(hostile.draw_line(random)[1] for _ in range(random.randint(1, 3)))
    reply = ann.chooses(text)
    assert hostile.wrong_with(reply.sent, "U0ANN") == []
    for button in reply.buttons.values():
        assert hostile.wrong_with(ann.presses(button).sent, "U0ANN") == []
