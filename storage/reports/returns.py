"""The returns of an account, each item with all that the reports said of it so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, func

from storage.database.bulk import columns_of
from storage.tables import return_case
from storage.workspaces import Snapshot, Transaction, own


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One item of a return. `item` tells it from others of the same RMA; what no report said is None.

    `arrived_on` is when the item reached the seller, which starts the refund clock; `label_payer` is Amazon's own
    verdict. Amounts are in cents of `currency`.
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


FIELDS = tuple(field.name for field in fields(Case))

CHECKED = (
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
"""The fields of a return that checks over whole reports look at."""

_CASES = (
    own(return_case)
    .with_only_columns(*(return_case.c[name] for name in FIELDS))
    .where(return_case.c.account == bindparam("account"))
)
_COLUMNS = (
    own(return_case)
    .with_only_columns(*(return_case.c[name] for name in CHECKED))
    .where(return_case.c.account == bindparam("account"))
)
_COUNT = own(return_case).with_only_columns(func.count()).where(return_case.c.account == bindparam("account"))
_ORDER_DAYS = (
    own(return_case)
    .with_only_columns(return_case.c.order_id, return_case.c.order_date)
    .where(
        return_case.c.account == bindparam("account"),
        return_case.c.order_id.in_(bindparam("order_ids", expanding=True)),
        return_case.c.order_date.is_not(None),
    )
)


def put(transaction: Transaction, account: str, cases: Iterable[Case]) -> None:
    """Write down returns; one that is there keeps what the new one does not say, and the decision about it.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for what the table refuses.
    """
    held = list(cases)
    transaction.merge_many(return_case, {"account": [account] * len(held), **columns_of(held, FIELDS)})


def of(snapshot: Snapshot, account: str) -> list[Case]:
    """Every return of an account, by the day it was asked for."""
    # Databases differ in how they order letters; Python does not.
    found = (Case(**row._mapping) for row in snapshot.rows(_CASES, account=account))
    return sorted(found, key=attrgetter("return_date", "order_id", "rma", "item"))


def columns(snapshot: Snapshot, account: str) -> dict[str, tuple[Any, ...]]:
    """What is checked of every return of an account, a column for each field, in no order.

    As `Case` has it, without the objects: a report of a year is read at once.
    """
    rows = snapshot.rows(_COLUMNS, account=account)
    return dict(zip(CHECKED, zip(*rows, strict=True) if rows else ((),) * len(CHECKED), strict=True))


def count(snapshot: Snapshot, account: str) -> int:
    """How many returns of an account are held."""
    return int(snapshot.rows(_COUNT, account=account)[0][0])


def order_days(snapshot: Snapshot, account: str, order_ids: Iterable[str]) -> dict[str, date]:
    """The days of those orders that a return told."""
    return {row.order_id: row.order_date for row in snapshot.rows(_ORDER_DAYS, account=account, order_ids=[*order_ids])}
