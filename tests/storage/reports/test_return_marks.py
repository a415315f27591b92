"""Returns with their marks: by arrival, by order or RMA, and by reminder."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError

from storage import tables
from storage.reports import return_marks, returns
from storage.reports.return_marks import ReturnKey, ReturnMark
from storage.reports.returns import ReturnCase
from storage.workspaces import Workspace

DAY = date(2026, 3, 1)
CASE = ReturnCase(
    order_id="701-1234567-1234567", rma="DaRRMA", own_rma="R7", item="SKU-1", return_date=DAY, arrived_on=DAY
)
KEY = ReturnKey(CASE.order_id, CASE.rma, CASE.item)


@pytest.fixture(autouse=True)
def _three_returns(ws: Workspace) -> None:
    later = replace(CASE, order_id="701-2", rma="DbRRMA", own_rma=None, arrived_on=DAY + timedelta(days=3))
    coming = replace(CASE, order_id="701-3", rma="DcRRMA", own_rma=None, arrived_on=None)
    with ws.begin() as transaction:
        returns.upsert(transaction, "main", [later, CASE, coming])


def mark(ws: Workspace, now: datetime, **fields: object) -> ReturnMark:
    made = ReturnMark(**{"marked_at": now, "who": "U1", **fields})  # type: ignore[arg-type]
    with ws.begin() as transaction:
        return_marks.upsert(transaction, "main", KEY, made)
    return made


def orders(ws: Workspace, since: date, until: date) -> list[str]:
    with ws.read() as snapshot:
        return [marked.case.order_id for marked in return_marks.select_arrived(snapshot, "main", since, until)]


def test_a_return_that_a_report_calls_refunded_is_left_out(ws: Workspace) -> None:
    with ws.begin() as transaction:
        returns.upsert(transaction, "main", [replace(CASE, refunded=1), replace(CASE, order_id="701-2", refunded=0)])
    assert CASE.order_id not in orders(ws, DAY, DAY + timedelta(days=3))
    assert "701-2" in orders(ws, DAY, DAY + timedelta(days=3))


def test_arrivals_between_two_days_come_oldest_first(ws: Workspace) -> None:
    assert orders(ws, DAY, DAY + timedelta(days=3)) == [CASE.order_id, "701-2"]
    assert orders(ws, DAY + timedelta(days=1), DAY + timedelta(days=2)) == []


@pytest.mark.parametrize("reference", [CASE.order_id, "DaRRMA", "darrma", "r7"])
def test_a_return_is_found_by_its_order_and_by_either_rma(ws: Workspace, reference: str) -> None:
    with ws.read() as snapshot:
        assert [marked.case for marked in return_marks.select_by_reference(snapshot, "main", reference)] == [CASE]
        assert return_marks.select_by_reference(snapshot, "other", reference) == []


def test_returns_that_have_not_arrived_are_counted(ws: Workspace) -> None:
    with ws.read() as snapshot:
        assert return_marks.count_not_arrived(snapshot, "main", DAY) == 1
        assert return_marks.count_not_arrived(snapshot, "main", DAY + timedelta(days=1)) == 0


def test_a_mark_outlives_the_next_report_of_the_return(ws: Workspace, now: datetime) -> None:
    made = mark(ws, now, done="refunded")
    with ws.begin() as transaction:
        returns.upsert(transaction, "main", [replace(CASE, status="Completed")])
        stored = return_marks.select_one(transaction, "main", KEY)
    assert stored is not None
    assert (stored.case.status, stored.mark, stored.key, stored.account) == ("Completed", made, KEY, "main")


def test_a_mark_of_an_unknown_return_or_kind_is_refused(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError):
        mark(ws, now, done="lost")
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        return_marks.upsert(transaction, "main", ReturnKey("1", "2", "3"), ReturnMark(marked_at=now, who="U1"))


def test_a_due_reminder_is_selected_until_it_is_cleared(ws: Workspace, now: datetime) -> None:
    made = mark(ws, now, done="not-arrived", arrived_on=DAY, remind_at=now + timedelta(hours=1))
    with ws.begin() as transaction:
        assert return_marks.select_due_reminders(transaction, now) == []
        [due] = return_marks.select_due_reminders(transaction, now + timedelta(hours=1))
        return_marks.clear_reminder(transaction, due)
        assert return_marks.select_due_reminders(transaction, now + timedelta(days=9)) == []
        stored = return_marks.select_one(transaction, "main", KEY)
    assert stored is not None
    assert stored.mark == replace(made, remind_at=None)


def test_the_decision_is_stored_with_the_return(engine: Engine, ws: Workspace) -> None:
    with ws.begin() as transaction:
        return_marks.set_decision(transaction, "main", KEY, {"outcome": {"refund_min": "65.00"}})
    with engine.connect() as connection:
        decision = connection.execute(
            select(tables.return_case.c.decision).where(tables.return_case.c.rma == "DaRRMA")
        ).scalar()
    assert decision == {"outcome": {"refund_min": "65.00"}}
