"""A person in a Slack workspace: what they send is signed, what they get is held against Slack's rules."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import BoltResponse

from bot.assistant.as_json import answer_json
from bot.assistant.assistant import Assistant
from bot.entrypoints.local.emulator.limits import check_message
from bot.entrypoints.server.app import build_app, known_bot
from bot.slack.requests import command_form, signed
from bot.workspace.request import Answer

SECRET = "of the tests"
CHANNEL = "C0GENERAL"


@dataclass(frozen=True)
class Reply:
    """What was sent back, and the same as `headroom ask --json` prints it."""

    sent: dict[str, Any]
    told: dict[str, Any]

    @property
    def audience(self) -> str:
        return self.sent["response_type"]

    @property
    def text(self) -> str:
        return self.sent["text"]

    @property
    def outcome(self) -> dict[str, Any]:
        return self.told["decision"]["outcome"]

    @property
    def shown(self) -> str:
        """Every word in the blocks except those on buttons."""
        blocks = self.sent["blocks"]
        paragraphs = [block["text"]["text"] for block in blocks if block["type"] == "section"]
        small = [each["text"] for block in blocks if block["type"] == "context" for each in block["elements"]]
        return "\n".join(paragraphs + small)

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """The buttons by their labels."""
        rows = [block["elements"] for block in self.sent["blocks"] if block["type"] == "actions"]
        return {each["text"]["text"]: each for row in rows for each in row}


class Person:
    """Types lines, presses buttons and chooses shortcuts. A reply that Slack would not show fails the test."""

    def __init__(
        self, assistant: Assistant, heard: list[Answer], response_url: "ResponseUrl", team: str, user: str
    ) -> None:
        self.app = build_app(assistant, SECRET, authorize=known_bot(team))
        self._heard, self._response_url = heard, response_url
        self._team, self._user = team, user

    def types(self, line: str) -> Reply:
        self._heard.clear()
        form = command_form(line, self._team, self._user, CHANNEL, self._response_url.address)
        return self._reply(json.loads(self._send(form).body))

    def presses(self, button: dict[str, Any]) -> Reply:
        self._heard.clear()
        payload = {
            "type": "block_actions",
            "team": {"id": self._team},
            "user": {"id": self._user, "team_id": self._team},
            "channel": {"id": CHANNEL},
            "response_url": self._response_url.address,
            "actions": [{"type": "button", "block_id": "b", **button}],
        }
        assert self._send({"payload": json.dumps(payload)}).body == ""
        return self._reply(self._response_url.received.pop())

    def chooses(self, text: str, callback_id: str = "work_out_refund", **message: Any) -> Reply:
        """Choose a shortcut in the menu of a message that was posted on the morning of Monday, 23 November 2026."""
        self._heard.clear()
        payload = {
            "type": "message_action",
            "callback_id": callback_id,
            "trigger_id": "1.trigger",
            "team": {"id": self._team},
            "user": {"id": self._user, "team_id": self._team},
            "channel": {"id": CHANNEL},
            "response_url": self._response_url.address,
            "message": {"type": "message", "user": "U0BOB", "ts": "1795446000.000200", "text": text, **message},
        }
        assert self._send({"payload": json.dumps(payload)}).body == ""
        return self._reply(self._response_url.received.pop())

    def _send(self, form: dict[str, str]) -> BoltResponse:
        response = self.app.dispatch(signed(form, SECRET))
        assert response.status == 200
        return response

    def _reply(self, sent: dict[str, Any]) -> Reply:
        check_message(sent)
        assert not sent.get("replace_original")
        return Reply(sent, answer_json(self._heard[-1]) if self._heard else {})


class ResponseUrl(ThreadingHTTPServer):
    """Where replies to pressed buttons arrive."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[dict[str, Any]] = []
        self.address = f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: ResponseUrl

    def do_POST(self) -> None:
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def open_response_url() -> Iterator[ResponseUrl]:
    with ResponseUrl() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server
        server.shutdown()
