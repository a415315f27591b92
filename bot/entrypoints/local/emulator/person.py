"""A person in the local workspace: types lines, writes messages, presses buttons, chooses shortcuts, switches channels.

Every request goes signed over HTTP to the real app, as Slack sends it, and everything that comes back is held against
Slack's rules.
"""

import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from slack_bolt import App
from slack_sdk import WebClient

from bot.assistant.assistant import Assistant
from bot.entrypoints.local.emulator import files
from bot.entrypoints.local.emulator.http import app_server, slack_server
from bot.entrypoints.local.emulator.limits import Refused
from bot.entrypoints.local.emulator.slack import MENTIONED, Clock, Payload, Shown, Slack
from bot.entrypoints.server.app import NO_TOKEN, build_app, known_bot
from bot.slack.blocks import Block, Message
from bot.slack.requests import command_form, signed_event, signed_form

TEAM, USER = "T0SAMPLE", "U0YOU"
DIRECT = "#dm"
"""The direct messages between the person and Headroom, as if they were a channel."""

CHANNELS = {"#general": "C0GENERAL", "#returns": "C0RETURNS", "#renewed": "C0RENEWED", DIRECT: "D0YOU"}

ACK_SECONDS = 3.0
"""Slack waits so long for the acknowledgement, and then tells the person that the app did not respond."""

LONGEST_ANSWER = 60.0
"""Seconds after which an app that does not acknowledge is waited for no more."""

Button = tuple[str, Block]
"""A button and the channel that it stands in."""

BuildApp = Callable[[str, WebClient], App]
"""Makes an app from a signing secret and the client that it should call Slack with."""


