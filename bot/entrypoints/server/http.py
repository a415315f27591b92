"""An HTTP server that answers what was asked before it stops, and keeps no slow or silent connection.

It is uvicorn with httptools. A request to the whole app took 0.86 of the CPU time that it took behind waitress, at
like memory, in rounds that took turns; behind cheroot, hypercorn and uvicorn with h11 it took more, and uvloop saved
none. waitress has no public way to stop, a half-sent head holds one of cheroot's threads, and the embeddable granian is
experimental.
"""

import asyncio
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.entrypoints.server.routes import HANG_UP, Event, Receive, Route, Router, Scope, Send

HEAD_SECONDS: Final = 10.0
"""Seconds in which a connection must have sent the head of a request."""

HEAD_LIMIT: Final = 65_536
"""Bytes of a request's head."""

KEEP_ALIVE: Final = 75
"""Seconds that a connection may be silent between two requests: longer than proxies keep theirs."""

FINISHING: Final = 5
"""Seconds that requests under way have at a stop; Slack waits for three."""

SILENCE: Final = 0.2
"""Seconds that a connection has at a stop for one more request."""

ACCEPTING: Final = 0.05
"""Seconds in which who has connected at a stop is let in."""


class HttpServer:
    """Serves ASGI routes at an address. It listens once it is made; port 0 takes any free one.

    Raises ValueError where it cannot listen there.
    """

    def __init__(self, routes: Mapping[str, Route], host: str, port: int) -> None:
        self._sockets = _listen(host, port)
        self.addresses: list[tuple[str, int]] = [each.getsockname()[:2] for each in self._sockets]
        self._router = Router(routes)
        self._server = Server(
            uvicorn.Config(
                self._route,
                http=Connection,
                loop="asyncio",
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                headers=[("server", "headroom")],
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=FINISHING,
            )
        )

    def run(self) -> None:
        """Serve until told to stop; then answer what was asked, and hang up."""
        with ThreadPoolExecutor(1, "http") as thread:  # in the main one uvicorn would take the signals for itself
            thread.submit(self._server.run, self._sockets).result()

    def stop(self) -> None:
        """Have `run` return; safe from another thread and from a signal."""
        self._server.should_exit = True

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_last(event: Event) -> None:
            if self._server.should_exit and event["type"] == "http.response.start":
                event["headers"] = [*event["headers"], HANG_UP]
            await send(event)

        await self._router(scope, receive, send_last)


class Server(uvicorn.Server):
    """uvicorn, which at a stop lets in who has connected already: the kernel would reset them."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the last ones in, then stop."""
        for listener in sockets or ():
            listener.listen(0)
        await asyncio.sleep(ACCEPTING)
        await super().shutdown(sockets)


class Connection(HttpToolsProtocol):
    """A connection that is closed where a request's head is too long or too slow, and at a stop after one more answer.

    uvicorn has a deadline for the head of a connection's next request only, and none for a head that has begun.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on while the head is not too long."""
        super().data_received(data)
        if not self._deadline.cancelled():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT:
                self.transport.abort()

    def on_message_begin(self) -> None:
        """Begin to wait for the next head."""
        super().on_message_begin()
        if self._deadline.cancelled():
            self._await_head()

    def on_headers_complete(self) -> None:
        """Wait no more: the head is whole."""
        self._deadline.cancel()
        super().on_headers_complete()

    def shutdown(self) -> None:
        """Let the connection have one more answer, for what it may have asked already."""
        self.loop.call_later(SILENCE, super().shutdown)

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.abort)


def _listen(host: str, port: int) -> list[socket.socket]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        listeners = [socket.create_server(address[:2], family=family) for family, _, _, _, address in found]
    except OSError as taken:
        raise ValueError(f"Cannot listen on {host}:{port}: {taken.strerror}. Set PORT or HOST anew.") from taken
    for listener in listeners:  # connections inherit it: else a response's body waits 40 ms for its head's receipt
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    return listeners
