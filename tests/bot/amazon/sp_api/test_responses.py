"""Amazon's Reports API as we speak it: what each answer means, and what a document may be."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from bot.amazon.sp_api.client import Endpoint, ReportsClient, positive_number, raise_for_status
from bot.amazon.sp_api.download import downloaded
from bot.amazon.sp_api.errors import Away, Refused, Throttled, Unsure
from bot.amazon.sp_api.http import Response, new_client
from bot.amazon.sp_api.models import ReportDocument
from bot.reports.parsing.report import Unreadable
from tests.builders.amazon import CREDENTIALS, NOW
from tests.fakes.amazon import MARKETPLACE


@pytest.fixture
def learnt() -> list[tuple[str, float]]:
    return []


def client_at(api_url, login_url, clock=lambda: NOW, learnt=lambda *_: None) -> ReportsClient:
    return ReportsClient(new_client(), CREDENTIALS, Endpoint(MARKETPLACE, api_url, login_url), clock, learnt)


@pytest.fixture
def client(amazon, learnt) -> Iterator[ReportsClient]:
    client = client_at(amazon.address, amazon.address, lambda: amazon.now, lambda *rate: learnt.append(rate))
    yield client
    client.close()


def test_a_report_is_created_listed_looked_at_and_downloaded(amazon, client):
    start, end = NOW - timedelta(days=60), NOW
    report_id = client.create_report("GET_XML_RETURNS_DATA_BY_RETURN_DATE", start, end)
    amazon.pass_time(minutes=1)
    page = client.get_reports(["GET_XML_RETURNS_DATA_BY_RETURN_DATE"], NOW - timedelta(minutes=5))
    spans = [(report.report_id, report.data_start_time, report.data_end_time) for report in page.reports]
    assert spans == [(report_id, start, end)]
    assert page.next_token is None
    assert client.get_report(report_id).processing_status == "IN_PROGRESS"
    report = client.get_report(report_id)
    assert report.processing_status == "DONE"
    with downloaded(client.http, client.get_report_document(report.report_document_id)) as file:
        assert file.read() == amazon.files[report.report_type]


def test_what_amazon_says_of_its_pace_is_told_once(client, learnt):
    client.create_report("GET_MERCHANT_LISTINGS_ALL_DATA", None, None)
    client.create_report("GET_V2_SELLER_PERFORMANCE_REPORT", None, None)
    assert learnt == [("createReport", 0.0167)]


def answered(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Response:
    return Response(status, httpx.Headers(headers), body)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-amzn-RateLimit-Limit": "0.0167"}, 1 / 0.0167),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "90", "x-amzn-RateLimit-Limit": "0.5"}, 90),
        ({"Retry-After": "1", "x-amzn-RateLimit-Limit": "0.5"}, 2),
        ({}, 60),
        ({"Retry-After": "soon", "x-amzn-RateLimit-Limit": "0"}, 60),
        ({"Retry-After": "1e300", "x-amzn-RateLimit-Limit": "1e-300"}, 60),
    ],
)
def test_a_refusal_of_too_many_calls_says_when_the_next_may_come(headers, seconds):
    with pytest.raises(Throttled) as throttled:
        raise_for_status(answered(429, headers))
    assert throttled.value.seconds == pytest.approx(seconds)


def test_an_answer_is_judged_by_its_status_also_without_a_body():
    with pytest.raises(Refused, match="HTTP 403"):
        raise_for_status(answered(403))
    told = json.dumps({"errors": [{"code": "InvalidInput", "message": "secret"}]}).encode()
    with pytest.raises(Refused, match=r"^InvalidInput$"):
        raise_for_status(answered(400, body=told))
    for status in (500, 503, 302):
        with pytest.raises(Unsure):
            raise_for_status(answered(status, body=b"<html>"))
    raise_for_status(answered(202))


@pytest.mark.parametrize("text", [None, "", "-1", "0", "nan", "inf", "1e999", "1e300", "1e-300", "many"])
def test_a_header_that_holds_no_plausible_number_holds_none(text):
    assert positive_number(text) is None


@contextmanager
def serving(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say()

        def do_POST(self) -> None:
            self._say()

        def _say(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"3", b"null", b'{"reportId": null, "errors": [{}]}', b"<html>"])
def test_an_answer_that_cannot_be_read_leaves_it_open_whether_it_was_done(amazon, body):
    with serving(202, body) as address:
        client = client_at(address, amazon.address)
        with pytest.raises(Unsure):
            client.create_report("GET_MERCHANT_LISTINGS_ALL_DATA", None, None)
        with pytest.raises(Unsure):
            client.get_report("1")
        client.close()


def test_nothing_was_asked_where_nobody_answers(amazon):
    client = client_at("http://127.0.0.1:9", amazon.address)
    with pytest.raises(Away):
        client.create_report("GET_MERCHANT_LISTINGS_ALL_DATA", None, None)
    client.close()


TEXT = b"Order ID\tReturn request date\n" * 3_000


PACKED = gzip.compress(TEXT)


def at(address: str, packed: bool = False) -> ReportDocument:
    return ReportDocument(url=address, compressionAlgorithm="GZIP" if packed else None)


def document(body: bytes, packed: bool = True, limit: int = 200_000_000) -> bytes:
    with (
        serving(200, body) as address,
        new_client() as http,
        downloaded(http, at(address, packed), limit) as file,
    ):
        return file.read()


def test_a_document_is_unpacked_whole_also_where_it_has_several_packs():
    assert document(gzip.compress(TEXT)) == TEXT
    assert document(gzip.compress(TEXT) + gzip.compress(TEXT)) == TEXT * 2
    assert document(TEXT, packed=False) == TEXT
    assert document(b"\xff\xfe\x00\xe9", packed=False) == b"\xff\xfe\x00\xe9"


def test_a_document_that_is_too_large_is_refused_packed_or_not():
    for body, packed in ((TEXT, False), (gzip.compress(TEXT), True), (gzip.compress(b"0" * 50_000_000), True)):
        with pytest.raises(Unreadable, match="size"):
            document(body, packed, 10_000)


@pytest.mark.parametrize("body", [b"no pack at all", PACKED[:10] + b"\xff" * 50], ids=["none", "spoilt"])
def test_a_broken_pack_is_refused(body):
    with pytest.raises(Unreadable, match="packing"):
        document(body)


@pytest.mark.parametrize("body", [PACKED[:-9], b""], ids=["half", "nothing"])
def test_half_a_pack_is_a_line_that_was_cut(body):
    with pytest.raises(Unsure):
        document(body)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/document",
        "http://127.0.0.1:80@example.com/document",
        "https://seller@example.com/document",
        "ftp://127.0.0.1:9/document",
        "https://example.com/secret\n",
        "https://example.com:port/document",
        "/document",
        "",
    ],
)
def test_a_document_is_downloaded_from_nowhere_unsafe(address):
    asked = []
    http = new_client(httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(200)))
    with pytest.raises(Unsure, match=r"^address$"), downloaded(http, at(address)):
        pass
    assert asked == []


def test_no_address_of_a_document_is_shown():
    document = at("https://x/?X-Amz-Signature=secret")
    assert "secret" not in f"{document!r} {document}"
