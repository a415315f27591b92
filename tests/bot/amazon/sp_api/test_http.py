"""What goes over the wire to Amazon, and what comes of bodies, redirects, waits and connections that break."""

import gzip
import json
import logging
import traceback
from importlib.metadata import version

import httpx
import pytest

from bot.amazon.sp_api.download import downloaded
from bot.amazon.sp_api.errors import Away, Unsure
from bot.amazon.sp_api.http import BODY_LIMIT, CHUNK, TIMEOUT
from tests.builders.amazon import CREDENTIALS
from tests.fakes.amazon import CLIENT, REFRESH_TOKEN
from tests.fakes.amazon_transport import (
    ACCESS_TOKEN,
    ANSWERS,
    API_URL,
    CALLS,
    DOCUMENT_URL,
    EVERY,
    GRANT,
    client_of,
    document_answer,
    error_of,
    good,
    respond,
)

SECRETS = (CLIENT["client_secret"], REFRESH_TOKEN, ACCESS_TOKEN)


class Huge:
    """A body of many times the limit; `size` is how much of it was read."""

    def __init__(self) -> None:
        self.size = 0

    def __iter__(self):
        while self.size < 5 * BODY_LIMIT:
            self.size += CHUNK
            yield b" " * CHUNK


@pytest.mark.parametrize(
    ("status", "code"), [(200, "unreadable"), (400, "HTTP 400"), (429, "QuotaExceeded"), (503, "HTTP 503")]
)
def test_a_huge_answer_is_judged_by_its_status_and_not_read_to_its_end(status, code):
    body = Huge()
    assert error_of("getReports", lambda _: respond(status, body)).code == code
    assert body.size <= BODY_LIMIT + 2 * CHUNK


def test_a_large_answer_is_read():
    body = good("getReports").ljust(BODY_LIMIT)
    assert CALLS["getReports"](client_of(lambda _: respond(200, body))).reports
    assert error_of("getReports", lambda _: respond(200, body + b" ")).code == "unreadable"


@EVERY
def test_a_compressed_answer_which_nobody_asked_for_is_not_expanded(operation):
    compressed = gzip.compress(good(operation))
    error = error_of(operation, lambda _: respond(200, compressed, **{"Content-Encoding": "gzip"}))
    assert (type(error), error.code) == (Unsure, "unreadable")


