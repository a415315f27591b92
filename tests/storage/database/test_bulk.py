"""Bulk inserts store and refuse the same values as single inserts, all or nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError, StatementError

from storage import accounts, tables
from storage.database import bulk
from storage.database.engine import read_only as reads
from storage.reports import offers, returns
from storage.reports.offers import Offer
from storage.reports.returns import ReturnCase
from storage.workspaces import Workspace, open_workspace

MANY = 2 * bulk.COPY_FROM_ROWS
DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)

Columns = dict[str, list[Any]]


def columns(**changes: object) -> Columns:
    """So many different readings, the last one with these changes."""
    rows: Columns = {
        "account": ["main"] * MANY,
        "metric": ["offer-rqs"] * MANY,
        "subject": [f"Ünit {number}" for number in range(MANY)],
        "value": [*range(MANY - 1), 2**63 - 1],
        "orders": [None, *range(1, MANY)],
        "defects": [None, *([0] * (MANY - 1))],
        "as_of": [DAY + timedelta(number) for number in range(MANY)],
        "source": ["typed"] * MANY,
        "who": ["U1"] * MANY,
        "recorded_at": [NOW + timedelta(seconds=number) for number in range(MANY)],
    }
    return {name: [*column[:-1], changes.get(name, column[-1])] for name, column in rows.items()}


def write(ws: Workspace, rows: Columns) -> None:
    with ws.begin() as transaction:
        transaction.insert_many(tables.reading, rows)


def stored(engine: Engine, ws: Workspace) -> list[tuple[object, ...]]:
    columns = [column for column in tables.reading.columns if column.name not in ("id", "workspace_id")]
    with reads(engine).connect() as connection:
        rows = connection.execute(select(*columns).where(tables.reading.c.workspace_id == ws.id))
        return sorted(map(tuple, rows), key=str)


def test_many_rows_are_the_same_as_one_after_the_other(ws: Workspace, engine: Engine) -> None:
    other = open_workspace(engine, "T-other", NOW)
    accounts.add(other, "main", "U1", NOW)
    write(ws, columns())
    with other.begin() as transaction:
        for row in zip(*columns().values(), strict=True):
            transaction.insert(tables.reading, dict(zip(columns(), row, strict=True)))
    assert len(stored(engine, ws)) == MANY
    assert stored(engine, other) == stored(engine, ws)


NO_VALUES = {
    "value": ["many", "7", 1.5, True, b"7", 2**63],
    "orders": [1.5, True],
    "source": [b"typed", 7, "typed\0", "\ud800"],
    "recorded_at": [NAIVE],
}
"""Values that one of the two databases would silently change."""


@pytest.mark.parametrize(("column", "wrong"), [(name, value) for name, values in NO_VALUES.items() for value in values])
def test_a_value_of_the_wrong_type_is_refused_among_many(
    ws: Workspace, engine: Engine, column: str, wrong: object
) -> None:
    with pytest.raises(StatementError) as refusal:
        write(ws, columns(**{column: wrong}))
    assert isinstance(refusal.value.orig, ValueError)
    assert stored(engine, ws) == []


IMPOSSIBLE = [
    {"value": -1},
    {"orders": 10, "defects": 11},
    {"value": None},
    {"subject": None},
    {"subject": "é" * 41},
    {"account": "another"},
]


@pytest.mark.parametrize("wrong", IMPOSSIBLE, ids=str)
def test_a_row_that_the_table_refuses_undoes_all_of_them(
    ws: Workspace, engine: Engine, wrong: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError) as refusal:
        write(ws, columns(who="a secret", **wrong))
    assert "a secret" not in str(refusal.value)
    assert stored(engine, ws) == []


def test_an_unknown_column_is_refused(ws: Workspace) -> None:
    with pytest.raises(KeyError, match="colour"):
        write(ws, {**columns(), "colour": ["red"] * MANY})


def test_columns_of_different_lengths_are_refused(ws: Workspace, engine: Engine) -> None:
    with pytest.raises((StatementError, ValueError)):
        write(ws, {**columns(), "who": ["U1"]})
    assert stored(engine, ws) == []


def test_many_rows_belong_to_the_workspace_that_writes_them(ws: Workspace, engine: Engine) -> None:
    theirs = open_workspace(engine, "T-theirs", NOW)
    write(ws, {**columns(), "workspace_id": [theirs.id] * MANY})
    assert stored(engine, theirs) == []
    assert len(stored(engine, ws)) == MANY


def listed(ws: Workspace) -> list[Offer]:
    with ws.read() as snapshot:
        return offers.select_all(snapshot, "main")


def test_a_bulk_upsert_overwrites_stored_offers(ws: Workspace) -> None:
    for price in (None, 129_99, None):
        new = [Offer(sku=f"SKU-{number:04}", asin="B0ABCD1234", price=price) for number in range(MANY)]
        with ws.begin() as transaction:
            offers.upsert(transaction, "main", new)
        assert new == listed(ws)


def test_of_offers_with_the_same_key_the_last_counts(ws: Workspace) -> None:
    with ws.begin() as transaction:
        offers.upsert(
            transaction, "main", [Offer(sku="SKU-1", asin="B0ABCD1234", price=number) for number in range(MANY)]
        )
    assert [offer.price for offer in listed(ws)] == [MANY - 1]


def cases(**fields: Any) -> Iterator[ReturnCase]:
    for number in range(MANY):
        yield ReturnCase(order_id=f"701-{number:04}", rma="D1", item="SKU-1", return_date=DAY, **fields)


def test_a_bulk_coalescing_upsert_keeps_what_the_next_report_lacks(ws: Workspace) -> None:
    with ws.begin() as transaction:
        returns.upsert(transaction, "main", cases(prime=True, reason="CR-UNWANTED_ITEM"))
        returns.upsert(transaction, "main", cases(reason="CR-DEFECTIVE", label_cost=12_40))
    with ws.read() as snapshot:
        assert list(cases(prime=True, reason="CR-DEFECTIVE", label_cost=12_40)) == returns.select_all(snapshot, "main")


def with_decisions(decision: object) -> Columns:
    keys: Columns = {"order_id": [f"701-{number}" for number in range(MANY)]}
    same = {"account": "main", "rma": "D1", "item": "SKU-1", "quantity": 1, "return_date": DAY}
    rows = keys | {name: [value] * MANY for name, value in same.items()}
    return {**rows, "decision": [None, *([decision] * (MANY - 1))]}


def test_many_decisions_come_back_as_they_were(ws: Workspace, engine: Engine) -> None:
    decision = {"payer": "seller", "why": ["é", 1, None]}
    with ws.begin() as transaction:
        transaction.upsert_many(tables.return_case, with_decisions(decision))
    with reads(engine).connect() as connection:
        decisions = connection.execute(select(tables.return_case.c.decision)).scalars().all()
    assert (decisions.count(None), decisions.count(decision)) == (1, MANY - 1)


def test_a_decision_that_is_no_json_is_refused_among_many(ws: Workspace) -> None:
    with pytest.raises(StatementError), ws.begin() as transaction:
        transaction.upsert_many(tables.return_case, with_decisions({"chance": float("nan")}))
    with ws.read() as snapshot:
        assert returns.count(snapshot, "main") == 0
