"""The local workspace refuses what Slack would: one deliberately wrong app for each rule."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.entrypoints.local.emulator import person
from bot.entrypoints.local.emulator.limits import Refused, check_message
from bot.entrypoints.local.emulator.person import CHANNELS, TEAM, BuildApp, LocalWorkspace
from bot.entrypoints.local.emulator.slack import Clock, Slack
from bot.entrypoints.server.app import known_bot
from tests.builders.channel import stopped
from tests.patience import PATIENCE

Listener = Callable[[Ack, dict[str, Any], WebClient], None]


def app_that(listener: Listener) -> BuildApp:
    """An app whose one command does as the listener does."""

    def build(signing_secret: str, client: WebClient) -> App:
        app = App(
            signing_secret=signing_secret,
            authorize=known_bot(TEAM),
            client=client,
            process_before_response=True,
            token_verification_enabled=False,
        )
        client.retry_handlers.clear()

        @app.command("/wrong")
        def on_command(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            listener(ack, body, client)

        return app

    return build


def workspace_of(listener: Listener, stopwatch: Clock = stopped, *, strict: bool = True) -> LocalWorkspace:
    """A workspace with such an app, in which no time passes."""
    slack = Slack(clock=stopped)
    return LocalWorkspace(None, build=app_that(listener), strict=strict, slack=slack, stopwatch=stopwatch)


def refusal_of(listener: Listener, stopwatch: Clock = stopped) -> str:
    """The rule that a command of such an app breaks."""
    with workspace_of(listener, stopwatch) as workspace, pytest.raises(Refused) as refused:
        workspace.type("/wrong")
    return refused.value.rule


def says(**reply: Any) -> Listener:
    return lambda ack, _body, _client: ack(**{"text": "hello", **reply})


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": action_id, "value": "v"}


WRONG_REPLIES = {
    "no text": ("no_text", {"text": "", "blocks": [section("only blocks")]}),
    "too many blocks": ("invalid_blocks", {"blocks": [section("x")] * 51}),
    "too long a section": ("invalid_blocks", {"blocks": [section("x" * 3_001)]}),
    "an empty section": ("invalid_blocks", {"blocks": [section("")]}),
    "too long a header": (
        "invalid_blocks",
        {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
    ),
    "a block of no known type": ("invalid_blocks", {"blocks": [{"type": "marquee"}]}),
    "the same action id twice": (
        "invalid_blocks",
        {"blocks": [{"type": "actions", "elements": [button("a"), button("a")]}]},
    ),
    "a picture without words": (
        "invalid_blocks",
        {"blocks": [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": " "}]},
    ),
    "a bare ampersand": ("unescaped", {"text": "nuts & bolts"}),
    "a bare angle bracket": ("unescaped", {"blocks": [section("1 < 2")]}),
    "a call to everyone": ("unescaped", {"text": "<!channel> look"}),
}


@pytest.mark.parametrize("name", WRONG_REPLIES)
def test_a_wrong_reply_is_refused(name: str) -> None:
    rule, reply = WRONG_REPLIES[name]
    assert rule == refusal_of(says(**reply))


def test_what_slack_takes_is_taken() -> None:
    text = "&lt;b&gt; &amp; <@U123> <#C123> <https://example.com|a link> <!date^1^{date_short}|then>"
    with workspace_of(says(text=text, blocks=[section(text)])) as workspace:
        assert [("ephemeral", text)] == [(audience, reply.text) for audience, reply in workspace.type("/wrong")]


def test_an_acknowledgement_after_three_seconds_is_refused() -> None:
    assert refusal_of(says(), iter((0.0, 3.1)).__next__) == "operation_timeout"


def test_an_acknowledgement_within_three_seconds_is_taken() -> None:
    with workspace_of(says(), iter((0.0, 2.9)).__next__) as workspace:
        assert [reply.text for _, reply in workspace.type("/wrong")] == ["hello"]


def test_an_app_that_hangs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "LONGEST_ANSWER", 0.05)
    refused = threading.Event()

    def hang(_ack: Ack, _body: dict[str, Any], _client: WebClient) -> None:
        refused.wait(PATIENCE)

    assert refusal_of(hang) == "operation_timeout"
    refused.set()


def test_a_failing_app_is_refused() -> None:
    def fail(_ack: Ack, _body: dict[str, Any], _client: WebClient) -> None:
        raise RuntimeError

    assert refusal_of(fail) == "dispatch_failed"


def test_two_posts_within_a_second_in_one_channel_are_refused() -> None:
    def hasty(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=body["channel_id"], text="one")
        with pytest.raises(SlackApiError, match="ratelimited"):
            client.chat_postMessage(channel=body["channel_id"], text="two")
        ack("done")

    assert refusal_of(hasty) == "ratelimited"


def test_posts_in_two_channels_are_taken() -> None:
    def steady(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=body["channel_id"], text="one")
        client.chat_postMessage(channel=CHANNELS["#returns"], text="two")
        ack("done")

    with workspace_of(steady) as workspace:
        workspace.type("/wrong")
        assert [shown.payload["text"] for shown in workspace.shown_in("#returns")] == ["two"]


def test_an_edited_message_is_the_same_message() -> None:
    def edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        posted = client.chat_postMessage(channel=body["channel_id"], text="first")
        client.chat_update(channel=posted["channel"], ts=posted["ts"], text="second")
        ack("done")

    with workspace_of(edit) as workspace:
        workspace.type("/wrong")
        shown = workspace.shown_in("#general")[0]
    assert (shown.payload["text"], shown.edited) == ("second", True)


def test_a_trigger_opens_one_view_only() -> None:
    def twice(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [section("x")]}
        client.views_open(trigger_id=body["trigger_id"], view=view)
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            client.views_open(trigger_id=body["trigger_id"], view=view)
        ack("done")

    assert refusal_of(twice) == "exchanged_trigger_id"


def test_a_trigger_lasts_three_seconds() -> None:
    slack = Slack(clock=iter((0.0, 3.1)).__next__)
    trigger = slack.new_trigger()
    with pytest.raises(Refused, match="expired_trigger_id"):
        slack.open_view({"trigger_id": trigger, "view": {"title": "T"}})


def test_a_response_url_takes_five_replies() -> None:
    slack = Slack(clock=lambda: 0.0)
    name = slack.new_response_url("C1", "U1")
    for _ in range(5):
        slack.respond(name, {"text": "hello"})
    with pytest.raises(Refused, match="used_url"):
        slack.respond(name, {"text": "hello"})


def test_a_response_url_lasts_half_an_hour() -> None:
    slack = Slack(clock=iter((0.0, 1_801.0)).__next__)
    name = slack.new_response_url("C1", "U1")
    with pytest.raises(Refused, match="expired_url"):
        slack.respond(name, {"text": "hello"})


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(Refused, match="unknown_method"):
        Slack().call("chat.shout", {})


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(Refused, match="msg_too_long"):
        check_message({"text": "x" * 40_001})


def test_a_lenient_workspace_keeps_what_it_refuses() -> None:
    with workspace_of(says(text="a & b"), strict=False) as workspace:
        assert workspace.type("/wrong") == []
        assert [refused.rule for refused in workspace.take_refusals()] == ["unescaped"]
        assert workspace.take_refusals() == []
