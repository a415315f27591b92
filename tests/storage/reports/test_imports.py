"""Stored rows of reports: returns merged from several reports, offers, invoices, imported files, defects."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DatabaseError

from storage import tables
from storage.metrics import defect_orders
from storage.metrics.defect_orders import DefectOrder
from storage.reports import imports, invoices, offers, returns
from storage.reports.imports import ImportBatch
from storage.reports.invoices import InvoiceLine
from storage.reports.offers import Offer
from storage.reports.returns import ReturnCase
from storage.workspaces import Workspace

DAY = date(2026, 3, 1)
ORDER = "701-1234567-1234567"
CASE = ReturnCase(
    order_id=ORDER,
    rma="D1",
    item="SKU-1",
    return_date=DAY,
    marketplace="ca",
    prime=True,
    label_payer="seller",
    label_cost=1_240,
    currency="CAD",
)
OFFER = Offer(sku="SKU-1", asin="B0ABCD1234", marketplace="ca", price=12_999, quantity=3, restock=DAY)
LINE = InvoiceLine(line="1", invoiced_on=DAY, supplier="A supplier", brand="A brand", currency="CAD", units=3)


def put_cases(ws: Workspace, *cases: ReturnCase) -> list[ReturnCase]:
    with ws.begin() as transaction:
        returns.upsert(transaction, "main", cases)
        return returns.select_all(transaction, "main")


def test_a_return_comes_back_as_it_was(ws: Workspace) -> None:
    assert put_cases(ws, CASE) == [CASE]


def test_a_report_without_a_value_keeps_the_stored_one(ws: Workspace) -> None:
    put_cases(ws, CASE)
    silent = ReturnCase(order_id=ORDER, rma="D1", item="SKU-1", return_date=DAY, category="PC", prime=False, refunded=0)
    assert [replace(CASE, category="PC", prime=False, refunded=0)] == put_cases(ws, silent)


def test_a_decision_outlives_the_next_report_of_the_return(engine: Engine, ws: Workspace) -> None:
    put_cases(ws, CASE)
    with engine.begin() as connection:
        connection.execute(update(tables.return_case).values(decision={"due": "2026-03-03"}))
    put_cases(ws, replace(CASE, status="Completed"))
    with engine.connect() as connection:
        rows = connection.execute(select(tables.return_case.c.decision, tables.return_case.c.status)).all()
    assert rows == [({"due": "2026-03-03"}, "Completed")]


def test_a_return_that_a_report_has_twice_is_stored_once(ws: Workspace) -> None:
    assert [replace(CASE, status="Completed")] == put_cases(ws, CASE, replace(CASE, status="Completed"))


def test_returns_are_ordered_by_the_day_of_their_request(ws: Workspace) -> None:
    later, other = replace(CASE, rma="D0", return_date=DAY + timedelta(days=1)), replace(CASE, item="SKU-2")
    assert [CASE, other, later] == put_cases(ws, later, other, CASE)
    with ws.read() as snapshot:
        assert returns.count(snapshot, "main") == 3


def test_returns_are_selected_as_columns(ws: Workspace) -> None:
    other = replace(CASE, item="SKU-2", prime=None, refunded=0)
    put_cases(ws, CASE, other)
    with ws.read() as snapshot:
        columns = returns.select_columns(snapshot, "main")
        assert returns.select_columns(snapshot, "second") == dict.fromkeys(returns.CHECKED_FIELDS, ())
    rows = sorted(zip(*columns.values(), strict=True), key=lambda row: row[2])
    assert [tuple(getattr(case, name) for name in returns.CHECKED_FIELDS) for case in (CASE, other)] == rows


def test_order_dates_are_selected_from_returns(ws: Workspace) -> None:
    put_cases(ws, CASE, replace(CASE, order_id="702-1234567-1234567", order_date=DAY))
    with ws.read() as snapshot:
        assert returns.select_order_dates(snapshot, "main", [ORDER, "702-1234567-1234567"]) == {
            "702-1234567-1234567": DAY
        }


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"label_cost": -1}, {"amount": -1}, {"refunded": -1}], ids=str)
def test_an_impossible_return_is_refused(ws: Workspace, wrong: dict[str, int]) -> None:
    with pytest.raises(DatabaseError):
        put_cases(ws, replace(CASE, **wrong))


def test_an_offer_overwrites_the_stored_one(ws: Workspace) -> None:
    with ws.begin() as transaction:
        offers.upsert(transaction, "main", [OFFER, replace(OFFER, marketplace="us")])
        offers.upsert(transaction, "main", [replace(OFFER, quantity=0, restock=None)])
        assert [replace(OFFER, quantity=0, restock=None), replace(OFFER, marketplace="us")] == offers.select_all(
            transaction, "main"
        )
        assert offers.count(transaction, "main") == 2


def test_an_invoice_line_is_stored_once(ws: Workspace) -> None:
    with ws.begin() as transaction:
        invoices.upsert(transaction, "main", [LINE])
        invoices.upsert(transaction, "main", [LINE, replace(LINE, line="2")])
        assert [LINE, replace(LINE, line="2")] == invoices.select_all(transaction, "main")
        assert invoices.count(transaction, "main") == 2


def batch(now: datetime, **changes: object) -> ImportBatch:
    fields = {"account": "main", "file_hash": "f" * 64, "kind": "returns", "name": "r.txt", "rows": 2, "problems": 1}
    return ImportBatch(**{**fields, "imported_at": now, "who": "U1", **changes})  # type: ignore[arg-type]


def test_a_file_is_stored_once_for_each_account(ws: Workspace, now: datetime) -> None:
    with ws.begin() as transaction:
        imports.insert(transaction, batch(now))
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        imports.insert(transaction, batch(now, name="another.txt"))
    with ws.read() as snapshot:
        assert batch(now) == imports.select_one(snapshot, "main", "f" * 64)
        assert imports.select_one(snapshot, "main", "e" * 64) is None


def test_files_are_listed_last_imported_first(ws: Workspace, now: datetime) -> None:
    batches = [batch(now + timedelta(hours=n), file_hash=f"{n}") for n in range(4)]
    with ws.begin() as transaction:
        for imported in batches:
            imports.insert(transaction, imported)
        assert imports.count_by_account(transaction) == {"main": 4}
    assert batches[:0:-1] == imports.list_recent(ws, 3)


def test_the_order_of_a_defect_is_stored_with_the_day_it_was_first_seen(ws: Workspace) -> None:
    seen = DefectOrder("odr", ORDER, DAY, DAY + timedelta(days=9))
    with ws.begin() as transaction:
        defect_orders.insert(transaction, "main", [seen])
        assert defect_orders.select_known(transaction, "main", "odr", [ORDER, "other"]) == {ORDER: seen}
        assert defect_orders.select_known(transaction, "main", "seller-rqs", [ORDER]) == {}
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        defect_orders.insert(transaction, "main", [replace(seen, order_id="2", seen_on=DAY - timedelta(days=1))])
