"""What Slack sends is read into typed payloads, or refused as malformed; nothing else comes of it."""

import copy
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import BoltRequest

from bot.entrypoints.server.app import build_app, known_bot
from bot.listeners.payloads.block_action import BlockAction
from bot.listeners.payloads.message_event import MessageEvent, concerns_us
from bot.listeners.payloads.message_shortcut import MessageShortcut
from bot.listeners.payloads.payload import Malformed, Payload, at
from bot.listeners.payloads.slash_command import SlashCommand
from bot.listeners.payloads.view_submission import ViewSubmission
from bot.slack.requests import signed_form, signed_json, slack_request
from storage import workspaces
from storage.alerting import outbox
from tests.builders import payloads as examples
from tests.builders.payloads import OURS, THEIRS, Body, Told, event
from tests.fakes.slack_person import SECRET

KINDS: dict[type[Payload], examples.Examples] = {
    SlashCommand: examples.COMMANDS,
    BlockAction: examples.PRESSES,
    ViewSubmission: examples.SUBMISSIONS,
    MessageShortcut: examples.SHORTCUTS,
    MessageEvent: examples.EVENTS,
}
EXAMPLES = [
    pytest.param(kind, body, told, id=f"{kind.__name__} {name}")
    for kind, named in KINDS.items()
    for name, (body, told) in named.items()
]


@pytest.mark.parametrize(("kind", "body", "told"), EXAMPLES)
def test_every_example_says_for_whom_it_is_and_who_acts(kind, body, told):
    payload = kind.of(body)
    assert Told(*(getattr(payload, field) for field in Told._fields)) == told


@pytest.mark.parametrize(("kind", "body", "told"), EXAMPLES)
def test_the_installed_team_is_the_one_that_bolt_works_out(kind, body, told):
    """Where Bolt finds none it is the team through which the app hears of it; no organisation is ever a stranger's."""
    context = BoltRequest(body=body, mode="socket_mode").context
    payload = kind.of(body)
    assert context.team_id in (payload.team_id, None)
    assert payload.enterprise_id in (context.enterprise_id, None)
    assert context.is_enterprise_install == payload.is_enterprise_install


def test_a_command_is_read_with_its_line_and_its_trigger():
    command = SlashCommand.of(examples.COMMANDS["in a channel"][0])
    assert (command.command, command.text, command.channel_id) == ("/sfp-refund", "129.99 late=18d used", "C0RETURNS")
    assert command.request == command.trigger_id != ""
    bare = SlashCommand.of({"team_id": "T1", "user_id": "U1", "channel_id": "C1", "command": "/seller-help"})
    assert (bare.text, bare.request) == ("", None)


def test_a_press_is_read_with_its_value_and_the_thread_of_its_message():
    action = BlockAction.of(examples.PRESSES["in a thread"][0])
    assert (action.action_id, action.value) == ("return_refunded_0", '{"account":"main"}')
    assert (action.channel_id, action.thread_ts) == ("C0RETURNS", "1795445000.000100")
    assert BlockAction.of(examples.PRESSES["in a channel"][0]).thread_ts is None


def test_a_form_is_read_by_its_blocks():
    submission = ViewSubmission.of(examples.SUBMISSIONS["of a person here"][0])
    assert submission.fields == {
        "until": "1d",
        "why": "the new batch comes Friday",
        "who": "U0BOB",
        "left out": "",
        "not chosen": "",
    }
    assert (submission.callback_id, submission.value) == ("alert_snooze", '{"account":"main"}')
    assert submission.request == "form V0FORM"


@pytest.mark.parametrize(
    ("name", "thread"),
    [("in a channel", None), ("in a thread", "1795445000.000100"), ("on the first of a thread", None)],
)
def test_a_shortcut_is_read_with_its_message_and_that_ones_thread(name, thread):
    shortcut = MessageShortcut.of(examples.SHORTCUTS[name][0])
    assert (shortcut.callback_id, shortcut.message["text"], shortcut.thread_ts) == (
        "work_out_refund",
        "paid $129.99",
        thread,
    )
    assert shortcut.posted_at.timestamp() == 1_795_446_000.0002


def test_both_events_of_a_message_are_one_request():
    mention, message = (MessageEvent.of(event({"type": kind})) for kind in ("app_mention", "message"))
    assert mention.request == message.request == "line/C0RETURNS/1795446000.000300"
    assert (mention.is_to_us, message.is_to_us) == (True, False)


FOR_US = {name: name != "a group message" for name in examples.EVENTS if "file" not in name}


