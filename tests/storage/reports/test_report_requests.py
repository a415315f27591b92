from dataclasses import replace
from datetime import date, datetime

import pytest

from storage.reports import report_requests
from storage.reports.report_requests import NEXT_STATES, OPEN_STATES, ReportRequest
from storage.workspaces import Workspace

DAY = date(2026, 3, 2)
STATES = (*OPEN_STATES, "taken", "empty", "failed")


@pytest.fixture
def wanted(ws: Workspace, now: datetime) -> ReportRequest:
    request = ReportRequest(account="main", kind="returns", day=DAY, wanted_at=now, not_before=now)
    with ws.begin() as transaction:
        assert report_requests.insert_if_absent(transaction, [request]) == 1
    return request


def test_a_request_is_inserted_once(ws: Workspace, wanted: ReportRequest) -> None:
    with ws.begin() as transaction:
        assert report_requests.insert_if_absent(transaction, [wanted, replace(wanted, part=1)]) == 1
    assert [request.part for request in report_requests.list_open(ws, "main")] == [0, 1]


def test_only_one_process_advances_a_request(ws: Workspace, wanted: ReportRequest, now: datetime) -> None:
    with ws.begin() as transaction:
        asking = report_requests.advance(transaction, wanted, state="asking", asked_at=now, tries=1)
        assert asking == replace(wanted, state="asking", asked_at=now, tries=1)
        assert report_requests.advance(transaction, wanted, state="asking", asked_at=now, tries=1) is None
        again = report_requests.advance(transaction, asking, state="wanted")
        late = report_requests.advance(transaction, asking, state="requested", report_id="R1")
    assert again is not None
    assert late is None
    assert report_requests.list_open(ws, "main") == [again]


@pytest.mark.parametrize("before", STATES)
def test_a_state_that_cannot_follow_is_refused(ws: Workspace, wanted: ReportRequest, before: str) -> None:
    for after in STATES:
        if after not in NEXT_STATES.get(before, ()):
            with pytest.raises(ValueError, match=f"{before} does not become {after}"), ws.begin() as transaction:
                report_requests.advance(transaction, replace(wanted, state=before), state=after)
