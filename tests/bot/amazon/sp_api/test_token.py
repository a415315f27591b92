"""An access token: when one is issued, and what comes of every answer of Login with Amazon."""

import json
from datetime import timedelta

import pytest

from bot.amazon.sp_api.errors import Away, Denied
from bot.amazon.sp_api.token import MARGIN, AccessToken
from tests.builders.amazon import CREDENTIALS, NOW
from tests.fakes.amazon_transport import ACCESS_TOKEN, GRANT, LOGIN_URL, client_of, respond


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now


def token_of(login, clock=lambda: NOW) -> AccessToken:
    return AccessToken(client_of(lambda _: respond(500), login).http, CREDENTIALS, LOGIN_URL, clock)


def test_a_token_is_issued_once_and_anew_before_it_expires_or_when_it_is_refused():
    asked, clock = [], Clock()
    token = token_of(lambda request: asked.append(request) or respond(200, GRANT), clock)
    assert (token.renew(), token.renew(), token.value) == (True, False, ACCESS_TOKEN)
    clock.now += timedelta(hours=1) - MARGIN - timedelta(seconds=1)
    assert not token.renew()
    clock.now += timedelta(seconds=1)
    assert (token.renew(), token.renew()) == (True, False)
    token.expire()
    assert (token.renew(), token.renew()) == (True, False)
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, b'{"error": "invalid_grant", "error_description": "secret"}', "invalid_grant"),
        (401, b'{"error": "invalid_client"}', "invalid_client"),
        (403, b'{"message": "secret"}', "HTTP 403"),
        (400, b'{"error": ""}', "HTTP 400"),
        (400, b'{"error": null}', "HTTP 400"),
    ],
)
def test_an_answer_about_the_credentials_denies_them(status, body, code):
    with pytest.raises(Denied, match=f"^{code}$"):
        token_of(lambda _: respond(status, body)).renew()


def granting(**changed) -> bytes:
    return json.dumps({"access_token": ACCESS_TOKEN, "expires_in": 3600, **changed}).encode()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((status, body) for status in (400, 401, 403) for body in (b"", b"<html>", b"[]", b'{"error": {}}', b'{"err')),
        *((status, body) for status in (201, 204, 302, 404, 429, 500, 503) for body in (b"", b"<html>", GRANT)),
        *((200, body) for body in (b"", b"<html>", b"[]", b"{}", b"null", b"\xff", b"[" * 50_000, b" " * 4_000_001)),
        *((200, granting(access_token=token)) for token in (None, "", 5, "two words", "line\nbreak", "\u00e9")),
        *((200, granting(expires_in=seconds)) for seconds in (None, 0, -1, "soon", 1e300, float("inf"), float("nan"))),
    ],
    ids=lambda value: str(value)[:40],
)
def test_any_other_answer_leaves_the_credentials_in_peace(status, body):
    with pytest.raises(Away, match=f"^HTTP {status}$"):
        token_of(lambda _: respond(status, body)).renew()


def test_half_an_answer_is_none():
    for length in range(len(GRANT)):
        with pytest.raises(Away):
            token_of(lambda _, length=length: respond(200, GRANT[:length])).renew()


def test_a_token_may_be_valid_for_a_number_in_quotes():
    assert token_of(lambda _: respond(200, granting(expires_in="3600"))).renew()
