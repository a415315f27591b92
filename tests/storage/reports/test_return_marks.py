"""Returns at the desk: which arrived, which are about an order, and what people did about them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError

from storage import tables
from storage.reports import return_marks, returns
from storage.reports.return_marks import Key, Mark
from storage.reports.returns import Case
from storage.workspaces import Workspace

DAY = date(2026, 3, 1)
CASE = Case(order_id="701-1234567-1234567", rma="DaRRMA", own_rma="R7", item="SKU-1", return_date=DAY, arrived_on=DAY)
KEY = Key(CASE.order_id, CASE.rma, CASE.item)


@pytest.fixture(autouse=True)
def _three_returns(ws: Workspace) -> None:
    later = replace(CASE, order_id="701-2", rma="DbRRMA", own_rma=None, arrived_on=DAY + timedelta(days=3))
    coming = replace(CASE, order_id="701-3", rma="DcRRMA", own_rma=None, arrived_on=None)
    with ws.begin() as transaction:
        returns.put(transaction, "main", [later, CASE, coming])


def mark(ws: Workspace, now: datetime, **told: object) -> Mark:
    made = Mark(**{"marked_at": now, "who": "U1", **told})  # type: ignore[arg-type]
    with ws.begin() as transaction:
        return_marks.put(transaction, "main", KEY, made)
    return made


def orders(ws: Workspace, since: date, until: date) -> list[str]:
    with ws.read() as snapshot:
        return [each.case.order_id for each in return_marks.arrived(snapshot, "main", since, until)]


def test_what_a_report_says_is_refunded_is_not_among_them(ws: Workspace) -> None:
    with ws.begin() as transaction:
        returns.put(transaction, "main", [replace(CASE, refunded=1), replace(CASE, order_id="701-2", refunded=0)])
    assert CASE.order_id not in orders(ws, DAY, DAY + timedelta(days=3))
    assert "701-2" in orders(ws, DAY, DAY + timedelta(days=3))


def test_what_arrived_between_two_days_stands_oldest_first(ws: Workspace) -> None:
    assert orders(ws, DAY, DAY + timedelta(days=3)) == [CASE.order_id, "701-2"]
    assert orders(ws, DAY + timedelta(days=1), DAY + timedelta(days=2)) == []


@pytest.mark.parametrize("reference", [CASE.order_id, "DaRRMA", "darrma", "r7"])
def test_a_return_is_found_by_its_order_and_by_either_rma(ws: Workspace, reference: str) -> None:
    with ws.read() as snapshot:
        assert [each.case for each in return_marks.about(snapshot, "main", reference)] == [CASE]
        assert return_marks.about(snapshot, "other", reference) == []


def test_what_has_not_arrived_is_counted(ws: Workspace) -> None:
    with ws.read() as snapshot:
        assert return_marks.coming(snapshot, "main", DAY) == 1
        assert return_marks.coming(snapshot, "main", DAY + timedelta(days=1)) == 0


def test_a_mark_stays_when_a_report_brings_the_return_again(ws: Workspace, now: datetime) -> None:
    made = mark(ws, now, done="refunded")
    with ws.begin() as transaction:
        returns.put(transaction, "main", [replace(CASE, status="Completed")])
        held = return_marks.one(transaction, "main", KEY)
    assert held is not None
    assert (held.case.status, held.mark, held.key, held.account) == ("Completed", made, KEY, "main")


def test_a_mark_of_no_return_and_an_unknown_word_are_refused(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError):
        mark(ws, now, done="lost")
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        return_marks.put(transaction, "main", Key("1", "2", "3"), Mark(marked_at=now, who="U1"))


def test_a_reminder_comes_once_its_time_has_come_and_not_again(ws: Workspace, now: datetime) -> None:
    made = mark(ws, now, done="not-arrived", arrived_on=DAY, remind_at=now + timedelta(hours=1))
    with ws.begin() as transaction:
        assert return_marks.reminders(transaction, now) == []
        [due] = return_marks.reminders(transaction, now + timedelta(hours=1))
        return_marks.reminded(transaction, due)
        assert return_marks.reminders(transaction, now + timedelta(days=9)) == []
        held = return_marks.one(transaction, "main", KEY)
    assert held is not None
    assert held.mark == replace(made, remind_at=None)


def test_the_decision_is_kept_with_the_return(engine: Engine, ws: Workspace) -> None:
    with ws.begin() as transaction:
        return_marks.decided(transaction, "main", KEY, {"outcome": {"refund_min": "65.00"}})
    with engine.connect() as connection:
        kept = connection.execute(
            select(tables.return_case.c.decision).where(tables.return_case.c.rma == "DaRRMA")
        ).scalar()
    assert kept == {"outcome": {"refund_min": "65.00"}}
