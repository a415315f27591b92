"""A thin Slack: channels, response URLs, triggers and the few Web API methods that Headroom calls.

It is strict. Whatever Slack would refuse is answered as Slack does and kept in `refusals`, which the terminal shows and
the tests raise. It exists to try and to test Headroom, not to be Slack.
"""

import html
import itertools
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from bot.entrypoints.local.emulator import files
from bot.entrypoints.local.emulator.limits import Refused, check_form, check_message
from bot.language.grammar.openings import MENTION

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60
TRIGGER_SECONDS = 3.0
POST_INTERVAL = 1.0
"""Slack takes about one post a second in a channel; a second one sooner is refused here."""

BOT = "UHEADROOM"
MENTIONED = re.compile(rf"(?<!\S){MENTION}\b", re.IGNORECASE)
"""A mention as it is typed; Slack keeps it with the id of the bot."""

HISTORY_LIMIT = 200
"""Messages in one page of a channel's history."""

Payload = dict[str, Any]
Clock = Callable[[], float]


@dataclass(slots=True)
class Shown:
    """One message as it stands in a channel. `to` is the one person who sees it, empty for everyone."""

    channel: str
    ts: str
    payload: Payload
    to: str = ""
    thread: str = ""
    edited: bool = False
    posted: bool = False  # by the app itself, and not in answer to somebody


Heard = Callable[[Shown, str], None]
"""Told of every message that an app posts, edits or removes by itself, and which of these it was."""


def kept_nowhere(_messages: Sequence[Shown]) -> None:
    """Nothing outlives the run."""


def nobody(_shown: Shown, _how: str) -> None:
    """Nobody is listening."""


@dataclass(slots=True)
class ResponseUrl:
    """Where replies to one request go, five times within half an hour."""

    channel: str
    user: str
    made: float
    used: int = 0


