"""Login with Amazon: an access token for about an hour, in exchange for a seller's refresh token."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import httpx
from pydantic import BaseModel, Field, ValidationError

from bot.amazon.sp_api.errors import Away, Denied, Unsure
from bot.amazon.sp_api.http import Response, send
from storage.reports.connections import Credentials

PATH: Final = "/auth/o2/token"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}

MARGIN: Final = timedelta(minutes=2)
"""How long before it expires a token is replaced."""

DENIALS: Final = (400, 401, 403)
"""The statuses that are about the credentials."""


class _Grant(BaseModel):
    """A token that can stand in a header, and the seconds for which it is valid."""

    access_token: str = Field(pattern="^[!-~]+$", repr=False)
    expires_in: float = Field(gt=0, lt=1e9)


class _Denial(BaseModel):
    error: str | None = None


class AccessToken:
    """One connection's access token, kept in memory alone and replaced shortly before it expires."""

    def __init__(
        self, http: httpx.Client, credentials: Credentials, login_url: str, clock: Callable[[], datetime]
    ) -> None:
        self._http, self._credentials, self._login_url, self._clock = http, credentials, login_url, clock
        self._value, self._valid_until = "", clock()

    @property
    def value(self) -> str:
        """The token, as of the last renewal."""
        return self._value

    def renew(self) -> bool:
        """Have a valid token: True where a new one had to be issued. Raises Denied and Away."""
        if self._clock() < self._valid_until:
            return False
        grant = self._issue()
        self._value = grant.access_token
        self._valid_until = self._clock() + timedelta(seconds=grant.expires_in) - MARGIN
        return True

    def expire(self) -> None:
        """Have a new token issued at the next renewal."""
        self._valid_until = self._clock()

    def _issue(self) -> _Grant:
        form = {
            "grant_type": "refresh_token",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.get_secret_value(),
            "refresh_token": self._credentials.refresh_token.get_secret_value(),
        }
        try:
            return _grant(send(self._http, "POST", f"{self._login_url}{PATH}", data=form, headers=FORM))
        except Unsure as unsure:
            # A token that is issued and not received is no loss.
            raise Away(unsure.code) from None


def _grant(response: Response) -> _Grant:
    code = f"HTTP {response.status}"
    with suppress(ValidationError):
        if response.status in DENIALS:
            raise Denied(_Denial.model_validate_json(response.body).error or code)
        if response.status == httpx.codes.OK:
            return _Grant.model_validate_json(response.body)
    raise Away(code)
