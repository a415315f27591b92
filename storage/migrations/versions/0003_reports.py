"""What files bring: which were taken, returns, offers, purchase invoices, and the orders of defects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, integer_checks, sqlite_check, text_checks

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_import_batch()
    create_return_case()
    create_offer()
    create_invoice_line()
    create_defect_order()


def create_import_batch() -> None:
    op.create_table(
        "import_batch",
        *keys(workspace_id=64, account=80, file_hash=64),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("marketplace", sa.String(40)),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("problems", sa.BigInteger, nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        primary_key("import_batch", "workspace_id", "account", "file_hash"),
        of_account("import_batch"),
        *text_checks("import_batch", workspace_id=64, account=80, file_hash=64, kind=40, marketplace=40, name=200),
        *text_checks("import_batch", who=120),
        *integer_checks("import_batch", "rows", "problems"),
    )
    op.create_index("ix_import_batch_workspace_id_imported_at", "import_batch", ["workspace_id", "imported_at"])


def create_return_case() -> None:
    op.create_table(
        "return_case",
        *keys(workspace_id=64, account=80, order_id=40, rma=120, item=140),
        sa.Column("marketplace", sa.String(40)),
        sa.Column("asin", sa.String(40)),
        sa.Column("sku", sa.String(120)),
        sa.Column("title", sa.String(1_000)),
        sa.Column("category", sa.String(120)),
        sa.Column("reason", sa.String(120)),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("order_date", sa.Date),
        sa.Column("return_date", sa.Date, nullable=False),
        sa.Column("arrived_on", sa.Date),
        sa.Column("status", sa.String(120)),
        sa.Column("kind", sa.String(120)),
        sa.Column("resolution", sa.String(120)),
        sa.Column("in_policy", sa.Boolean),
        sa.Column("a_to_z", sa.Boolean),
        sa.Column("prime", sa.Boolean),
        sa.Column("own_rma", sa.String(120)),
        sa.Column("label", sa.String(120)),
        sa.Column("label_payer", sa.String(120)),
        sa.Column("label_cost", sa.BigInteger),
        sa.Column("currency", sa.String(3)),
        sa.Column("carrier", sa.String(120)),
        sa.Column("tracking", sa.String(120)),
        sa.Column("invoice", sa.String(120)),
        sa.Column("amount", sa.BigInteger),
        sa.Column("order_quantity", sa.BigInteger),
        sa.Column("refunded", sa.BigInteger),
        sa.Column("decision", sa.JSON),
        primary_key("return_case", "workspace_id", "account", "order_id", "rma", "item"),
        of_account("return_case"),
        check("return_case_amount_not_negative", "amount >= 0"),
        check("return_case_label_cost_not_negative", "label_cost >= 0"),
        check("return_case_quantity_positive", "quantity > 0"),
        check("return_case_refunded_not_negative", "refunded >= 0"),
        *text_checks(
            "return_case", workspace_id=64, account=80, order_id=40, rma=120, item=140, marketplace=40, asin=40
        ),
        *text_checks(
            "return_case", sku=120, title=1_000, category=120, reason=120, status=120, kind=120, resolution=120
        ),
        *text_checks("return_case", own_rma=120, label=120, label_payer=120, currency=3, carrier=120, tracking=120),
        *text_checks("return_case", invoice=120),
        *integer_checks("return_case", "quantity", "label_cost", "amount", "order_quantity", "refunded"),
        sqlite_check("return_case_in_policy_type", "in_policy IN (0, 1)"),
        sqlite_check("return_case_a_to_z_type", "a_to_z IN (0, 1)"),
        sqlite_check("return_case_prime_type", "prime IN (0, 1)"),
    )
    op.create_index(
        "ix_return_case_workspace_id_account_arrived_on", "return_case", ["workspace_id", "account", "arrived_on"]
    )


def create_offer() -> None:
    op.create_table(
        "offer",
        *keys(workspace_id=64, account=80, marketplace=40, sku=120),
        sa.Column("asin", sa.String(40), nullable=False),
        sa.Column("title", sa.String(1_000), nullable=False),
        sa.Column("price", sa.BigInteger),
        sa.Column("quantity", sa.BigInteger),
        sa.Column("condition", sa.String(120), nullable=False),
        sa.Column("note", sa.String(1_000), nullable=False),
        sa.Column("template", sa.String(120), nullable=False),
        sa.Column("fulfilled_by", sa.String(120), nullable=False),
        sa.Column("status", sa.String(120), nullable=False),
        sa.Column("restock", sa.Date),
        primary_key("offer", "workspace_id", "account", "marketplace", "sku"),
        of_account("offer"),
        check("offer_price_not_negative", "price >= 0"),
        check("offer_quantity_not_negative", "quantity >= 0"),
        *text_checks("offer", workspace_id=64, account=80, marketplace=40, sku=120, asin=40, title=1_000),
        *text_checks("offer", condition=120, note=1_000, template=120, fulfilled_by=120, status=120),
        *integer_checks("offer", "price", "quantity"),
    )
    op.create_index("ix_offer_workspace_id_account_asin", "offer", ["workspace_id", "account", "asin"])


def create_invoice_line() -> None:
    op.create_table(
        "invoice_line",
        *keys(workspace_id=64, account=80, line=80),
        sa.Column("invoiced_on", sa.Date, nullable=False),
        sa.Column("supplier", sa.String(1_000), nullable=False),
        sa.Column("brand", sa.String(1_000), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("invoice", sa.String(120), nullable=False),
        sa.Column("item", sa.String(1_000), nullable=False),
        sa.Column("asin", sa.String(40), nullable=False),
        sa.Column("units", sa.BigInteger),
        sa.Column("unit_price", sa.BigInteger),
        sa.Column("selling_price", sa.BigInteger),
        sa.Column("amount", sa.BigInteger),
        primary_key("invoice_line", "workspace_id", "account", "line"),
        of_account("invoice_line"),
        *text_checks("invoice_line", workspace_id=64, account=80, line=80, supplier=1_000, brand=1_000, currency=3),
        *text_checks("invoice_line", invoice=120, item=1_000, asin=40),
        *integer_checks("invoice_line", "units", "unit_price", "selling_price", "amount"),
    )
    op.create_index(
        "ix_invoice_line_workspace_id_account_invoiced_on", "invoice_line", ["workspace_id", "account", "invoiced_on"]
    )


def create_defect_order() -> None:
    op.create_table(
        "defect_order",
        *keys(workspace_id=64, account=80, metric=20, order_id=40),
        sa.Column("order_date", sa.Date, nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        primary_key("defect_order", "workspace_id", "account", "metric", "order_id"),
        of_account("defect_order"),
        check("defect_order_seen_after_order", "seen_on >= order_date"),
        *text_checks("defect_order", workspace_id=64, account=80, metric=20, order_id=40),
    )


def keys(**longest: int) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(most), nullable=False) for name, most in longest.items()]


def primary_key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def of_account(table: str) -> sa.ForeignKeyConstraint:
    theirs = ["account.workspace_id", "account.name"]
    return sa.ForeignKeyConstraint(["workspace_id", "account"], theirs, name=f"fk_{table}_account")
