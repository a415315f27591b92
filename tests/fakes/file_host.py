"""A host that hands out files, well or badly, and keeps who asked with what."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class FileHost(ThreadingHTTPServer):
    """Answers every GET as it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.answer: Answer = hands_out(b"hello")
        self.tokens: list[str | None] = []


class _Handler(BaseHTTPRequestHandler):
    server: FileHost

    def do_GET(self) -> None:
        self.server.tokens.append(self.headers.get("authorization"))
        self.server.answer(self)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def hands_out(body: bytes, kind: str = "text/plain", status: int = 200, length: int | None = None) -> Answer:
    """A body, of which another length may be told."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        to.send_header("content-type", kind)
        to.send_header("content-length", str(len(body) if length is None else length))
        to.end_headers()
        to.wfile.write(body)

    return answer


def points_to(url: str) -> Answer:
    """A redirection."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(302)
        to.send_header("location", url)
        to.send_header("content-length", "0")
        to.end_headers()

    return answer


@contextmanager
def open_file_host() -> Iterator[FileHost]:
    with FileHost() as host:
        threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True).start()
        yield host
        host.shutdown()
