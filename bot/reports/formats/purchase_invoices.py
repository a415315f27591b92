"""Purchase invoices for a Renewed application, a line of an invoice on each line (renewed-ca/apply).

An invoice may hide its units or its amounts: a cell that is blank, or says hidden, is not known, and not wrong.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from bot.reports.parsing.amounts import amount
from bot.reports.parsing.cells import Bad, asin, code, currency, text, whole
from bot.reports.parsing.layout import Column, Day, Layout
from bot.reports.parsing.row_builder import TOTALS
from bot.reports.parsing.rows import InvoiceRow

_HIDDEN = re.compile(r"hidden|redacted|confidential|n/?a|[*x#█▇■•.–—-]{1,20}", re.IGNORECASE)
_MONEY = ("unit_price", "selling_price", "amount")

T = TypeVar("T")


def shown(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """A reader that takes what is hidden for not known."""
    return lambda cell: None if len(cell) <= 20 and _HIDDEN.fullmatch(cell) else read(cell)


COLUMNS = (
    Column("date", ("date", "Invoice date", "Date of invoice", "purchase-date"), Day(), needed=True),
    Column("supplier", ("supplier", "vendor", "Sold by", "Supplier name"), text, needed=True),
    Column("brand", ("brand", "manufacturer"), text, needed=True),
    Column("invoice", ("invoice", "Invoice number", "Invoice no", "Invoice ID"), code),
    Column("item", ("item", "description", "product", "Item name", "Product name"), text),
    Column("asin", ("ASIN",), asin),
    Column("units", ("units", "quantity", "qty"), shown(whole)),
    Column("unit_price", ("Unit price", "Unit cost", "Price per unit", "Cost per unit"), shown(amount)),
    Column("selling_price", ("Selling price", "Sale price", "Retail price"), shown(amount)),
    Column("amount", ("amount", "Line amount", "Line total", "Total amount", "total"), shown(amount)),
    Column("currency", ("currency", "Currency code"), currency),
)


def finish(values: dict[str, Any]) -> InvoiceRow:
    """The row. Raises Bad where no currency is named, or two are; `$` alone names none."""
    if values["supplier"].lower() in TOTALS:
        raise Bad("feeds.problem.totals", "supplier", values["supplier"])
    named = {values.pop("currency", "")}
    for field in _MONEY:
        if values.get(field):
            values[field], code = values[field]
            named.add(code)
    named -= {""}
    if len(named) != 1:
        key = "feeds.problem.two_currencies" if named else "feeds.problem.no_currency"
        raise Bad(key, "currency", ", ".join(sorted(named)))
    return InvoiceRow(currency=named.pop(), **values)


LAYOUT = Layout("invoices", COLUMNS, finish, any_of=("units", "unit_price", "amount"), again="say")
