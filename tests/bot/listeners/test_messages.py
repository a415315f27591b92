"""Lines that people write to Headroom in messages: in a direct message, and where they mention it."""

import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

import bot
from bot.assistant.assistant import Assistant
from bot.commands import COMMANDS, sfp_refund
from bot.entrypoints.local.emulator.http import slack_server
from bot.entrypoints.local.emulator.person import DIRECT, TEAM, USER
from bot.entrypoints.local.emulator.slack import Shown, Slack
from bot.entrypoints.server.app import build_app, known_bot
from bot.language.grammar.fold import fold
from bot.language.grammar.normalise import normalise
from bot.language.grammar.openings import last_words
from bot.language.locale import ENGLISH
from bot.listeners.messages import answer_event
from bot.listeners.payloads.message_event import MessageEvent
from bot.slack.blocks import Message, actions, button, section
from bot.slack.plain_text import message_text
from bot.slack.requests import signed_event, slack_request
from bot.views.plain_text import unread_view, welcome_view
from bot.views.posted import public_view
from bot.views.reply import POST
from storage import accounts, audit_log
from storage import settings as stored
from storage.alerting import outbox
from storage.metrics import readings
from storage.transaction import SEEN_REQUEST_RETENTION
from tests.bot.listeners.uploads.test_any_file import JSON
from tests.builders import hostile_text as hostile
from tests.builders.clerk import Clerk, clerk_at, words
from tests.processes.served import SECRETS, serving

SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
SET = "status set odr=0.5% orders=4000 defects=20"


@pytest.fixture
def clerk(engine, tmp_path) -> Iterator[Clerk]:
    with clerk_at(engine, tmp_path) as clerk:
        yield clerk


@pytest.fixture
def direct(clerk) -> Clerk:
    """The clerk in the direct messages with Headroom."""
    clerk.local.channel = DIRECT
    return clerk


def writes(clerk: Clerk, text: str, thread: str = "") -> list[Shown]:
    """Write a message: what is said to it, once everybody has done their work."""
    before = len(clerk.local.slack.messages)
    clerk.local.say(text, thread)
    clerk.work()
    return clerk.local.slack.messages[before + 1 :]


def said(clerk: Clerk, text: str) -> str:
    [answer] = writes(clerk, text)
    return words(answer)


def typed(clerk: Clerk, line: str) -> str:
    """What the slash command says, without the button that a message has no need of."""
    [(_, message)] = clerk.local.type(line)
    return message_text(message).replace("[Post to channel]  ", "")


def sends(clerk: Clerk, **event: object) -> int:
    """The status that an event gets."""
    told = {"type": "message", "channel": "D0YOU", "ts": f"{clerk.clock.now.timestamp():.6f}", "user": USER} | event
    return status(clerk, *signed_event(told, TEAM, clerk.local._secret))


def status(clerk: Clerk, body: str, headers: dict[str, str]) -> int:
    """400 too where it cannot be read, as at the door."""
    app = build_app(clerk.assistant, clerk.local._secret, known_bot(TEAM))
    try:
        return app.dispatch(slack_request(body, headers)).status
    except ValueError:
        return 400


REFUND = (
    "refund 129.99 late=18d used",
    "sfp-refund 129.99 late=18d used",
    "Refund 129.99 late=18d used",
    "  refund: 129.99, late=18d, used",
    "`/sfp-refund 129.99 late=18d used`",
    "```refund 129.99 late=18d used```",
    "*refund* 129.99 late=18d used",
    "“refund 129.99 late=18d used”",
    "> refund 129.99 late=18d used",
    "@Headroom refund 129.99 late=18d used",
    "@headroom, refund 129.99\nlate=18d\nused",
    "hey @Headroom refund 129.99 late=18d used",
    "refund 129.99 late=18d used @Headroom",
)


