"""All orders by order date (GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL): an item of an order on each line."""

from typing import Any

from bot.reports.formats.merchant_listings import fulfiller
from bot.reports.parsing.amounts import cents
from bot.reports.parsing.cells import asin, code, currency, order_id, whole
from bot.reports.parsing.layout import Column, Day, Layout
from bot.reports.parsing.marketplaces import of_channel
from bot.reports.parsing.rows import OrderRow

COLUMNS = (
    Column("order_id", ("amazon-order-id",), order_id, needed=True),
    Column("order_date", ("purchase-date",), Day(), needed=True),
    Column("status", ("order-status",), code),
    Column("fulfilled_by", ("fulfillment-channel", "fulfilment-channel"), fulfiller),
    Column("marketplace", ("sales-channel",), of_channel),
    Column("sku", ("sku",), code),
    Column("asin", ("ASIN",), asin),
    Column("quantity", ("quantity", "quantity-purchased"), whole),
    Column("currency", ("currency",), currency),
    Column("price", ("item-price",), cents),
)


def finish(values: dict[str, Any]) -> OrderRow:
    """The row."""
    return OrderRow(**values)


LAYOUT = Layout(
    "orders", COLUMNS, finish, any_of=("status", "marketplace", "sku"), place="marketplace", placed=of_channel
)
