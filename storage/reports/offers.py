"""The offers of an account as its newest listings have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from sqlalchemy import bindparam, func

from storage.database.bulk import columns_of
from storage.tables import offer
from storage.workspaces import Snapshot, Transaction, own


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer. `marketplace` is empty where the listings do not say; `price` is in cents.

    `template` is the shipping template, whose name tells Prime offers; `fulfilled_by` is `seller` or `amazon`.
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
_OF = own(offer).with_only_columns(*(offer.c[name] for name in _NAMES)).where(offer.c.account == bindparam("account"))
_COUNT = own(offer).with_only_columns(func.count()).where(offer.c.account == bindparam("account"))


def put(transaction: Transaction, account: str, offers: Iterable[Offer]) -> None:
    """Write down offers, each in the place of what was known of it.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for what the table refuses.
    """
    held = list(offers)
    transaction.put_many(offer, {"account": [account] * len(held), **columns_of(held, _NAMES)})


def of(snapshot: Snapshot, account: str) -> list[Offer]:
    """Every offer of an account, by ASIN and SKU."""
    found = (Offer(**row._mapping) for row in snapshot.rows(_OF, account=account))
    return sorted(found, key=attrgetter("asin", "sku", "marketplace"))


def count(snapshot: Snapshot, account: str) -> int:
    """How many offers of an account are held."""
    return int(snapshot.rows(_COUNT, account=account)[0][0])