@pytest.mark.parametrize("line", REFUND)
def test_a_direct_message_is_answered_there_as_its_command_is(direct, line):
    [answer] = writes(direct, line)
    assert words(answer) == typed(direct, "/sfp-refund 129.99 late=18d used")
    assert (answer.channel, answer.thread, answer.to) == ("D0YOU", "", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_known_by_its_name_and_by_its_last_word_where_that_is_its_alone(direct, command):
    expected = typed(direct, command)
    assert said(direct, command.removeprefix("/")) == expected
    last = command.rpartition("-")[2]
    if last != "eligibility":
        assert said(direct, last) == expected


def test_the_mention_itself_is_no_command(assistant):
    assert assistant.answer(TEAM, "@Headroom", "status", USER, "D0YOU").slip.key == "reply.unknown_command"
    assert assistant.answer_message(TEAM, "@Headroom status", USER, "D0YOU").invocation.command == "/renewed-status"


def test_a_mention_is_answered_in_its_thread_for_everyone_there(clerk):
    [answer] = writes(clerk, "@Headroom status")
    asked = clerk.local.slack.messages[-2]
    assert (answer.channel, answer.thread, answer.to) == ("C0RETURNS", asked.ts, "")
    warning = clerk.local.slack.say("a warning", "C0RETURNS", "UHEADROOM")
    [in_thread] = writes(clerk, "@Headroom, status", thread=warning.ts)
    assert in_thread.thread == warning.ts
    assert words(in_thread) == words(answer) == typed(clerk, "/renewed-status")


def test_a_direct_message_in_a_thread_is_answered_in_that_thread(direct):
    asked = direct.local.slack.say("hello", "D0YOU", USER)
    assert [each.thread for each in writes(direct, "status", thread=asked.ts)] == [asked.ts]


def test_a_message_in_a_channel_that_does_not_mention_us_is_let_go(clerk):
    assert writes(clerk, "refund 129.99 late=18d used") == []
    assert outbox.count_by_state(clerk.ws) == {}


@pytest.mark.parametrize("greeting", ["hello", "Hi!", "Bonjour", "good morning", "👋", "..."])
def test_a_greeting_is_answered_with_two_kind_lines(direct, greeting):
    [answer] = writes(direct, greeting)
    assert answer.payload["text"] == welcome_view(ENGLISH, "").text
    assert len(words(answer).splitlines()) == 2


def test_whoever_has_asked_before_is_not_introduced_to_us_again(direct):
    assert said(direct, "hello").startswith("👋 Good to hear from you.")
    direct.assistant.close()  # has written down what was asked
    assert said(direct, "hello") == "👋 Hello again. help shows all I answer."


@pytest.mark.parametrize("thanks", ["thanks :tada:", "Thank you so much", "merci", "ok", "Merci beaucoup!", "ok great"])
def test_thanks_get_a_word_back(direct, thanks):
    assert said(direct, thanks) == "👍 Any time."


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("what do I need to refund today", "/sfp-returns today"),
        ("des remboursements en retard?", "/sfp-returns overdue"),
        ("how are we doing on odr", "/renewed-status"),
        ("is the return from 701-1234567-1234567 due yet", "/sfp-returns 701-1234567-1234567"),
        ("returns due today?", "/sfp-returns today"),
        ("mute this for 2 days", "/seller-alerts mute 2d"),
    ],
)
def test_what_a_message_asks_is_answered_as_its_line_and_says_which(direct, message, line):
    assert said(direct, message) == f"{typed(direct, line)}\nRead as {line}"


def test_a_change_that_a_message_seems_to_ask_for_is_made_by_a_button_alone(direct):
    direct.adds("main")
    assert "Shall I do this? /renewed-status set odr=0.74% orders=4210 defects=31" in said(
        direct, "odr is 0.74% on 4210 orders with 31 defects"
    )
    assert readings.list_latest(direct.ws, "main") == []
    direct.presses("Yes, do it")
    assert [reading.value for reading in readings.list_latest(direct.ws, "main")] == [7_400]


def test_a_mention_alone_hears_how_to_go_on(clerk):
    assert "@Headroom refund 129.99 late=18d used" in said(clerk, "@Headroom")


def suggested(view: Message) -> list[str]:
    """The lines to copy in a message."""
    return re.findall("`(.+?)`", json.dumps([each["text"] for each in view.blocks], ensure_ascii=False))


def test_every_line_that_a_welcome_suggests_is_answered(direct):
    direct.assistant.answer(TEAM, "/renewed-status", "set odr=0.5%", USER, "C1")
    for line in suggested(welcome_view(ENGLISH, "")):
        assert direct.assistant.answer_message(TEAM, line, USER, "D0YOU").ok


def test_a_word_that_two_commands_end_with_is_asked_back_with_both_lines_to_copy(direct):
    told = said(direct, "eligibility asin=B0ABCD1234")
    assert "“eligibility” is the end of two commands." in told
    assert told.splitlines()[1:] == ["• sfp-eligibility asin=B0ABCD1234", "• renewed-eligibility asin=B0ABCD1234"]
    assert said(direct, "sfp-eligibility asin=B0ABCD1234") == typed(direct, "/sfp-eligibility asin=B0ABCD1234")
    assert "• sfp-eligibility stock=0" in said(direct, "eligibilty stock=0")