class LocalWorkspace:
    """A context in which lines can be typed and buttons pressed, each answered by the real app.

    With `strict`, what Slack would refuse is raised as `Refused`; without, it is kept in `slack.refusals`. `stopwatch`
    gives the seconds by which acknowledgements are late.
    """

    def __init__(
        self,
        assistant: Assistant | None,
        team: str = TEAM,
        user: str = USER,
        *,
        build: BuildApp | None = None,
        strict: bool = True,
        slack: Slack | None = None,
        stopwatch: Clock = time.monotonic,
    ) -> None:
        self.slack = slack or Slack()
        self.channel = "#general"
        self.buttons: list[Button] = []
        self._beside = ""
        self._secret = secrets.token_hex(16)
        self._team, self._user = team, user
        self._strict, self._stopwatch = strict, stopwatch
        self._build = build or _ours(assistant, team)
        self._doors = ExitStack()

    def __enter__(self) -> Self:
        self._slack_url = self._doors.enter_context(slack_server(self.slack))
        self.client = WebClient(NO_TOKEN, base_url=f"{self._slack_url}/api/", retry_handlers=[])
        self._app_url = self._doors.enter_context(app_server(self._build(self._secret, self.client)))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._doors.close()

    def type(self, line: str) -> list[tuple[str, Message]]:
        """Type a line in the channel: the replies, each with its audience. Raises Refused where strict."""
        response_url = self._new_response_url()
        form = command_form(line, self._team, self._user, CHANNELS[self.channel], response_url)
        return self._send({**form, "trigger_id": self.slack.new_trigger()})

    def press(self, number: int) -> list[tuple[str, Message]]:
        """Press a button of the last reply, counted from 1. Raises IndexError where it has none of that number."""
        channel, button = self.buttons[number - 1]
        payload = {
            "type": "block_actions",
            **self._person(),
            "channel": {"id": channel},
            "response_url": self._new_response_url(),
            "trigger_id": self.slack.new_trigger(),
            "container": {"type": "message", **({"thread_ts": self._beside} if self._beside else {})},
            "actions": [{"type": "button", "block_id": "b", **button}],
        }
        return self._send({"payload": json.dumps(payload)})

    def choose(self, number: int, shortcut: str) -> list[tuple[str, Message]]:
        """Choose a shortcut in the menu of a message of the channel, counted from 1. Raises IndexError."""
        shown = self.standing()[number - 1]
        payload = {
            "type": "message_action",
            "callback_id": shortcut,
            **self._person(),
            "channel": {"id": shown.channel},
            "response_url": self._new_response_url(),
            "trigger_id": self.slack.new_trigger(),
            "message": {"type": "message", **shown.payload, "ts": shown.ts},
        }
        return self._send({"payload": json.dumps(payload)})

    def standing(self) -> list[Shown]:
        """The messages that everyone sees in the channel, oldest first."""
        return [each for each in self.shown_in(self.channel) if not each.to]

    def drop(self, path: Path, thread: str = "") -> Shown:
        """Drop a file into the channel, or into a thread of it: the message that it makes. Raises Refused."""
        refused = len(self.slack.refusals)
        shown = self.slack.drop(path, CHANNELS[self.channel], self._user, thread)
        slack_files = [files.as_slack_file(each, self.slack.address) for each in shown.payload["files"]]
        self._send_event(shown, "message", subtype="file_share", text="", files=slack_files)
        self._check(refused)
        return shown

    def say(self, words: str, thread: str = "") -> Shown:
        """Write a message into the channel, or into a thread of it: the message that it makes. Raises Refused."""
        refused = len(self.slack.refusals)
        shown = self.slack.say(words, CHANNELS[self.channel], self._user, thread)
        kinds = ("message", "app_mention") if self.channel != DIRECT and MENTIONED.search(words) else ("message",)
        for kind in kinds:
            self._send_event(shown, kind, text=shown.payload["text"])
        self._check(refused)
        return shown

    def _send_event(self, shown: Shown, kind: str, **about: object) -> None:
        """Tell the app of a message, as an event of this type."""
        event = {"type": kind, "channel": shown.channel, "ts": shown.ts, "user": self._user, **about}
        thread = {"thread_ts": shown.thread} if shown.thread else {}
        self._deliver(*signed_event(event | thread, self._team, self._secret))

    def _check(self, refused: int) -> None:
        """Raises Refused where strict, and something was refused since there were so many refusals."""
        if self._strict and self.slack.refusals[refused:]:
            raise self.slack.refusals[-1]

    @property
    def form(self) -> Payload | None:
        """The form that is open, if one is."""
        return self.slack.views[-1] if self.slack.views else None

    def submit(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Send the open form with its fields filled in, by block: what is wrong, by block; nothing closes it."""
        view = self.slack.views[-1]
        names = {each["block_id"]: each["element"] for each in view["blocks"] if each["type"] == "input"}
        values = {name: _filled(element, fields.get(name, "")) for name, element in names.items()}
        payload = {
            "type": "view_submission",
            **self._person(),
            "trigger_id": self.slack.new_trigger(),
            "view": {**view, "app_installed_team_id": self._team, "state": {"values": values}},
        }
        response = _payload(self._post({"payload": json.dumps(payload)}) or "{}")
        wrong: dict[str, str] = response.get("errors", {})
        if not wrong:
            self.slack.views.clear()
        return wrong

    def close_form(self) -> None:
        """Close the open form and send nothing."""
        self.slack.views.clear()

    def look_at(self, shown: Shown) -> None:
        """Have the buttons of a message be the ones that are pressed by number."""
        if buttons := [(shown.channel, button) for button in _buttons(_message(shown))]:
            self.buttons, self._beside = buttons, shown.thread

    def _person(self) -> Payload:
        return {"team": {"id": self._team}, "user": {"id": self._user, "team_id": self._team}}

    def shown_in(self, channel: str) -> list[Shown]:
        """What this person sees in a channel, oldest first."""
        return [
            each for each in self.slack.messages if each.channel == CHANNELS[channel] and each.to in ("", self._user)
        ]

    def take_refusals(self) -> list[Refused]:
        """What Slack would have refused since the last look."""
        taken, self.slack.refusals = self.slack.refusals, []
        return taken

    def _new_response_url(self) -> str:
        name = self.slack.new_response_url(CHANNELS[self.channel], self._user)
        return f"{self._slack_url}/response/{name}"

    def _send(self, form: dict[str, str]) -> list[tuple[str, Message]]:
        before, refused = len(self.slack.messages), len(self.slack.refusals)
        acknowledged = self._post(form)
        try:
            if acknowledged:
                self.slack.reply(_payload(acknowledged), CHANNELS[self.channel], self._user)
        except Refused as refusal:
            self.slack.refusals.append(refusal)
        self._check(refused)
        received = [each for each in self.slack.messages[before:] if not each.posted]
        for each in received:
            self.look_at(each)
        return [_reply(each) for each in received]

    def _post(self, form: dict[str, str]) -> str:
        """Send a signed request to the app: the body of its acknowledgement."""
        return self._deliver(*signed_form(form, self._secret))

    def _deliver(self, body: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(self._app_url, body.encode(), headers)  # noqa: S310 our own loopback address
        began = self._stopwatch()
        try:
            with urllib.request.urlopen(request, timeout=LONGEST_ANSWER) as answer:  # noqa: S310
                acknowledged: str = answer.read().decode()
        except urllib.error.HTTPError as failed:
            acknowledged = ""
            self.slack.refusals.append(Refused("dispatch_failed", f"the app answered {failed.code}"))
        except TimeoutError:
            self.slack.refusals.append(Refused("operation_timeout", "the app has not acknowledged at all"))
            return ""
        if (took := self._stopwatch() - began) > ACK_SECONDS:
            self.slack.refusals.append(Refused("operation_timeout", f"the app acknowledged after {took:.1f} seconds"))
        return acknowledged


def _payload(acknowledged: str) -> Payload:
    """The reply in an acknowledgement: an object, or words alone."""
    payload: Payload = json.loads(acknowledged) if acknowledged.startswith("{") else {"text": acknowledged}
    return payload


def _ours(assistant: Assistant | None, team: str) -> BuildApp:
    if assistant is None:
        raise ValueError("a local workspace needs an assistant, or an app of its own")
    return lambda secret, client: build_app(assistant, secret, known_bot(team), lambda _: client)


def _reply(shown: Shown) -> tuple[str, Message]:
    return "ephemeral" if shown.to else "in_channel", _message(shown)


def _message(shown: Shown) -> Message:
    return Message(shown.payload["text"], tuple(shown.payload.get("blocks", ())))


def _filled(element: Block, value: str) -> Payload:
    """What Slack sends for a field: an option or a person that was chosen, or the words typed."""
    state: Payload = {"type": element["type"]}
    if element["type"] == "static_select":
        state["selected_option"] = {"value": value} if value else None
    elif element["type"] == "users_select":
        state["selected_user"] = value or None
    else:
        state["value"] = value or None
    return {element["action_id"]: state}


def _buttons(message: Message) -> list[Block]:
    return [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]
