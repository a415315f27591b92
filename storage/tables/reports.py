"""The rows of Amazon's reports: returns, offers and invoices."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, ForeignKeyConstraint, Index, Table

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.tables.base import account_foreign_key, key_column, metadata

# One item of a return, merged from all reports; what none of them tells is null, and nothing is about the buyer. Money
# is in cents of `currency`; `decision` is the rules' decision at the time of its refund.
return_case = Table(
    "return_case",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("order_id", 40),
    key_column("rma", 120),
    key_column("item", 140),
    Column("marketplace", Text(40)),
    Column("asin", Text(40)),
    Column("sku", Text(120)),
    Column("title", Text(1_000)),
    Column("category", Text(120)),
    Column("reason", Text(120)),
    Column("quantity", Int64, nullable=False),
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
    Column("label_cost", Int64),
    Column("currency", Text(3)),
    Column("carrier", Text(120)),
    Column("tracking", Text(120)),
    Column("invoice", Text(120)),
    Column("amount", Int64),
    Column("order_quantity", Int64),
    Column("refunded", Int64),
    Column("decision", JSON(none_as_null=True)),
    account_foreign_key(),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("label_cost >= 0", name="label_cost_not_negative"),
    CheckConstraint("amount >= 0", name="amount_not_negative"),
    CheckConstraint("refunded >= 0", name="refunded_not_negative"),
    Index(None, "workspace_id", "account", "arrived_on"),
)

# What people did about a return: "refunded", or "not-arrived" for the arrival on `arrived_on`, until a report tells a
# later one; when `who` wants to be reminded; and `condition`, the flags of the refund rule that somebody saw in the
# item. A table of its own, because reports overwrite the returns.
return_mark = Table(
    "return_mark",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("order_id", 40),
    key_column("rma", 120),
    key_column("item", 140),
    Column("done", Text(20)),
    Column("arrived_on", Date),
    Column("remind_at", UtcDateTime),
    Column("marked_at", UtcDateTime, nullable=False),
    Column("who", Text(64), nullable=False),
    Column("condition", Text(80)),
    ForeignKeyConstraint(
        ["workspace_id", "account", "order_id", "rma", "item"],
        [f"return_case.{name}" for name in ("workspace_id", "account", "order_id", "rma", "item")],
    ),
    CheckConstraint("done IN ('refunded', 'not-arrived')", name="done_known"),
    Index(None, "workspace_id", "remind_at"),
)

# Every offer as in the newest listings; `price` is in cents, `template` the shipping template, whose name marks Prime.
offer = Table(
    "offer",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("marketplace", 40),
    key_column("sku", 120),
    Column("asin", Text(40), nullable=False),
    Column("title", Text(1_000), nullable=False),
    Column("price", Int64),
    Column("quantity", Int64),
    Column("condition", Text(120), nullable=False),
    Column("note", Text(1_000), nullable=False),
    Column("template", Text(120), nullable=False),
    Column("fulfilled_by", Text(120), nullable=False),
    Column("status", Text(120), nullable=False),
    Column("restock", Date),
    account_foreign_key(),
    CheckConstraint("price >= 0", name="price_not_negative"),
    CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    Index(None, "workspace_id", "account", "asin"),
)

# Lines of purchase invoices. `line` is made of the line's content, so that the same line in another file is not counted
# twice; money is in cents of `currency`, and null if the invoice hides it.
invoice_line = Table(
    "invoice_line",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("line", 80),
    Column("invoiced_on", Date, nullable=False),
    Column("supplier", Text(1_000), nullable=False),
    Column("brand", Text(1_000), nullable=False),
    Column("currency", Text(3), nullable=False),
    Column("invoice", Text(120), nullable=False),
    Column("item", Text(1_000), nullable=False),
    Column("asin", Text(40), nullable=False),
    Column("units", Int64),
    Column("unit_price", Int64),
    Column("selling_price", Int64),
    Column("amount", Int64),
    account_foreign_key(),
    Index(None, "workspace_id", "account", "invoiced_on"),
)
