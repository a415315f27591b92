"""The lines of an account's purchase invoices, which an application for Amazon Renewed needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from sqlalchemy import bindparam, func

from storage.database.bulk import columns_of
from storage.scoping import scoped_select
from storage.tables import invoice_line
from storage.transaction import Snapshot, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One line of an invoice, identified by `line`, a key made of its content.

    Prices and `amount` are in cents of `currency`; they and `units` are None if the invoice hides them.
    """

    line: str
    invoiced_on: date
    supplier: str
    brand: str
    currency: str
    invoice: str = ""
    item: str = ""
    asin: str = ""
    units: int | None = None
    unit_price: int | None = None
    selling_price: int | None = None
    amount: int | None = None


_NAMES = tuple(field.name for field in fields(InvoiceLine))
_ALL = (
    scoped_select(invoice_line)
    .with_only_columns(*(invoice_line.c[name] for name in _NAMES))
    .where(invoice_line.c.account == bindparam("account"))
)
_COUNT = (
    scoped_select(invoice_line).with_only_columns(func.count()).where(invoice_line.c.account == bindparam("account"))
)


def upsert(transaction: Transaction, account: str, lines: Iterable[InvoiceLine]) -> None:
    """Insert the lines, or overwrite those of the same `line`.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for what the table refuses.
    """
    rows = list(lines)
    transaction.upsert_many(invoice_line, {"account": [account] * len(rows), **columns_of(rows, _NAMES)})


def select_all(snapshot: Snapshot, account: str) -> list[InvoiceLine]:
    """Every invoice line of an account, oldest first."""
    lines = (InvoiceLine(**row._mapping) for row in snapshot.rows(_ALL, account=account))
    return sorted(lines, key=attrgetter("invoiced_on", "invoice", "line"))


def count(snapshot: Snapshot, account: str) -> int:
    """The number of invoice lines of an account."""
    return int(snapshot.rows(_COUNT, account=account)[0][0])
