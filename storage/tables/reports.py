"""What Amazon's reports tell one by one: returns, offers and invoices."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, ForeignKeyConstraint, Index, Table

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.tables.base import key, metadata, of_account

# One item of a return, as the reports know it together: what one of them does not say is null, and nothing is about
# the buyer. Money is in cents of `currency`; `decision` is the receipt of what our rules made of it.
return_case = Table(
    "return_case",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("order_id", 40),
    key("rma", 120),
    key("item", 140),
    Column("marketplace", Text(40)),
    Column("asin", Text(40)),
    Column("sku", Text(120)),
    Column("title", Text(1_000)),
    Column("category", Text(120)),
    Column("reason", Text(120)),
    Column("quantity", Whole, nullable=False),
    Column("order_date", Date),
    Column("return_date", Date, nullable=False),
    Column("arrived_on", Date),
    Column("status", Text(120)),
    Column("kind", Text(120)),
    Column("resolution", Text(120)),
    Column("in_policy", Boolean),
    Column("a_to_z", Boolean),
    Column("prime", Boolean),
    Column("own_rma", Text(120)),
    Column("label", Text(120)),
    Column("label_payer", Text(120)),
    Column("label_cost", Whole),
    Column("currency", Text(3)),
    Column("carrier", Text(120)),
    Column("tracking", Text(120)),
    Column("invoice", Text(120)),
    Column("amount", Whole),
    Column("order_quantity", Whole),
    Column("refunded", Whole),
    Column("decision", JSON(none_as_null=True)),
    of_account(),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("label_cost >= 0", name="label_cost_not_negative"),
    CheckConstraint("amount >= 0", name="amount_not_negative"),
    CheckConstraint("refunded >= 0", name="refunded_not_negative"),
    Index(None, "workspace_id", "account", "arrived_on"),
)

# What people did about a return: "refunded", or "not-arrived" for the arrival of that day, which a later one ends; and
# when `who` wants to be reminded. Beside the returns, because a report brings those anew.
return_mark = Table(
    "return_mark",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("order_id", 40),
    key("rma", 120),
    key("item", 140),
    Column("done", Text(20)),
    Column("arrived_on", Date),
    Column("remind_at", UtcDateTime),
    Column("marked_at", UtcDateTime, nullable=False),
    Column("who", Text(64), nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "account", "order_id", "rma", "item"],
        [f"return_case.{name}" for name in ("workspace_id", "account", "order_id", "rma", "item")],
    ),
    CheckConstraint("done IN ('refunded', 'not-arrived')", name="done_known"),
    Index(None, "workspace_id", "remind_at"),
)

# The newest listing of every offer; `price` is in cents, `template` the shipping template, whose name tells Prime.
offer = Table(
    "offer",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("marketplace", 40),
    key("sku", 120),
    Column("asin", Text(40), nullable=False),
    Column("title", Text(1_000), nullable=False),
    Column("price", Whole),
    Column("quantity", Whole),
    Column("condition", Text(120), nullable=False),
    Column("note", Text(1_000), nullable=False),
    Column("template", Text(120), nullable=False),
    Column("fulfilled_by", Text(120), nullable=False),
    Column("status", Text(120), nullable=False),
    Column("restock", Date),
    of_account(),
    CheckConstraint("price >= 0", name="price_not_negative"),
    CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    Index(None, "workspace_id", "account", "asin"),
)

# Purchase invoices for an application. `line` is made of what the line says, so that another file with the same line
# does not count it twice; money is in cents of `currency`, and null where the invoice hides it.
invoice_line = Table(
    "invoice_line",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("line", 80),
    Column("invoiced_on", Date, nullable=False),
    Column("supplier", Text(1_000), nullable=False),
    Column("brand", Text(1_000), nullable=False),
    Column("currency", Text(3), nullable=False),
    Column("invoice", Text(120), nullable=False),
    Column("item", Text(1_000), nullable=False),
    Column("asin", Text(40), nullable=False),
    Column("units", Whole),
    Column("unit_price", Whole),
    Column("selling_price", Whole),
    Column("amount", Whole),
    of_account(),
    Index(None, "workspace_id", "account", "invoiced_on"),
)