NEAR = {
    "refnd 129.99 used": "refund 129.99 used",
    "sfp refund 129.99 used": "sfp-refund 129.99 used",
    "Refunds 129.99 uesd": "refund 129.99 used",
    "renewed_status": "renewed-status",
    "sfp-lable unwanted": "sfp-label unwanted",
    "statsu": "status",
    "return item": "returns help",
}


@pytest.mark.parametrize(("line", "corrected"), NEAR.items())
def test_a_near_miss_is_answered_with_the_line_put_right(direct, clerk, line, corrected):
    assert said(direct, line).splitlines()[1:] == [f"Try: {corrected}"]
    assert direct.assistant.answer_message(TEAM, corrected, USER, "D0YOU").ok
    clerk.local.channel = "#returns"
    assert f"Try: @Headroom {corrected}" in said(clerk, f"@Headroom {line}")


def test_anything_else_is_answered_with_what_can_be_asked(direct):
    told = said(direct, "nonsense, sorry")
    assert told.startswith("✋ I do not know “nonsense, sorry”.")
    assert all(word in told for word in last_words(COMMANDS))
    assert told.splitlines()[2:] == ["For example: refund 129.99 late=18d used"]


def test_a_question_about_the_terms_is_answered_by_its_clause(clerk, direct):
    for question in ("who pays the return label?", "how long do I have to refund"):
        told = said(clerk, f"@Headroom {question}")
        assert told == typed(clerk, f"/seller-policy {question}")
        assert said(direct, question).splitlines()[0] == told.splitlines()[0]


def test_a_question_that_no_clause_covers_hears_what_may_be_asked(direct):
    told = said(direct, "can you book a table for two")
    assert told.startswith("✋ I do not know “can you book a table for two”.")
    assert "Ask about the terms in your own words, or begin with one of these: refund" in told


@pytest.mark.parametrize("line", ["help", "?", "Help!", "aide", "@Headroom help"])
def test_help_is_the_whole_of_it_and_after_a_command_its_own(direct, line):
    assert said(direct, line) == typed(direct, "/seller-help")
    assert said(direct, "refund ?") == typed(direct, "/sfp-refund help")


def test_a_slip_is_answered_as_in_a_command_and_its_choices_can_be_pressed(direct):
    told = said(direct, "refund 129.99 received=12/11/2026")
    assert "reads two ways" in told
    direct.local.look_at(direct.local.slack.messages[-1])
    [(_, answer)] = direct.local.press(1)
    assert "Thu 12 Nov 2026" in answer.text


def test_a_line_to_copy_in_a_thread_is_one_that_can_be_typed_there(clerk):
    told = said(clerk, "@Headroom Refund 129.99 uesd")
    assert told.splitlines()[-1] == "Try: @Headroom Refund 129.99 used"
    assert said(clerk, "@Headroom Refund 129.99 used") == typed(clerk, "/sfp-refund 129.99 used")
    assert "@Headroom refund help has examples to copy." in said(clerk, "@Headroom refund 129.99 xyzzy")
    asked = writes(clerk, "@Headroom refund 129.99 received=12/11/2026")[0].payload
    assert "@Headroom refund 129.99 received=2026-11-12" in asked["text"]
    clerk.local.look_at(clerk.local.slack.messages[-1])
    assert "Thu 12 Nov 2026" in clerk.local.press(1)[0][1].text


# Once, whatever Slack and we go through.


def test_an_event_that_slack_sends_again_is_answered_once_and_asked_once(clerk):
    clerk.local.channel = DIRECT
    shown = clerk.local.slack.say("refund 100 used", "D0YOU", USER)
    event = {"type": "message", "channel": "D0YOU", "ts": shown.ts, "user": USER, "text": "refund 100 used"}
    body, headers = signed_event(event, TEAM, clerk.local._secret)
    for number in range(4):
        retry = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_timeout"} if number else {}
        assert status(clerk, body, headers | retry) == 200
        if number % 2:
            clerk.work()
    assert outbox.count_by_state(clerk.ws) == {"sent": 1}
    clerk.assistant.close()
    assert [(each.command, each.line) for _, each in audit_log.list_recent(clerk.ws, 9)] == [
        ("/sfp-refund", "100 used")
    ]


