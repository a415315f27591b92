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

from bot.amazon.sp_api.client import Amazon, Document, Where, judge, number
from bot.amazon.sp_api.download import fetched
from bot.amazon.sp_api.errors import Away, Refused, Throttled, Unsure
from bot.reports.parsing.report import Unreadable
from tests.builders.amazon import CREDENTIALS, NOW
from tests.fakes.amazon import MARKETPLACE


@pytest.fixture
def learnt() -> list[tuple[str, float]]:
    return []


@pytest.fixture
def ours(amazon, learnt) -> Iterator[Amazon]:
    where = Where(MARKETPLACE, amazon.address, amazon.address)
    ours = Amazon(CREDENTIALS, where, lambda: amazon.now, lambda *told: learnt.append(told))
    yield ours
    ours.close()


def test_a_report_is_created_listed_looked_at_and_downloaded(amazon, ours):
    start, end = NOW - timedelta(days=60), NOW
    report_id = ours.create("GET_XML_RETURNS_DATA_BY_RETURN_DATE", start, end)
    amazon.pass_time(minutes=1)
    page = ours.created_since(["GET_XML_RETURNS_DATA_BY_RETURN_DATE"], NOW - timedelta(minutes=5))
    assert [(each.report_id, each.start, each.end) for each in page.reports] == [(report_id, start, end)]
    assert page.more is None
    assert ours.get(report_id).status == "IN_PROGRESS"
    report = ours.get(report_id)
    assert report.status == "DONE"
    with fetched(ours.document(report.document_id)) as file:
        assert file.read() == amazon.files[report.report_type]


def test_what_amazon_says_of_its_pace_is_told_once(amazon, ours, learnt):
    ours.create("GET_MERCHANT_LISTINGS_ALL_DATA", None, None)
    ours.create("GET_V2_SELLER_PERFORMANCE_REPORT", None, None)
    assert learnt == [("createReport", 0.0167)]


def answered(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> httpx.Response:
    return httpx.Response(status, headers=headers, content=body)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-amzn-RateLimit-Limit": "0.0167"}, 1 / 0.0167),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "90", "x-amzn-RateLimit-Limit": "0.5"}, 90),
        ({"Retry-After": "1", "x-amzn-RateLimit-Limit": "0.5"}, 2),
        ({}, 60),
        ({"Retry-After": "soon", "x-amzn-RateLimit-Limit": "0"}, 60),
    ],
)
def test_a_refusal_of_too_many_calls_says_when_the_next_may_come(headers, seconds):
    with pytest.raises(Throttled) as throttled:
        judge(answered(429, headers))
    assert throttled.value.seconds == pytest.approx(seconds)


def test_an_answer_is_judged_by_its_status_also_without_a_body():
    with pytest.raises(Refused, match="HTTP 403"):
        judge(answered(403))
    told = json.dumps({"errors": [{"code": "InvalidInput", "message": "secret"}]}).encode()
    with pytest.raises(Refused, match=r"^InvalidInput$"):
        judge(answered(400, body=told))
    for status in (500, 503, 302):
        with pytest.raises(Unsure):
            judge(answered(status, body=b"<html>"))
    judge(answered(202))


@pytest.mark.parametrize("text", [None, "", "-1", "0", "nan", "inf", "1e999", "many"])
def test_a_header_that_holds_no_number_above_nothing_holds_none(text):
    assert number(text) is None


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
        ours = Amazon(CREDENTIALS, Where(MARKETPLACE, address, amazon.address), lambda: NOW, lambda *_: None)
        with pytest.raises(Unsure):
            ours.create("GET_MERCHANT_LISTINGS_ALL_DATA", None, None)
        with pytest.raises(Unsure):
            ours.get("1")
        ours.close()


def test_nothing_was_asked_where_nobody_answers(amazon):
    ours = Amazon(CREDENTIALS, Where(MARKETPLACE, "http://127.0.0.1:9", amazon.address), lambda: NOW, lambda *_: None)
    with pytest.raises(Away):
        ours.create("GET_MERCHANT_LISTINGS_ALL_DATA", None, None)
    ours.close()


TEXT = b"Order ID\tReturn request date\n" * 3_000


PACKED = gzip.compress(TEXT)


def document(body: bytes, packed: bool = True, most: int = 200_000_000) -> bytes:
    with serving(200, body) as address, fetched(Document(address, packed), most) as file:
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


def test_a_document_is_fetched_from_nowhere_unsafe():
    with pytest.raises(Unsure), fetched(Document("http://example.com/document", False)):
        pass


def test_no_address_of_a_document_is_shown():
    assert "secret" not in repr(Document("https://x/?X-Amz-Signature=secret", True))
