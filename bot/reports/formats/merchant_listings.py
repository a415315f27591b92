"""All offers of a seller (GET_MERCHANT_LISTINGS_ALL_DATA), with the shipping template that names Prime."""

from typing import Any

from bot.reports.parsing.amounts import cents
from bot.reports.parsing.cells import asin, code, text, whole
from bot.reports.parsing.layout import Column, Day, Layout
from bot.reports.parsing.rows import ListingRow


def fulfiller(cell: str) -> str:
    """Who fulfils: `DEFAULT`, `Merchant` and `MFN` are the seller, `AMAZON_NA`, `Amazon` and `AFN` are Amazon."""
    word = code(cell).lower()
    if word in ("default", "merchant", "mfn", "seller"):
        return "seller"
    return "amazon" if word.startswith("amazon") or word == "afn" else word


COLUMNS = (
    Column("sku", ("seller-sku", "sku"), code, needed=True),
    Column("asin", ("asin1", "ASIN"), asin, needed=True),
    Column("item", ("Item name",), text),
    Column("price", ("price",), cents),
    Column("quantity", ("quantity",), whole),
    Column("condition", ("item-condition", "condition"), code),
    Column("note", ("item-note", "condition-note"), text),
    Column("template", ("merchant-shipping-group", "shipping-template"), code),
    Column("fulfilled_by", ("fulfillment-channel", "fulfilment-channel"), fulfiller),
    Column("status", ("status",), code),
    Column("restock", ("restock-date",), Day(ahead=True)),
)


def finish(values: dict[str, Any]) -> ListingRow:
    """The row."""
    return ListingRow(**values)


LAYOUT = Layout("listings", COLUMNS, finish, any_of=("template", "condition", "fulfilled_by"))