def test_both_events_of_one_message_are_answered_once(clerk):
    now = f"{clerk.clock.now.timestamp():.6f}"
    for kind in ("app_mention", "message"):
        for channel in ("D0YOU", "C0RETURNS"):
            assert sends(clerk, type=kind, channel=channel, ts=now, text="<@UHEADROOM> status") == 200
    clerk.work()
    posted = [(each.channel, each.thread) for each in clerk.local.slack.messages]
    assert sorted(posted) == [("C0RETURNS", now), ("D0YOU", "")]


def test_what_a_line_changes_is_changed_once(direct):
    event = {"ts": f"{direct.clock.now.timestamp():.6f}", "text": SET}
    assert sends(direct, **event) == 200
    direct.work()
    assert "Recorded" in said(direct, "status set odr=0.7%")
    assert sends(direct, **event) == 200
    direct.work()
    assert [each.value for each in readings.list_latest(direct.ws, "main")] == [7_000]
    assert outbox.count_by_state(direct.ws) == {"sent": 2}


def test_a_line_whose_answer_was_lost_before_it_was_kept_changes_nothing_again(direct, monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("INSERT", None, Exception("locked"))

    event = {"ts": f"{direct.clock.now.timestamp():.6f}", "text": SET}
    with monkeypatch.context() as gone:
        gone.setattr(outbox, "enqueue", away)
        assert sends(direct, **event) == 500
    assert "Recorded" in said(direct, "status set odr=0.7%")
    assert sends(direct, **event) == 200
    direct.work()
    assert "That was done already" in words(direct.local.slack.messages[-1])
    assert [each.value for each in readings.list_latest(direct.ws, "main")] == [7_000]


def test_the_sender_is_woken_once_the_answer_is_kept(engine, now):
    kept = []
    with closing(
        Assistant(engine, lambda: now, outgoing=lambda: kept.append(outbox.count_by_state(assistant.workspace(TEAM))))
    ) as assistant:
        told = {"type": "message", "channel": "D0YOU", "ts": f"{now.timestamp():.6f}", "user": USER, "text": "hello"}
        answer_event(assistant, MessageEvent.of({"team_id": TEAM, "event": told}), "UHEADROOM")
    assert kept == [{"waiting": 1}]


def test_an_answer_that_was_not_said_before_a_stop_is_said_after_it(engine, tmp_path):
    with clerk_at(engine, tmp_path) as before:
        asked = before.local.say("@Headroom status")
    with clerk_at(engine, tmp_path) as clerk:
        clerk.work()
        assert [each.thread for each in clerk.local.slack.messages] == [asked.ts]


def test_answers_that_wait_together_are_not_folded_into_one(direct):
    for number in range(1, 13):
        direct.local.say(f"refund {number} used")
    direct.work()
    shown = [each for each in direct.local.slack.messages if each.posted]
    assert [re.search(r"of \$(\d+)\.", words(each))[1] for each in shown] == [str(each) for each in range(1, 13)]


@pytest.mark.parametrize(("late", "done"), [(-60, True), (0, True), (60, False), (86_400, False)])
def test_a_line_that_waited_through_an_outage_is_not_acted_on(direct, late, done):
    then = direct.clock.now - SEEN_REQUEST_RETENTION - timedelta(seconds=late)
    for _ in range(2):
        assert sends(direct, ts=f"{then.timestamp():.6f}", text=SET) == 200
    direct.work()
    [answer] = direct.local.slack.messages
    assert ("more than an hour late" in words(answer)) != done
    held = readings.list_latest(direct.ws, "main") if accounts.list_names(direct.ws) else []
    assert bool(held) == done


# Who is heard.

LET_GO = {
    "of the bot itself": {"user": "UHEADROOM"},
    "of another bot": {"bot_id": "B0OTHER"},
    "that was changed": {"subtype": "message_changed"},
    "into which a mention was edited": {"edited": {"user": USER, "ts": "1.0"}},
    "that was deleted": {"subtype": "message_deleted"},
    "of who joined": {"subtype": "channel_join"},
    "of no known subtype": {"subtype": ["x"]},
}


@pytest.mark.parametrize("about", LET_GO.values(), ids=LET_GO)
@pytest.mark.parametrize("door", [{}, {"type": "app_mention", "channel": "C0RETURNS"}], ids=["direct", "mention"])
def test_only_what_people_write_is_answered(clerk, about, door):
    assert sends(clerk, text="<@UHEADROOM> status", **(door | about)) == 200
    assert outbox.count_by_state(clerk.ws) == {}


def test_a_guest_of_another_company_is_not_answered(clerk):
    told = {"type": "app_mention", "channel": "C0RETURNS", "user": USER, "text": "<@UHEADROOM> status"}
    for second, home in enumerate(("T0OTHER", TEAM)):
        event = told | {"ts": f"{clerk.clock.now.timestamp() + second:.6f}", "user_team": home}
        body, _ = signed_event(event, TEAM, clerk.local._secret)
        shared = MessageEvent.of(json.loads(body) | {"is_ext_shared_channel": True})
        answer_event(clerk.assistant, shared, "UHEADROOM")
        assert outbox.count_by_state(clerk.ws).get("waiting", 0) == second


MALFORMED = {
    "no channel": {"channel": None, "type": "app_mention"},
    "an odd channel": {"channel": "D0 <!here>"},
    "an odd kind of channel": {"channel": ["D0YOU"], "type": "app_mention"},
    "no writer": {"user": None},
    "a long writer": {"user": "U" * 99},
    "no instant": {"ts": ""},
    "an instant in words": {"ts": "soon"},
    "an instant beyond all years": {"ts": "999999999999.000000"},
    "an odd thread": {"thread_ts": 5},
    "text that is none": {"text": {"a": 1}},
    "files that are none": {"files": 5},
    "a file that is none": {"files": [5]},
}


@pytest.mark.parametrize("about", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_event_is_refused_without_a_word(clerk, about, caplog):
    assert sends(clerk, **({"text": "status"} | about)) == 400
    assert outbox.count_by_state(clerk.ws) == {}
    assert [each for each in caplog.records if each.levelno >= logging.ERROR or each.exc_info] == []


ODD = st.dictionaries(
    st.sampled_from(("channel", "ts", "user", "text", "thread_ts", "subtype", "edited", "files", "user_team")), JSON
)


@settings(max_examples=100)
@given(about=ODD, kind=st.sampled_from(("message", "app_mention")))
def test_any_event_is_taken_or_refused(clerk, caplog, about, kind):
    assert sends(clerk, **({"text": "status"} | about | {"type": kind})) in (200, 400)
    assert [each for each in caplog.records if each.levelno >= logging.ERROR or each.exc_info] == []


def test_a_message_without_text_is_greeted(clerk):
    assert sends(clerk) == 200
    clerk.work()
    assert "Good to hear from you" in words(clerk.local.slack.messages[-1])


def brings(clerk: Clerk, name: str) -> Shown:
    """Drop a file with words that mention us, as Slack tells of it: what stands there at the end."""
    shown = clerk.local.slack.drop(SAMPLES / "defects.csv", "C0RETURNS", USER)
    file = clerk.local.slack.info({"file": shown.payload["files"][0]["id"]})["file"] | {"name": name}
    about = {"channel": "C0RETURNS", "ts": shown.ts, "text": "<@UHEADROOM> status", "files": [file]}
    assert sends(clerk, subtype="file_share", **about) == sends(clerk, type="app_mention", **about) == 200
    clerk.work()
    return shown


def test_words_that_come_with_a_report_are_not_answered_beside_it(clerk):
    shown = brings(clerk, "defects.csv")
    assert ["defects.csv" in told for told in clerk.told(shown.ts)] == [True]


def test_words_that_come_with_a_picture_are_answered(clerk):
    shown = brings(clerk, "screenshot.png")
    assert clerk.told(shown.ts) == [typed(clerk, "/renewed-status")]


def test_roles_hold_and_what_was_written_is_in_the_audit(engine, tmp_path):
    with clerk_at(engine, tmp_path, trusted=False) as clerk:
        clerk.local.channel = DIRECT
        stored.update(clerk.ws, {"role U0BOSS": "admin", f"role {USER}": "reader"}, "U0BOSS", clerk.clock.now)
        assert "yours is reader" in said(clerk, SET)
        for line in ("status", "hello", "nonsense"):
            said(clerk, line)
        clerk.assistant.close()
        kept = [(each.command, each.status) for _, each in audit_log.list_recent(clerk.ws, 9)]
    assert sorted(kept) == [
        ("/renewed-status", "denied"),
        ("/renewed-status", "needs_info"),
        ("@Headroom", "answered"),
        ("@Headroom", "refused"),
    ]


# Trouble and buttons.


def test_a_fault_of_ours_is_told_with_a_reference_that_the_log_has_too(direct, monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(sfp_refund, "run", fail)
    told = said(direct, "refund 129.99")
    reference = re.search("Reference ([0-9a-f]{8})", told)[1]
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert reference in record.getMessage()
    assert "no such luck" in caplog.text
    assert "no such luck" not in told


def test_a_database_that_is_away_has_slack_send_the_line_again(direct, monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("SELECT", None, Exception("locked"))

    event = {"ts": f"{direct.clock.now.timestamp():.6f}", "text": "refund 100 used"}
    with monkeypatch.context() as gone:
        gone.setattr(sfp_refund, "run", away)
        assert sends(direct, **event) == 500
    assert sends(direct, **event) == 200
    direct.work()
    assert "Refund at least" in words(direct.local.slack.messages[-1])


def test_buttons_below_an_answer_in_a_thread_are_answered_in_that_thread(clerk):
    [answer] = writes(clerk, "@Headroom refund 129.99 used")
    assert "[Show clauses]" in words(answer)
    assert "Post to channel" not in words(answer)
    clerk.presses("Show clauses")
    shown = clerk.local.slack.messages[-1]
    assert (shown.thread, shown.to) == (answer.thread, USER)
    assert "sfp-ca/refund/2" in words(shown)


def test_a_row_with_no_other_button_than_the_one_that_posts_is_left_out():
    row = actions(button("Post to channel", POST, "{}"))
    assert public_view(Message("x", (section("x"), row))) == Message("x", (section("x"),))


def test_a_refusal_says_no_more_than_it_can_be_read_aloud(direct):
    message = unread_view(
        ENGLISH, direct.assistant.answer_message(TEAM, "x" * 5_000, USER, "D0YOU").slip, "", ("refund",)
    )
    assert len(message.text) < 250


def test_a_served_message_is_acknowledged_and_answered(tmp_path, url):
    slack, answered = Slack(), threading.Event()
    slack.on_message = lambda *_: answered.set()
    told = {"channel": "C1", "ts": f"{time.time():.6f}", "user": "U0ANN", "text": "<@UHEADROOM> refund 100 used"}
    with slack_server(slack) as address:
        here = {"DATABASE_URL": url, "SLACK_API_URL": f"{address}/api", "PORT": "0"}
        secrets = {name: SECRETS[name] for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")}
        with serving(tmp_path / "log", **here, **secrets) as served:
            for kind in ("message", "app_mention"):
                event = signed_event({"type": kind, **told}, "T0SHOP", SECRETS["SLACK_SIGNING_SECRET"])
                assert served.sends("POST", "/slack/events", *event) == (200, "")
            assert answered.wait(10)
            assert served.stop() == 0
    [shown] = slack.messages
    assert shown.thread == told["ts"]
    assert "Refund at least $50.00" in shown.payload["text"]
    assert "refund 100" not in (tmp_path / "log").read_text()
    assert slack.refusals == []


# What careless and hostile people write.


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_a_line_without_its_slash_is_answered_as_with_it(assistant, random):
    command, text = hostile.draw_line(random)
    assume(fold(text[:1]) or text[:1] in ("$", '"'))
    note(f"{command} {text}")
    text = normalise(text)
    assistant.answer("T1", command, text, "U1", "D1")  # what it changes is so already
    expected = assistant.answer("T1", command, text, "U1", "D1")
    answered = assistant.answer_message("T1", f"{command[1:]} {text}", "U1", "D1")
    assert answered.message == expected.message
    assert answered.invocation == replace(expected.invocation, text=answered.invocation.text)


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_any_text_is_answered_once_and_calls_nobody(clerk, text, caplog):
    said_to = []
    for lead in ("", "refund ", "settings ", "eligibility ", "sfp "):
        about = {"text": f"<@UHEADROOM> {lead}{text}", "ts": f"{clerk.clock.now.timestamp():.6f}"}
        assert sends(clerk, **about) == 200
        assert sends(clerk, type="app_mention", channel="C0RETURNS", **about) == 200
        said_to += [about["ts"], ""]
        clerk.work()
        clerk.clock.now += timedelta(seconds=1)
    messages = clerk.local.slack.messages
    assert sorted(each.thread for each in messages) == sorted(said_to)
    assert [wrong for each in messages for wrong in hostile.wrong_with(each.payload, USER)] == []
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR or each.exc_info] == []
