"""The stand-in for Amazon at an address of this machine."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.amazon import Amazon, Answer


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, amazon: Amazon) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.amazon = amazon

    def handle_error(self, *_: object) -> None:
        """Whoever asked may have been killed."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path.startswith("/kept/"):
            self._keep(self.server.amazon.kept(url.path, self.headers))
        elif url.path == "/clock":
            self.server.amazon.pass_time(seconds=float(dict(parse_qsl(url.query)).get("pass", "0")))
            self._say((200, self.server.amazon.now.isoformat(), {}))
        else:
            self._call("get", None)

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/auth/o2/token":
            self._say(self.server.amazon.login(dict(parse_qsl(text))))
        else:
            self._call("post", json.loads(text))

    def _call(self, method: str, body: Any) -> None:
        url, token = urlsplit(self.path), self.headers.get("x-amz-access-token", "")
        self._say(self.server.amazon.answer(method, url.path, dict(parse_qsl(url.query)), body, token))

    def _say(self, answer: Answer | None) -> None:
        if answer is None:
            self._cut()
            return
        status, told, headers = answer
        self._send(status, b"<html>Unavailable</html>" if told is None else json.dumps(told).encode(), headers)

    def _keep(self, found: tuple[bytes, bool] | None) -> None:
        if found is None:
            self._say((403, None, {}))
            return
        text, short = found
        self._send(200, text, {}, len(text) // 2 if short else len(text))
        if short:
            self._cut()

    def _send(self, status: int, text: bytes, headers: dict[str, str], most: int | None = None) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text[:most])

    def _cut(self) -> None:
        # With a reset, so that the other side sees a line that broke and not one that was closed.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def listening(amazon: Amazon) -> Iterator[Amazon]:
    """Have the stand-in answer at its address."""
    with Server(amazon) as server:
        amazon.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield amazon
        finally:
            server.shutdown()
            thread.join()