@pytest.mark.parametrize("name", examples.EVENTS)
def test_which_messages_are_written_to_us(name):
    body, told = examples.EVENTS[name]
    message = MessageEvent.of(body)
    assert concerns_us(body["event"])
    assert message.is_to_us == FOR_US.get(name, False)
    assert message.is_of_a_guest == (told.user_team_id != OURS)


def test_a_message_that_is_not_for_us_is_let_go_unread():
    assert not concerns_us(event({"text": {"a": 1}})["event"])
    for about in ({"bot_id": "B0"}, {"subtype": "message_changed"}, {"subtype": ["x"]}):
        assert not concerns_us(event({"channel": "D0ANN", **about})["event"])


# What is malformed.


def test_what_is_malformed_is_named_without_what_it_holds():
    body = copy.deepcopy(examples.PRESSES["in a channel"][0])
    body["channel"], body["actions"][0]["value"] = None, ["a secret"]
    with pytest.raises(Malformed) as malformed:
        BlockAction.of(body)
    assert str(malformed.value) == "BlockAction: actions.0.value, channel.id"


IDENTITIES = (
    *(("team",), ("team", "id"), ("user",), ("user", "id"), ("user", "team_id"), ("enterprise",), ("enterprise", "id")),
    *(("channel",), ("channel", "id"), ("view",), ("view", "id"), ("view", "app_installed_team_id"), ("trigger_id",)),
    *(("authorizations",), ("authorizations", 0, "team_id"), ("is_enterprise_install",)),
    *(("team_id",), ("context_team_id",), ("enterprise_id",), ("user_id",), ("channel_id",), ("message",)),
    *(("event", "user"), ("event", "channel"), ("event", "team"), ("event", "user_team"), ("event", "source_team")),
    *(("message", "ts"), ("event", "ts"), ("event", "files"), ("actions",), ("actions", 0, "value"), ("view", "state")),
    *(("container",), ("response_url",), ("is_ext_shared_channel",), ("view", "state", "values"), ("callback_id",)),
)
MISSING = object()
ODD = (
    *(MISSING, None, "", [], {}, 5, -0.5, True, [None], [[]], [{}], {"id": None}, {"id": ["T0"]}, {"id": "T0"}),
    *("T0", "E0", "\ud800", "D0 <!here>", "x" * 5_000, {"values": {"b": 5}}, {"b": {"a": {"value": 5}}}, {"b": {}}),
)


def spoilt(body: Body, changes: dict[tuple[str | int, ...], Any]) -> Body:
    """A copy of a body with other values at some of its places, where it has them."""
    changed = copy.deepcopy(body)
    for (*way, last), value in changes.items():
        if isinstance(document := at(changed, tuple(way)), dict):
            document.pop(last, None)
            document |= {} if value is MISSING else {last: value}
    return changed


CHANGES = st.dictionaries(st.sampled_from(IDENTITIES), st.sampled_from(ODD), max_size=4)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_any_identities_are_read_or_refused(kind, data):
    body, _ = data.draw(st.sampled_from(list(KINDS[kind].values())))
    try:
        payload = kind.of(spoilt(body, data.draw(CHANGES)))
    except Malformed:
        return
    assert all(isinstance(each, str) for each in (payload.team_id, payload.user_id, payload.channel_id))
    assert isinstance(payload.user_team_id, str | None)
    assert isinstance(payload.request, str | None)


def test_a_malformed_request_is_answered_400_with_a_line_in_the_log(assistant, caplog):
    app = build_app(assistant, SECRET, known_bot(OURS))
    press = examples.PRESSES["in a channel"][0] | {"channel": None}
    message = event({"channel": "D0ANN", "text": 5})
    for body, headers in (signed_form({"payload": json.dumps(press)}, SECRET), signed_json(message, SECRET)):
        assert app.dispatch(slack_request(body, headers)).status == 400
    told = [(each.levelno, each.payload) for each in caplog.records if "malformed" in each.getMessage()]
    assert told == [(logging.WARNING, "BlockAction: channel.id"), (logging.WARNING, "MessageEvent: event.text")]


# Whose data a request is about.


def test_a_colleague_in_a_shared_channel_is_answered_in_our_workspace_and_no_other_comes_of_it(assistant, engine, now):
    app = build_app(assistant, SECRET, known_bot(OURS))
    ts = f"{now.timestamp():.6f}"
    body = event(
        {"type": "app_mention", "text": "<@UHEADROOM> status", "ts": ts, "user_team": OURS},
        team_id=THEIRS,
        is_ext_shared_channel=True,
    )
    assert app.dispatch(slack_request(*signed_json(body, SECRET))).status == 200
    assert workspaces.list_ids(engine) == [OURS]
    assert outbox.count_by_state(assistant.workspace(OURS)) == {"waiting": 1}
