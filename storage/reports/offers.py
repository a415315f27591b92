"""The offers of an account, as in its newest listings report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from sqlalchemy import bindparam, func

from storage.database.bulk import columns_of
from storage.scoping import scoped_select
from storage.tables import offer
from storage.transaction import Snapshot, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer; `price` is in cents, and `marketplace` is empty if the report does not name it.

    `template` is the name of the shipping template, which marks Prime offers; `fulfilled_by` is `seller` or `amazon`.
    """

    sku: str
    asin: str
    marketplace: str = ""
    title: str = ""
    price: int | None = None
    quantity: int | None = None
    condition: str = ""
    note: str = ""
    template: str = ""
    fulfilled_by: str = ""
    status: str = ""
    restock: date | None = None


_NAMES = tuple(field.name for field in fields(Offer))
_ALL = (
    scoped_select(offer)
    .with_only_columns(*(offer.c[name] for name in _NAMES))
    .where(offer.c.account == bindparam("account"))
)
_OF_ASIN = _ALL.where(offer.c.asin == bindparam("asin"))
_COUNT = scoped_select(offer).with_only_columns(func.count()).where(offer.c.account == bindparam("account"))


def upsert(transaction: Transaction, account: str, offers: Iterable[Offer]) -> None:
    """Insert the offers, or overwrite those of the same marketplace and SKU.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for what the table refuses.
    """
    rows = list(offers)
    transaction.upsert_many(offer, {"account": [account] * len(rows), **columns_of(rows, _NAMES)})


def select_all(snapshot: Snapshot, account: str) -> list[Offer]:
    """Every offer of an account, by ASIN and SKU."""
    offers = (Offer(**row._mapping) for row in snapshot.rows(_ALL, account=account))
    return sorted(offers, key=attrgetter("asin", "sku", "marketplace"))


def select_by_asin(snapshot: Snapshot, account: str, asin: str) -> list[Offer]:
    """The offers of an account on one ASIN, by SKU."""
    offers = (Offer(**row._mapping) for row in snapshot.rows(_OF_ASIN, account=account, asin=asin))
    return sorted(offers, key=attrgetter("sku", "marketplace"))


def count(snapshot: Snapshot, account: str) -> int:
    """The number of offers of an account."""
    return int(snapshot.rows(_COUNT, account=account)[0][0])
