"""An HTTP server that loses no request when it is told to stop: waitress, and how to end it."""

import logging
import select
import threading
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import WSGITask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

THREADS: Final = 8
TURN: Final = 1.0
"""Seconds that the server sleeps at most when nothing happens."""

FINISHING: Final = 5.0
"""Seconds that requests under way have at a stop; Slack waits for three."""

SILENCE: Final = 0.1
"""Seconds without a word after which a connection has nothing more to ask."""


class Doors:
    """A WSGI application of several, each at its path."""

    def __init__(self, doors: "Mapping[str, WSGIApplication]") -> None:
        self._doors = doors

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer at the door of the request's path."""
        return self._doors.get(environ["PATH_INFO"], _not_found)(environ, start_response)


def _not_found(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "9")])
    return [b"not found"]


class HttpServer:
    """Serves doors at an address. It listens once it is made; port 0 takes any free one.

    Raises ValueError where it cannot listen there.
    """

    def __init__(self, doors: "Mapping[str, WSGIApplication]", host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._stopping = threading.Event()
        try:
            self._server = create_server(
                Doors(doors),
                map=self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                ident="headroom",
            )
        except OSError as taken:
            raise ValueError(f"Cannot listen on {host}:{port}: {taken.strerror}. Set PORT or HOST anew.") from taken
        self._listening = self._all(BaseWSGIServer)
        self.addresses: list[tuple[str, int]] = [each.socket.getsockname()[:2] for each in self._listening]

    def run(self) -> None:
        """Serve until told to stop; then answer what was asked, and hang up."""
        while not self._stopping.is_set():
            self._turn(TURN)
        self._listen_no_more()
        self._finish()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def stop(self) -> None:
        """Have `run` return; safe from another thread and from a signal."""
        self._stopping.set()
        self._listening[0].pull_trigger()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._sockets, count=1)

    def _all(self, kind: type) -> list[Any]:
        return [each for each in self._sockets.values() if isinstance(each, kind)]

    def _listen_no_more(self) -> None:
        """Take those who have already connected, then close the door."""
        for door in self._listening:
            for _ in range(door.adj.backlog):
                if not select.select([door.socket], [], [], 0)[0]:
                    break
                door.handle_accept()
            wasyncore.dispatcher.close(door)  # its own `close` would also take what wakes the loop

    def _finish(self) -> None:
        until = time.monotonic() + FINISHING
        while (connections := self._all(HTTPChannel)) and time.monotonic() < until:
            for connection in connections:
                _end(connection)
            self._turn(SILENCE / 2)
        if connections:
            log.warning("stopped before every request was answered", extra={"connections": len(connections)})


def _end(connection: HTTPChannel) -> None:
    """Let a connection have one more answer, which says that it is the last; hang up if it asks for none."""
    connection.task_class = _LastTask
    silent = time.time() - connection.last_activity > SILENCE
    if silent and not connection.requests and connection.request is None:
        connection.close_when_flushed = True


class _LastTask(WSGITask):
    """Answers a request, tells the client that the connection ends with it, and ends it."""

    def start(self) -> None:
        super().start()
        self.set_close_on_finish()
