"""From the rows of each kind of report to what storage keeps of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, Protocol, TypeVar

from bot.amazon.imports.spool import Spool
from bot.language.phrase import Phrase
from bot.reports.parsing.report import Report
from bot.reports.parsing.rows import InvoiceRow, ListingRow, ReturnRow
from storage.reports import invoices, offers, returns
from storage.reports.invoices import InvoiceLine
from storage.reports.offers import Offer
from storage.reports.returns import ReturnCase
from storage.transaction import Snapshot, Transaction

Row_co = TypeVar("Row_co", covariant=True)
Thing = TypeVar("Thing")


class RowStore(Protocol):
    """Takes the rows of one kind of report: first all of them from the file, then all of them into the database."""

    def take(self, rows: Iterator[Any]) -> None:
        """Read the rows to their end, without the database. Raises Unreadable."""

    def store(self, transaction: Transaction) -> set[str]:
        """Write down what was taken; returns the accounts with something new to judge."""

    def outcome(self) -> list[Phrase]:
        """What was kept, and what was left out."""

    def close(self) -> None:
        """Let go of what was put aside."""


@dataclass(slots=True)
class Numbering:
    """Numbers what is alike within a file, so that each of its lines has a key of its own, and the same key again."""

    _seen: Counter[int] = field(default_factory=Counter)

    def next(self, key: object) -> int:
        """How often this key came by, this time included."""
        number = hash(key)
        self._seen[number] += 1
        return self._seen[number]


@dataclass(slots=True)
class Shelf(Generic[Thing]):
    """Where a kind of things is kept, and how to say that it was: `key` names the sentence."""

    key: str
    kind: type[Thing]
    put: Callable[[Transaction, str, Iterable[Thing]], None]
    count: Callable[[Snapshot, str], int]


@dataclass(slots=True)
class Kept(Generic[Thing]):
    """Takes rows that are kept one by one, whatever their marketplace: returns, offers, lines of invoices."""

    account: str
    feed: Report[Any]
    shelf: Shelf[Thing]
    made: Callable[[Any, str, Numbering], Thing]
    new: int = 0
    _spool: Spool[Thing] = field(init=False)

    def __post_init__(self) -> None:
        self._spool = Spool(self.shelf.kind)

    def take(self, rows: Iterator[Any]) -> None:
        """Put what the rows make aside."""
        numbering, place = Numbering(), self.feed.marketplace or ""
        self._spool.fill(self.made(row, row.marketplace or place, numbering) for row in rows)

    def store(self, transaction: Transaction) -> set[str]:
        """Write it down; nothing of it is judged from day to day yet."""
        before = self.shelf.count(transaction, self.account)
        for batch in self._spool.batches():
            self.shelf.put(transaction, self.account, batch)
        self.new = self.shelf.count(transaction, self.account) - before
        return set()

    def outcome(self) -> list[Phrase]:
        """How much was kept, and how much of it was new."""
        return [Phrase(self.shelf.key, {"n": self._spool.count, "new": self.new})]

    def close(self) -> None:
        """Let go of what was put aside."""
        self._spool.close()


RETURNS = Shelf("import.kept.returns", ReturnCase, returns.upsert, returns.count)
OFFERS = Shelf("import.kept.offers", Offer, offers.upsert, offers.count)
INVOICE_LINES = Shelf("import.kept.invoices", InvoiceLine, invoices.upsert, invoices.count)


def case(row: ReturnRow, marketplace: str, numbering: Numbering) -> ReturnCase:
    """A return as it is stored. The flat file has an order item and the XML has none: what both have is the key."""
    rma, item = row.rma or row.own_rma, row.sku or row.asin or row.order_item
    number = numbering.next((row.order_id, rma, item))
    return ReturnCase(
        order_id=row.order_id,
        rma=rma,
        item=item if number == 1 else f"{item} #{number}",
        return_date=row.requested_on,
        quantity=row.quantity,
        marketplace=marketplace or None,
        asin=row.asin or None,
        sku=row.sku or None,
        title=row.item or None,
        category=row.category or None,
        reason=row.reason or None,
        order_date=row.order_date,
        arrived_on=row.delivered_on,
        status=row.status or None,
        kind=row.kind or None,
        resolution=row.resolution or None,
        in_policy=row.in_policy,
        a_to_z=row.a_to_z,
        prime=row.prime,
        own_rma=row.own_rma or None,
        label=row.label or None,
        label_payer=row.paid_by or None,
        label_cost=row.label_cost,
        currency=row.currency or None,
        carrier=row.carrier or None,
        tracking=row.tracking or None,
        invoice=row.invoice or None,
        amount=row.order_amount,
        order_quantity=row.order_quantity,
        refunded=row.refunded,
    )


def offer(row: ListingRow, marketplace: str, numbering: Numbering) -> Offer:  # noqa: ARG001 a SKU is unique already
    """An offer as it is stored."""
    same: Sequence[str] = ("sku", "asin", "price", "quantity", "condition", "note", "template", "fulfilled_by")
    values = {name: getattr(row, name) for name in same}
    return Offer(marketplace=marketplace, title=row.item, status=row.status, restock=row.restock, **values)


def invoice_line(row: InvoiceRow, marketplace: str, numbering: Numbering) -> InvoiceLine:  # noqa: ARG001
    """A line of an invoice as it is stored, its key made of all that it says."""
    same = (
        "supplier",
        "brand",
        "currency",
        "invoice",
        "item",
        "asin",
        "units",
        "unit_price",
        "selling_price",
        "amount",
    )
    values = {name: getattr(row, name) for name in same}
    digest = sha256(repr((row.date, *values.values())).encode()).hexdigest()[:40]
    return InvoiceLine(line=f"{digest}-{numbering.next(digest)}", invoiced_on=row.date, **values)
