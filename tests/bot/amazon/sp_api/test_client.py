"""What comes of a call for every status, and for every body that Amazon's model does not allow."""

import json

import pytest

from bot.amazon.sp_api.errors import Expired, Refused, Throttled, Unsure
from tests.fakes.amazon_transport import ANSWERS, CALLS, EVERY, REPORT, client_of, error_of, good, respond


@EVERY
@pytest.mark.parametrize("content_type", ["application/json", "text/html; charset=utf-16", ""])
def test_an_answer_is_read_whatever_it_is_labelled(operation, content_type):
    assert CALLS[operation](client_of(lambda _: respond(200, good(operation), **{"Content-Type": content_type})))
    page = respond(200, b"<html>", **{"Content-Type": "application/json"})
    assert error_of(operation, lambda _: page).code == "unreadable"


@EVERY
def test_an_answer_that_is_cut_off_anywhere_is_unreadable(operation):
    whole = good(operation)
    for length in range(len(whole)):
        error = error_of(operation, lambda _, length=length: respond(200, whole[:length]))
        assert (type(error), error.code) == (Unsure, "unreadable")


SHAPES = [b"", b"null", b"3", b'"text"', b"{}", b"[]", b"\xff\xfe{}", b"[" * 50_000, b'{"errors": [{"code": "Late"}]}']


@EVERY
@pytest.mark.parametrize("body", SHAPES, ids=lambda body: str(body[:12]))
def test_an_answer_of_another_shape_is_unreadable(operation, body):
    error = error_of(operation, lambda _: respond(200, body))
    assert (type(error), error.code) == (Unsure, "unreadable")
    assert error_of(operation, lambda _: respond(200, b"[" + good(operation) + b"]")).code == "unreadable"


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ("createReport", {"reportId": 5}),
        ("createReport", {"reportId": ""}),
        ("createReport", {"reportId": "9" * 121}),
        ("createReport", {"reportId": "1\n"}),
        ("createReport", {"errors": [{"code": "Late", "message": "Late."}]}),
        ("getReports", {"reports": {}}),
        ("getReports", {"reports": [{**REPORT, "createdTime": None}]}),
        ("getReports", {"reports": [REPORT, 3]}),
        ("getReports", {"nextToken": ["more"]}),
        ("getReport", {"processingStatus": None}),
        ("getReport", {"createdTime": "2026-11-24T15:00:00"}),
        ("getReport", {"createdTime": 1_800_000_000}),
        ("getReport", {"dataStartTime": "yesterday"}),
        ("getReport", {"reportDocumentId": {}}),
        ("getReportDocument", {"url": None}),
        ("getReportDocument", {"compressionAlgorithm": 1}),
    ],
)
def test_a_field_that_amazons_model_does_not_allow_is_unreadable(operation, changed):
    body = json.dumps({**ANSWERS[operation], **changed}).encode()
    error = error_of(operation, lambda _: respond(200, body))
    assert (type(error), error.code) == (Unsure, "unreadable")


def test_what_amazon_may_leave_out_or_add_is_no_matter():
    body = json.dumps({**REPORT, "marketplaceIds": ["1"], "dataStartTime": None, "added": {}, "errors": []}).encode()
    report = CALLS["getReport"](client_of(lambda _: respond(200, body)))
    assert (report.report_document_id, report.data_start_time) == ("doc.1", None)


BODIES = [b"", b"<html>", b"[]", b"null", b"{}", b'{"errors": []}', b'{"errors": [{"code": 5}]}', b'{"errors": "no"}']


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_every_status_is_judged_whatever_the_body(body):
    for status in (*range(200, 429), *range(430, 600)):
        error = error_of("createReport", lambda _, status=status: respond(status, body))
        if status < 300:
            assert (type(error), error.code) == (Unsure, "unreadable"), status
        elif 400 <= status < 500:
            assert (type(error), error.code, error.status) == (Refused, f"HTTP {status}", status)
        else:
            assert (type(error), error.code) == (Unsure, f"HTTP {status}"), status
    assert isinstance(error_of("createReport", lambda _: respond(429, body)), Throttled)


@EVERY
def test_a_token_of_before_that_is_refused_has_expired_and_a_new_one_has_not(operation):
    statuses = [200, 401, 403, 200, 404]
    client = client_of(lambda _: respond(statuses.pop(0), good(operation)))
    assert CALLS[operation](client)
    with pytest.raises(Expired):
        CALLS[operation](client)
    with pytest.raises(Refused):
        CALLS[operation](client)
    assert CALLS[operation](client)
    with pytest.raises(Refused):
        CALLS[operation](client)
