from dataclasses import replace
from datetime import date, datetime

import pytest

from storage.reports import report_requests
from storage.reports.report_requests import NEXT, OPEN, Request
from storage.workspaces import Workspace

DAY = date(2026, 3, 2)
STATES = (*OPEN, "taken", "empty", "failed")


@pytest.fixture
def wanted(ws: Workspace, now: datetime) -> Request:
    request = Request(account="main", kind="returns", day=DAY, wanted_at=now, not_before=now)
    with ws.begin() as transaction:
        assert report_requests.want(transaction, [request]) == 1
    return request


def test_the_same_report_is_wanted_once(ws: Workspace, wanted: Request) -> None:
    with ws.begin() as transaction:
        assert report_requests.want(transaction, [wanted, replace(wanted, part=1)]) == 1
    assert [each.part for each in report_requests.unfinished(ws, "main")] == [0, 1]


def test_a_report_is_taken_further_by_one(ws: Workspace, wanted: Request, now: datetime) -> None:
    with ws.begin() as transaction:
        asking = report_requests.move(transaction, wanted, state="asking", asked_at=now, tries=1)
        assert asking == replace(wanted, state="asking", asked_at=now, tries=1)
        assert report_requests.move(transaction, wanted, state="asking", asked_at=now, tries=1) is None
        again = report_requests.move(transaction, asking, state="wanted")
        late = report_requests.move(transaction, asking, state="requested", report_id="R1")
    assert again is not None
    assert late is None
    assert report_requests.unfinished(ws, "main") == [again]


@pytest.mark.parametrize("before", STATES)
def test_only_what_can_follow_follows(ws: Workspace, wanted: Request, before: str) -> None:
    for after in STATES:
        if after not in NEXT.get(before, ()):
            with pytest.raises(ValueError, match=f"{before} does not become {after}"), ws.begin() as transaction:
                report_requests.move(transaction, replace(wanted, state=before), state=after)