@dataclass
class Slack:
    """The state of the workspace, and what happens to it.

    `address` is where its door is.
    """

    clock: Clock = time.monotonic
    calendar: Clock = time.time
    on_message: Heard = nobody
    keep: Callable[[Sequence[Shown]], None] = kept_nowhere
    messages: list[Shown] = field(default_factory=list)
    views: list[Payload] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    address: str = ""
    _response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    _triggers: dict[str, float] = field(default_factory=dict)
    _posted: dict[str, float] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_response_url(self, channel: str, user: str) -> str:
        """The name of a fresh response URL."""
        name = f"R{next(self._ids)}"
        self._response_urls[name] = ResponseUrl(channel, user, self.clock())
        return name

    def new_trigger(self) -> str:
        """A trigger that opens one view within three seconds."""
        name = f"{next(self._ids)}.trigger"
        self._triggers[name] = self.clock()
        return name

    def reply(self, payload: Payload, channel: str, user: str) -> Shown:
        """Show a reply to a command or a button. Raises Refused."""
        check_message(payload)
        to = "" if payload.get("response_type") == "in_channel" else user
        return self._show(Shown(channel, self._ts(), payload, to, payload.get("thread_ts", "")))

    def respond(self, name: str, payload: Payload) -> Shown:
        """Take what was sent to a response URL. Raises Refused."""
        url = self._response_urls.get(name)
        if url is None or self.clock() - url.made > RESPONSE_SECONDS:
            raise Refused("expired_url", "this response URL is not, or no longer, valid")
        url.used += 1
        if url.used > RESPONSE_USES:
            raise Refused("used_url", f"a response URL takes {RESPONSE_USES} replies, this was number {url.used}")
        return self.reply(payload, url.channel, url.user)

    def call(self, method: str, arguments: Payload) -> Payload:
        """Answer a Web API method. Raises Refused."""
        if method not in METHODS:
            raise Refused("unknown_method", method)
        return METHODS[method](self, arguments)

    def post(self, arguments: Payload) -> Payload:
        """`chat.postMessage`."""
        channel, now = arguments["channel"], self.clock()
        if now - self._posted.get(channel, -POST_INTERVAL) < POST_INTERVAL:
            raise Refused("ratelimited", f"two posts within a second in {channel}")
        check_message(arguments)
        self._posted[channel] = now
        shown = self._show(Shown(channel, self._ts(), arguments, thread=arguments.get("thread_ts", ""), posted=True))
        self._arrive(shown, "posted")
        return {"ok": True, "channel": channel, "ts": shown.ts, "message": arguments}

    def whisper(self, arguments: Payload) -> Payload:
        """`chat.postEphemeral`: what one person alone sees."""
        check_message(arguments)
        channel, thread = arguments["channel"], arguments.get("thread_ts", "")
        shown = self._show(Shown(channel, self._ts(), arguments, arguments["user"], thread, posted=True))
        self._arrive(shown, "posted")
        return {"ok": True, "message_ts": shown.ts}

    def drop(self, path: Path, channel: str, user: str, thread: str = "") -> Shown:
        """Have a person drop a file into a channel."""
        payload = {"text": path.name, "user": user, "files": [files.dropped(path, user)]}
        return self._show(Shown(channel, self._ts(), payload, thread=thread))

    def say(self, words: str, channel: str, user: str, thread: str = "") -> Shown:
        """Have a person write a message into a channel; Slack keeps it escaped (messaging/formatting-message-text)."""
        text = MENTIONED.sub(f"<@{BOT}>", html.escape(words, quote=False))
        shown = self._show(Shown(channel, self._ts(), {"text": text, "user": user}, thread=thread))
        self.keep(self.messages)
        return shown

    def info(self, arguments: Payload) -> Payload:
        """`files.info`."""
        if file := self.file(arguments["file"]):
            return {"ok": True, "file": files.as_slack_file(file, self.address)}
        raise Refused("file_not_found", arguments["file"])

    def file(self, file_id: str) -> files.File | None:
        """A file that was dropped, with where it is on this machine."""
        return files.find_file((file for each in self.messages for file in each.payload.get("files", ())), file_id)

    def update(self, arguments: Payload) -> Payload:
        """`chat.update`."""
        check_message(arguments)
        shown = self._standing(arguments)
        shown.payload, shown.edited = arguments, True
        self._arrive(shown, "edited")
        return {"ok": True, "channel": shown.channel, "ts": shown.ts}

    def delete(self, arguments: Payload) -> Payload:
        """`chat.delete`."""
        shown = self._standing(arguments)
        self.messages.remove(shown)
        self._arrive(shown, "removed")
        return {"ok": True, "channel": shown.channel, "ts": shown.ts}

    def history(self, arguments: Payload) -> Payload:
        """`conversations.history`: what everyone sees in a channel, the newest first."""
        oldest = float(arguments.get("oldest", 0))
        shown = [each for each in self.messages if each.channel == arguments["channel"] and not each.to]
        return _page(each for each in shown if float(each.ts) >= oldest and not each.thread)

    def replies(self, arguments: Payload) -> Payload:
        """`conversations.replies`: a message and its thread."""
        channel, ts = arguments["channel"], arguments["ts"]
        return _page(each for each in self.messages if each.channel == channel and ts in (each.ts, each.thread))

    def _standing(self, arguments: Payload) -> Shown:
        for shown in self.messages:
            if (shown.channel, shown.ts) == (arguments["channel"], arguments["ts"]):
                return shown
        raise Refused("message_not_found", arguments["ts"])

    def open_view(self, arguments: Payload) -> Payload:
        """`views.open`: a trigger opens one view, within three seconds."""
        made = self._triggers.pop(arguments["trigger_id"], None)
        if made is None:
            raise Refused("exchanged_trigger_id", "this trigger was used before, or never given")
        if self.clock() - made > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id", f"a trigger lasts {TRIGGER_SECONDS:.0f} seconds")
        view: Payload = {**arguments["view"]}
        check_form(view)
        self.views.append({**view, "id": f"V{next(self._ids)}"})
        return {"ok": True, "view": self.views[-1]}

    def auth(self, _arguments: Payload) -> Payload:
        """`auth.test`."""
        return {"ok": True, "team": "Local", "user": "headroom", "user_id": BOT, "bot_id": "BHEADROOM"}

    def open_direct(self, arguments: Payload) -> Payload:
        """`conversations.open`: the direct messages of one person."""
        return {"ok": True, "channel": {"id": f"D{arguments['users'].removeprefix('U')}"}}

    def _arrive(self, shown: Shown, how: str) -> None:
        self.keep(self.messages)
        self.on_message(shown, how)

    def _show(self, shown: Shown) -> Shown:
        self.messages.append(shown)
        return shown

    def _ts(self) -> str:
        return f"{int(self.calendar())}.{next(self._ids):06d}"


def _page(shown: Iterable[Shown]) -> Payload:
    """One page of messages as Slack lists them."""
    messages = [{**each.payload, "ts": each.ts, "thread_ts": each.thread or each.ts} for each in shown]
    return {"ok": True, "messages": messages[: -HISTORY_LIMIT - 1 : -1], "has_more": len(messages) > HISTORY_LIMIT}


METHODS: dict[str, Callable[[Slack, Payload], Payload]] = {
    "auth.test": Slack.auth,
    "chat.delete": Slack.delete,
    "chat.postEphemeral": Slack.whisper,
    "chat.postMessage": Slack.post,
    "chat.update": Slack.update,
    "conversations.history": Slack.history,
    "conversations.open": Slack.open_direct,
    "conversations.replies": Slack.replies,
    "files.info": Slack.info,
    "views.open": Slack.open_view,
}


def arguments_of(body: str, content_type: str) -> Payload:
    """A Web API call's arguments, sent as JSON or as a form whose structured values are JSON."""
    if content_type.startswith("application/json"):
        arguments: Payload = json.loads(body or "{}")
        return arguments
    return {
        name: json.loads(value) if name in ("blocks", "view", "metadata") else value for name, value in parse_qsl(body)
    }
