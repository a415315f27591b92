"""The ASGI routes of the HTTP server: Slack's requests, each bounded in size and time before it is looked at."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import Executor
from http import HTTPStatus
from typing import Any, Final

from slack_bolt import BoltResponse

from bot.slack.requests import Headers

EVENTS: Final = "/slack/events"

BODY_LIMIT: Final = 1_000_000
"""Bytes of a body that is read; Slack's own requests have a few thousand."""

BODY_SECONDS: Final = 10.0
"""Seconds in which a body must have arrived."""

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Route = Callable[[Scope, Receive, Send], Awaitable[None]]

Answer = Callable[[str, Headers], BoltResponse]
"""Answers the body and the headers of a request; raises UnicodeError, as a body does that is no text."""

RawHeaders = Iterable[tuple[bytes, bytes]]

PLAIN: Final = ((b"content-type", b"text/plain;charset=utf-8"),)
HANG_UP: Final = (b"connection", b"close")


class Refused(Exception):
    """A request that is not read to its end."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Router:
    """An ASGI application of several routes, each at its path."""

    def __init__(self, routes: Mapping[str, Route]) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the route of the request's path."""
        await self._routes.get(scope["path"], not_found)(scope, receive, send)


class SlackEvents:
    """The route of Slack's requests: each is read here, and answered by `answer` in one of the threads."""

    def __init__(self, answer: Answer, threads: Executor) -> None:
        self._answer, self._threads = answer, threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is too long or too slow is refused with its connection."""
        if scope["method"] != "POST":
            await not_found(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            body = await _read(receive, headers)
        except Refused as refused:
            await respond(send, refused.status, refused.status.phrase.encode(), (*PLAIN, HANG_UP))
            return
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._threads, self._answered, body, headers)
        await respond(send, response.status, response.body.encode(), _raw(response.headers))

    def _answered(self, body: bytes, headers: Headers) -> BoltResponse:
        try:
            return self._answer(body.decode(), headers)
        except UnicodeDecodeError:
            return BoltResponse(status=400, body="")


async def not_found(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer that there is nothing here."""
    await respond(send, HTTPStatus.NOT_FOUND, b"not found")


async def respond(send: Send, status: int, body: bytes, headers: RawHeaders = PLAIN) -> None:
    """Send a whole response."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": int(status), "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def _read(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """The body of a request. Raises Refused, where its length is told before any of it is read."""
    if int(headers.get("content-length", 0)) > BODY_LIMIT:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _received(receive)
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT) from None


async def _received(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
        if event["type"] == "http.disconnect":
            raise Refused(HTTPStatus.BAD_REQUEST)
        if len(body) > BODY_LIMIT:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def _raw(headers: Mapping[str, Iterable[str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, values in headers.items() for value in values]