@EVERY
@pytest.mark.parametrize(
    "location", ["https://elsewhere.example.com/", "http://elsewhere.example.com/", "https://[", ""]
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(operation, location, status):
    asked = []

    def redirect(request):
        asked.append(request.url.host)
        return respond(status, good(operation), Location=location)

    assert isinstance(error_of(operation, redirect), Unsure)
    assert asked == [httpx.URL(API_URL).host]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_credentials_or_a_download_elsewhere(status):
    asked = []

    def redirect(request):
        asked.append(request.url.host)
        return respond(status, GRANT, Location="https://elsewhere.example.com/")

    error = error_of("getReport", redirect, login=redirect)
    assert (type(error), error.code, len(asked)) == (Away, f"HTTP {status}", 1)
    client = client_of(lambda request: redirect(request) if "documents" in request.url.host else document_answer())
    document = CALLS["getReportDocument"](client)
    with pytest.raises(Unsure, match=f"^HTTP {status}$"), downloaded(client.http, document):
        pass
    assert asked[1:] == [httpx.URL(DOCUMENT_URL).host]


def after(seconds, body):
    """Answers after so many seconds, which do not pass: whoever does not wait for so long sees the time-out."""

    def answer(request):
        if seconds > request.extensions["timeout"]["read"]:
            raise httpx.ReadTimeout("The read operation timed out", request=request)
        return respond(200, body)

    return answer


@EVERY
def test_a_slow_answer_is_waited_for_up_to_the_time_out(operation):
    assert CALLS[operation](client_of(after(TIMEOUT - 1, good(operation)), login=after(TIMEOUT - 1, GRANT)))
    error = error_of(operation, after(TIMEOUT + 1, good(operation)))
    assert (type(error), error.code) == (Unsure, "ReadTimeout")
    error = error_of(operation, after(0, good(operation)), login=after(TIMEOUT + 1, GRANT))
    assert (type(error), error.code) == (Away, "ReadTimeout")


BROKEN = {
    Away: (httpx.ConnectError, httpx.ConnectTimeout),
    Unsure: (
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.RemoteProtocolError,
        httpx.LocalProtocolError,
        httpx.ProxyError,
        httpx.PoolTimeout,
    ),
}


@EVERY
@pytest.mark.parametrize(
    ("expected", "failure"), [(expected, failure) for expected, failures in BROKEN.items() for failure in failures]
)
def test_a_connection_that_breaks_is_told_by_whether_anything_was_sent(operation, expected, failure):
    def broken(request):
        raise failure("secret".upper(), request=request)

    error = error_of(operation, broken)
    assert (type(error), error.code) == (expected, failure.__name__)
    assert "SECRET" not in "".join(traceback.format_exception(error))
    error = error_of(operation, broken, login=broken)
    assert (type(error), error.code) == (Away, failure.__name__)


@EVERY
def test_a_connection_that_breaks_within_the_body_leaves_it_open(operation):
    def half():
        yield good(operation)[:10]
        raise httpx.ReadError("reset")

    error = error_of(operation, lambda _: respond(200, half()))
    assert (type(error), error.code) == (Unsure, "ReadError")


def test_each_request_has_what_amazon_asks_for_and_the_token_goes_to_the_api_alone():
    requests = []

    def seen(request):
        requests.append(request)
        host = request.url.host
        if host.startswith("api"):
            return document_answer()
        return respond(200, GRANT if host.startswith("login") else b"text")

    client = client_of(seen, login=seen)
    with downloaded(client.http, CALLS["getReportDocument"](client)) as file:
        assert file.read() == b"text"
    login, api, download = requests
    assert [request.headers["accept-encoding"] for request in requests] == ["identity"] * 3
    release = ".".join(version("headroom").split(".")[:2])
    assert {request.headers["user-agent"] for request in requests} == {f"Headroom/{release} (Language=Python)"}
    assert dict(httpx.QueryParams(login.content.decode())) == {
        "grant_type": "refresh_token",
        "client_id": CREDENTIALS.client_id,
        "client_secret": CLIENT["client_secret"],
        "refresh_token": REFRESH_TOKEN,
    }
    assert (api.headers["x-amz-access-token"], api.headers["x-amz-date"]) == (ACCESS_TOKEN, "20261124T150000Z")
    assert not any(secret in str([request.url, request.headers]) for request in (login, download) for secret in SECRETS)


LEAKS = {
    "token with a line break": {"login": lambda _: respond(200, GRANT.replace(b"secret-access", b"secret\\naccess"))},
    "token in no alphabet": {"login": lambda _: respond(200, GRANT.replace(b"secret-access", b"secret-\\u00e9"))},
    "quoted refresh token": {
        "login": lambda _: respond(
            400, json.dumps({"error": "invalid_grant", "error_description": REFRESH_TOKEN}).encode()
        )
    },
    "quoted access token": {
        "api": lambda _: respond(
            400, json.dumps({"errors": [{"code": "InvalidInput", "message": ACCESS_TOKEN}]}).encode()
        )
    },
    "address of the wrong shape": {"api": lambda _: respond(200, json.dumps({"url": [DOCUMENT_URL]}).encode())},
    "address beside errors": {
        "api": lambda _: respond(200, json.dumps({"url": DOCUMENT_URL, "errors": [{"code": "secret"}]}).encode())
    },
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_no_secret_is_in_an_error_or_a_log(leak, caplog):
    caplog.set_level(logging.DEBUG)
    error = error_of("getReportDocument", **{"api": lambda _: document_answer(), **leak})
    told = f"{error!r} {vars(error)} {caplog.text} {''.join(traceback.format_exception(error))}"
    assert "secret" not in told


def test_the_address_of_a_document_is_in_no_error_and_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    client = client_of(lambda request: respond(403) if "documents" in request.url.host else document_answer())
    document = CALLS["getReportDocument"](client)
    with pytest.raises(Unsure) as raised, downloaded(client.http, document):
        pass
    assert "secret-of" not in f"{caplog.text} {''.join(traceback.format_exception(raised.value))}"


def test_a_document_is_decompressed_once_also_where_it_is_labelled_as_compressed():
    stored = respond(200, gzip.compress(b"text"), **{"Content-Encoding": "gzip"})
    answer = json.dumps({**ANSWERS["getReportDocument"], "compressionAlgorithm": "GZIP"}).encode()
    client = client_of(lambda request: stored if "documents" in request.url.host else respond(200, answer))
    with downloaded(client.http, CALLS["getReportDocument"](client)) as file:
        assert file.read() == b"text"
