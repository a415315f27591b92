"""The purchase invoices of an account, line by line: what an application for Renewed is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from sqlalchemy import bindparam, func

from storage.database.bulk import columns_of
from storage.tables import invoice_line
from storage.workspaces import Snapshot, Transaction, own


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One line of an invoice; `line` tells it from every other. Units and amounts (cents) are None where hidden."""

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
_OF = (
    own(invoice_line)
    .with_only_columns(*(invoice_line.c[name] for name in _NAMES))
    .where(invoice_line.c.account == bindparam("account"))
)
_COUNT = own(invoice_line).with_only_columns(func.count()).where(invoice_line.c.account == bindparam("account"))


def put(transaction: Transaction, account: str, lines: Iterable[InvoiceLine]) -> None:
    """Write down lines of invoices; one that is there already is not there twice.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for what the table refuses.
    """
    held = list(lines)
    transaction.put_many(invoice_line, {"account": [account] * len(held), **columns_of(held, _NAMES)})


def of(snapshot: Snapshot, account: str) -> list[InvoiceLine]:
    """Every line of an account's invoices, oldest first."""
    found = (InvoiceLine(**row._mapping) for row in snapshot.rows(_OF, account=account))
    return sorted(found, key=attrgetter("invoiced_on", "invoice", "line"))


def count(snapshot: Snapshot, account: str) -> int:
    """How many lines of an account's invoices are held."""
    return int(snapshot.rows(_COUNT, account=account)[0][0])
