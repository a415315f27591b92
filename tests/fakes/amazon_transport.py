"""A client whose requests go nowhere: what answers them is a function of the request."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.amazon.sp_api.client import Endpoint, ReportsClient
from bot.amazon.sp_api.errors import AmazonError
from bot.amazon.sp_api.http import new_client
from tests.builders.amazon import CREDENTIALS, NOW
from tests.fakes.amazon import MARKETPLACE

API_URL, LOGIN_URL = "https://api.example.com", "https://login.example.com"
ACCESS_TOKEN = "Atza|secret-access"
GRANT = json.dumps({"access_token": ACCESS_TOKEN, "token_type": "bearer", "expires_in": 3600}).encode()
DOCUMENT_URL = "https://documents.example.com/1?X-Amz-Signature=secret-of-the-address"

Handler = Callable[[httpx.Request], httpx.Response]


def respond(status: int, body: bytes | Iterable[bytes] = b"", **headers: str) -> httpx.Response:
    """A response whose body is still to be read, as one from the network is."""
    chunks = iter([body]) if isinstance(body, bytes) else body
    return httpx.Response(status, headers=headers, content=chunks)


def client_of(api: Handler, login: Handler = lambda _: respond(200, GRANT)) -> ReportsClient:
    """A client of two functions, one for the Reports API and documents, one for Login with Amazon."""

    def answer(request: httpx.Request) -> httpx.Response:
        return (login if request.url.host == httpx.URL(LOGIN_URL).host else api)(request)

    endpoint = Endpoint(MARKETPLACE, API_URL, LOGIN_URL)
    return ReportsClient(new_client(httpx.MockTransport(answer)), CREDENTIALS, endpoint, lambda: NOW, lambda *_: None)


REPORT = {
    "reportId": "1",
    "reportType": "GET_MERCHANT_LISTINGS_ALL_DATA",
    "processingStatus": "DONE",
    "createdTime": NOW.isoformat(),
    "reportDocumentId": "doc.1",
}

CALLS: dict[str, Callable[[ReportsClient], Any]] = {
    "createReport": lambda client: client.create_report("GET_SELLER_FEEDBACK_DATA", NOW - timedelta(days=1), NOW),
    "getReports": lambda client: client.get_reports(["GET_SELLER_FEEDBACK_DATA"], NOW),
    "getReport": lambda client: client.get_report("1"),
    "getReportDocument": lambda client: client.get_report_document("doc.1"),
}
"""A call of each operation."""

ANSWERS = {
    "createReport": {"reportId": "1"},
    "getReports": {"reports": [REPORT]},
    "getReport": REPORT,
    "getReportDocument": {"reportDocumentId": "doc.1", "url": DOCUMENT_URL},
}
"""What Amazon answers to each of them."""

EVERY = pytest.mark.parametrize("operation", CALLS)


def good(operation: str) -> bytes:
    """The body of a good answer."""
    return json.dumps(ANSWERS[operation]).encode()


def document_answer() -> httpx.Response:
    return respond(200, good("getReportDocument"))


def error_of(operation: str, api: Handler, **login: Handler) -> AmazonError:
    """The error that a call ends with."""
    with pytest.raises(AmazonError) as raised:
        CALLS[operation](client_of(api, **login))
    return raised.value
