"""Login with Amazon: a token for an hour, made from what a seller has consented to.

The library keeps tokens for the whole process and for a time of its own; here each connection keeps its own, for as
long as Amazon says.
"""

import json
import logging
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

import httpx
from sp_api.auth import AccessTokenClient, AccessTokenResponse

from bot.amazon.sp_api.errors import Away, Denied
from storage.reports.connections import Credentials

# They tell of every request, the addresses of documents among them, which open them to whoever reads a log.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

SECONDS: Final = 20.0
"""How long Amazon may keep us waiting for an answer."""

EARLY: Final = timedelta(minutes=2)
"""How long before its end a token is used no more."""

WRONG: Final = (400, 401, 403)
"""The answers that are about the credentials and not about Amazon's own day."""


@cache
def trusted() -> ssl.SSLContext:
    """Whom we trust to be Amazon: read once, because that takes longer than most calls."""
    return httpx.create_ssl_context()


def as_library_knows(credentials: Credentials) -> dict[str, str]:
    """The credentials by the library's names for them."""
    return {
        "lwa_app_id": credentials.client_id,
        "lwa_client_secret": credentials.client_secret.get_secret_value(),
        "refresh_token": credentials.refresh_token.get_secret_value(),
    }


class Login(AccessTokenClient):  # type: ignore[misc]
    """Keeps one connection's token."""

    def __init__(self, credentials: Credentials, address: str, clock: Callable[[], datetime]) -> None:
        super().__init__(credentials=SimpleNamespace(**as_library_knows(credentials)), verify=trusted())
        self._transport.close()
        self._client = httpx.Client(timeout=SECONDS, verify=trusted())
        self._address, self._clock = address, clock
        self._token, self._until = "", clock()

    def get_auth(self) -> AccessTokenResponse:
        """The token as the library wants it."""
        return AccessTokenResponse(access_token=self._token)

    def ready(self) -> bool:
        """Have a token that is good for a while yet: whether it was made just now. Raises Denied, and Away."""
        if self._clock() < self._until:
            return False
        told = self._ask()
        self._token = str(told["access_token"])
        self._until = self._clock() + timedelta(seconds=float(told["expires_in"])) - EARLY
        return True

    def forget(self) -> None:
        """Make a new token the next time."""
        self._until = self._clock()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _ask(self) -> dict[str, Any]:
        try:
            return self._told(self._client.post(f"{self._address}{self.path}", data=self.data, headers=self.headers))
        except httpx.TransportError as cut:
            raise Away(type(cut).__name__) from None

    def _told(self, response: httpx.Response) -> dict[str, Any]:
        try:
            told: dict[str, Any] = response.json()
        except json.JSONDecodeError:
            raise Away(f"HTTP {response.status_code}") from None
        if response.status_code in WRONG:
            raise Denied(str(told.get("error", f"HTTP {response.status_code}")))
        if response.status_code != httpx.codes.OK or not {"access_token", "expires_in"} <= told.keys():
            raise Away(f"HTTP {response.status_code}")
        return told
