"""Returns of seller-fulfilled orders as a tab-separated file (GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE)."""

from typing import Any

from bot.reports.parsing.amounts import cents
from bot.reports.parsing.cells import Bad, asin, at_least_one, code, currency, lower, order_id, text, truth, whole
from bot.reports.parsing.layout import Column, Day, Layout
from bot.reports.parsing.marketplaces import of_currency
from bot.reports.parsing.rows import ReturnRow

COLUMNS = (
    Column("order_id", ("Order ID", "amazon-order-id"), order_id, needed=True),
    Column("order_date", ("Order date",), Day()),
    Column("requested_on", ("Return request date",), Day(), needed=True),
    Column("status", ("Return request status",), code),
    Column("rma", ("Amazon RMA ID",), code),
    Column("own_rma", ("Merchant RMA ID", "Seller RMA ID"), code),
    Column("order_item", ("Order Item ID",), code),
    Column("asin", ("ASIN",), asin),
    Column("sku", ("Merchant SKU",), code),
    Column("item", ("Item name",), text),
    Column("category", ("Category",), code),
    Column("quantity", ("Return quantity",), at_least_one),
    Column("reason", ("Return Reason", "Return reason code"), code),
    Column("in_policy", ("In policy",), truth),
    Column("kind", ("Return type",), code),
    Column("resolution", ("Resolution",), code),
    Column("a_to_z", ("A-to-z claim",), truth),
    Column("prime", ("Is prime",), truth),
    Column("label", ("Label type",), code),
    Column("label_cost", ("Label cost",), cents),
    Column("paid_by", ("Label to be paid by",), lower),
    Column("currency", ("Currency code",), currency),
    Column("carrier", ("Return carrier",), code),
    Column("tracking", ("Tracking ID",), code),
    Column("invoice", ("Invoice number",), code),
    Column("delivered_on", ("Return delivery date",), Day()),
    Column("order_amount", ("Order Amount",), cents),
    Column("order_quantity", ("Order quantity",), whole),
    Column("refunded", ("Refunded Amount", "Refund amount"), cents),
)


def finish(values: dict[str, Any]) -> ReturnRow:
    """The row. Raises Bad for a return that is older than its order."""
    ordered = values.get("order_date")
    for field in ("requested_on", "delivered_on"):
        day = values.get(field)
        if ordered and day and day < ordered:
            raise Bad("feeds.problem.before_order", field, f"{day}")
    return ReturnRow(marketplace=of_currency(values.get("currency", "")), **values)


LAYOUT = Layout("returns", COLUMNS, finish, place="currency", placed=of_currency, again="drop")
