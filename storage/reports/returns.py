"""The returns of an account, one row per item, merged from all reports that mention it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, func

from storage.database.bulk import columns_of
from storage.scoping import scoped_select
from storage.tables import return_case
from storage.transaction import Snapshot, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCase:
    """One item of a return; what no report has told is None.

    `item` tells it from others of the same RMA. `return_date` is the day of the request, and `arrived_on` the day on
    which the item reached the seller, which starts the refund clock. `label_payer` is Amazon's own verdict. `amount`,
    `refunded` and `label_cost` are in cents of `currency`.
    """

    order_id: str
    rma: str
    item: str
    return_date: date
    quantity: int = 1
    marketplace: str | None = None
    asin: str | None = None
    sku: str | None = None
    title: str | None = None
    category: str | None = None
    reason: str | None = None
    order_date: date | None = None
    arrived_on: date | None = None
    status: str | None = None
    kind: str | None = None
    resolution: str | None = None
    in_policy: bool | None = None
    a_to_z: bool | None = None
    prime: bool | None = None
    own_rma: str | None = None
    label: str | None = None
    label_payer: str | None = None
    label_cost: int | None = None
    currency: str | None = None
    carrier: str | None = None
    tracking: str | None = None
    invoice: str | None = None
    amount: int | None = None
    order_quantity: int | None = None
    refunded: int | None = None


FIELDS = tuple(field.name for field in fields(ReturnCase))

CHECKED_FIELDS = (
    "order_id",
    "rma",
    "item",
    "return_date",
    "quantity",
    "marketplace",
    "asin",
    "category",
    "reason",
    "resolution",
    "prime",
    "label",
    "label_payer",
    "label_cost",
    "amount",
    "order_quantity",
    "refunded",
)
"""The fields that the checks over whole reports need."""

_CASES = (
    scoped_select(return_case)
    .with_only_columns(*(return_case.c[name] for name in FIELDS))
    .where(return_case.c.account == bindparam("account"))
)
_COLUMNS = (
    scoped_select(return_case)
    .with_only_columns(*(return_case.c[name] for name in CHECKED_FIELDS))
    .where(return_case.c.account == bindparam("account"))
)
_COUNT = scoped_select(return_case).with_only_columns(func.count()).where(return_case.c.account == bindparam("account"))
_ORDER_DAYS = (
    scoped_select(return_case)
    .with_only_columns(return_case.c.order_id, return_case.c.order_date)
    .where(
        return_case.c.account == bindparam("account"),
        return_case.c.order_id.in_(bindparam("order_ids", expanding=True)),
        return_case.c.order_date.is_not(None),
    )
)


def upsert(transaction: Transaction, account: str, cases: Iterable[ReturnCase]) -> None:
    """Insert the returns; a stored one is overwritten except where the new one has None, and keeps its decision.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for what the table refuses.
    """
    rows = list(cases)
    transaction.coalescing_upsert_many(return_case, {"account": [account] * len(rows), **columns_of(rows, FIELDS)})


def select_all(snapshot: Snapshot, account: str) -> list[ReturnCase]:
    """Every return of an account, by the day of its request."""
    # Databases differ in how they order letters; Python does not.
    cases = (ReturnCase(**row._mapping) for row in snapshot.rows(_CASES, account=account))
    return sorted(cases, key=attrgetter("return_date", "order_id", "rma", "item"))


def select_columns(snapshot: Snapshot, account: str) -> dict[str, tuple[Any, ...]]:
    """Every return of an account as columns: for each of `CHECKED_FIELDS` its values, in no particular order.

    The values are those of a `ReturnCase`; without the objects, the returns of a year are read at once.
    """
    rows = snapshot.rows(_COLUMNS, account=account)
    return dict(zip(CHECKED_FIELDS, zip(*rows, strict=True) if rows else ((),) * len(CHECKED_FIELDS), strict=True))


def count(snapshot: Snapshot, account: str) -> int:
    """The number of returns of an account."""
    return int(snapshot.rows(_COUNT, account=account)[0][0])


def select_order_dates(snapshot: Snapshot, account: str, order_ids: Iterable[str]) -> dict[str, date]:
    """The order dates of those orders that the returns tell, by order id."""
    return {row.order_id: row.order_date for row in snapshot.rows(_ORDER_DAYS, account=account, order_ids=[*order_ids])}
