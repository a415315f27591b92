"""The two HTTP doors of the local workspace, both on the loopback address: Slack's, and Headroom's own."""

import io
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from slack_bolt import App, BoltResponse

from bot.entrypoints.local.emulator import files
from bot.entrypoints.local.emulator.limits import Refused
from bot.entrypoints.local.emulator.slack import Slack, arguments_of
from bot.slack.requests import dispatch

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.01
"""How soon a door closes when it is told to."""


@contextmanager
def slack_server(slack: Slack) -> Iterator[str]:
    """Open Slack's side: `/api/METHOD`, `/response/NAME` and `/files/ID`. Gives its address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers as Slack does, and keeps what it refuses."""

        def do_POST(self) -> None:
            """Take a Web API call or a reply."""
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            _, kind, name = self.path.split("/", 2)
            try:
                answer = _receive(slack, kind, name, body, self.headers.get("content-type", ""))
                self._send(200, answer)
            except Refused as refused:
                slack.refusals.append(refused)
                self._send(200 if kind == "api" else 400, {"ok": False, "error": refused.rule})

        def do_GET(self) -> None:
            """Hand out a file to who has a bot's token, and to anyone else the sign-in page."""
            may = self.headers.get("authorization", "").startswith("Bearer xoxb-")
            _hand_out(self, slack.file(self.path.split("/")[2]) if may else files.SIGN_IN)

        def _send(self, status: int, answer: dict[str, Any] | str) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write((answer if isinstance(answer, str) else json.dumps(answer)).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Stay quiet: the terminal belongs to the person."""

    with _serving(ThreadingHTTPServer((LOOPBACK, 0), Handler)) as port:
        slack.address = f"http://{LOOPBACK}:{port}"
        yield slack.address


def _hand_out(to: BaseHTTPRequestHandler, file: files.File | None) -> None:
    """Stream a file, or say that there is none; who hangs up wants no more of it."""
    to.send_response(200 if file else 404)
    to.send_header("content-type", file["mimetype"] if file else "text/html")
    to.send_header("content-length", str(file["size"] if file else 0))
    to.end_headers()
    if file:
        with suppress(ConnectionError), _opened(file) as source:
            shutil.copyfileobj(source, to.wfile)


def _opened(file: files.File) -> BinaryIO:
    return io.BytesIO(file["body"]) if "body" in file else Path(file["path"]).open("rb")


def _receive(slack: Slack, kind: str, name: str, body: str, content_type: str) -> dict[str, Any] | str:
    if kind == "api":
        return slack.call(name, arguments_of(body, content_type))
    slack.respond(name, json.loads(body))
    return "ok"


@contextmanager
def app_server(app: App) -> Iterator[str]:
    """Open Headroom's side, where Slack sends its requests. Gives their address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers as Headroom does behind its own server."""

        def do_POST(self) -> None:
            """Take a request of Slack's."""
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            response = dispatch(app, body, dict(self.headers.items()))
            with suppress(ConnectionError):  # who has given us up wants no answer any more
                self._send(response)

        def _send(self, response: BoltResponse) -> None:
            self.send_response(response.status)
            for name, values in response.headers.items():
                for value in values:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Stay quiet: the terminal belongs to the person."""

    with _serving(ThreadingHTTPServer((LOOPBACK, 0), Handler)) as port:
        yield f"http://{LOOPBACK}:{port}/slack/events"


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
