"""Slack's side of the local workspace: it signs lines and pressed buttons, and takes what the app sends back."""

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from slack_bolt import App

from bot.app import build_app, known_bot
from bot.desk import Desk
from bot.message import Block, Message
from bot.requests import command_form, signed

TEAM, USER, CHANNEL = "T0SAMPLE", "U0YOU", "C0GENERAL"

POLL_SECONDS = 0.01
"""How soon the response URL closes when the workspace does."""


class LocalWorkspace:
    """A context in which lines can be typed and buttons pressed, each answered by the real app.

    Replies to pressed buttons come over HTTP on the loopback address, as they do from Slack.
    """

    def __init__(self, desk: Desk, team: str = TEAM, user: str = USER) -> None:
        self._secret = secrets.token_hex(16)
        self._app: App = build_app(desk, self._secret, authorize=known_bot(team))
        self._team, self._user = team, user
        self._sent: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _response_url_handler(self._sent))
        self.buttons: list[Block] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def _response_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/response"

    def type(self, line: str) -> list[tuple[str, Message]]:
        """Type a line: the replies, each with its audience."""
        form = command_form(line, self._team, self._user, CHANNEL, self._response_url)
        return self._send(form)

    def press(self, number: int) -> list[tuple[str, Message]]:
        """Press a button of the last reply, counted from 1. Raises IndexError where it has none of that number."""
        payload = {
            "type": "block_actions",
            "team": {"id": self._team},
            "user": {"id": self._user, "team_id": self._team},
            "channel": {"id": CHANNEL},
            "response_url": self._response_url,
            "actions": [{"type": "button", "block_id": "b", **self.buttons[number - 1]}],
        }
        return self._send({"payload": json.dumps(payload)})

    def _send(self, form: dict[str, str]) -> list[tuple[str, Message]]:
        answered = self._app.dispatch(signed(form, self._secret))
        bodies = [json.loads(answered.body)] if answered.body else []
        while not self._sent.empty():
            bodies.append(self._sent.get())
        replies = [(body["response_type"], Message(body["text"], tuple(body["blocks"]))) for body in bodies]
        self.buttons = [button for _, message in replies for button in _buttons(message)] or self.buttons
        return replies


def _buttons(message: Message) -> list[Block]:
    return [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]


def _response_url_handler(sent: "SimpleQueue[dict[str, Any]]") -> type[BaseHTTPRequestHandler]:
    class ResponseUrl(BaseHTTPRequestHandler):
        """Takes what the app posts to a response URL."""

        def do_POST(self) -> None:
            """Keep the message and say ok, as Slack does."""
            sent.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Stay quiet: the terminal belongs to the person."""

    return ResponseUrl
