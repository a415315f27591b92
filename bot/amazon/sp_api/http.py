"""HTTP to Amazon: over TLS, to the address that was given and no other, with a limit on every wait and every body."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

import httpx

from bot.amazon.sp_api.errors import Away, Unsure
from bot.config import SAFE

# They log the address of every request, and that of a document is enough to read it.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

TIMEOUT: Final = 20.0
"""Seconds to wait for a connection, and for each further part of a response."""

BODY_LIMIT: Final = 4_000_000
"""Bytes of a response's body, documents aside; a page of a hundred reports has about 50,000."""

CHUNK: Final = 1 << 16

HEADERS: Final = {
    "Accept": "application/json",
    # What is not compressed cannot become larger than what was received.
    "Accept-Encoding": "identity",
    "User-Agent": "Headroom/0.1 (Language=Python)",
}
"""What every request says; Amazon asks for the form of the user agent."""


class Response(NamedTuple):
    """A response of Amazon's, read to its end; `body` is empty where it was longer than BODY_LIMIT."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 200 to 299."""
        return httpx.codes.is_success(self.status)


def new_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client for one connection's requests, which keeps sockets open between them; close it in the end."""
    return httpx.Client(
        headers=HEADERS, timeout=TIMEOUT, verify=_trust_store(), follow_redirects=False, transport=transport
    )


@cache
def _trust_store() -> ssl.SSLContext:
    """The certificate authorities that are trusted: loaded once, because that takes longer than most requests."""
    return httpx.create_ssl_context()


def send(client: httpx.Client, method: str, address: str, **request: Any) -> Response:
    """Send a request and read the response, whatever its status. Raises Away, and Unsure for an unsafe address too."""
    with transport_errors(), client.stream(method, safe_url(address), **request) as response:
        return Response(response.status_code, response.headers, _body(response))


def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw(CHUNK):
        body += chunk
        if len(body) > BODY_LIMIT:
            return b""
    return bytes(body)


def safe_url(address: str) -> httpx.URL:
    """An address that secrets may go to, over TLS or on this machine. Raises Unsure for any other."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise Unsure("address") from None
    # With a user's name in it, an address may begin as if it were on this machine and still lead elsewhere.
    if url.userinfo or not address.startswith(SAFE):
        raise Unsure("address")
    return url


@contextmanager
def transport_errors() -> Iterator[None]:
    """Raise Away or Unsure for what goes wrong on the way; the texts of httpx may quote what was sent."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise Away(type(error).__name__) from None
    except httpx.TransportError as error:
        raise Unsure(type(error).__name__) from None
