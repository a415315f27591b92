"""Amazon's reports, which come by themselves: the way in, its pace, and how far each report got."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, integer_checks, text_checks

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_amazon_connection()
    create_amazon_pace()
    create_report_request()


def create_amazon_connection() -> None:
    op.create_table(
        "amazon_connection",
        *keys(workspace_id=64, account=80),
        sa.Column("marketplace", sa.String(40), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("key_id", sa.String(20), nullable=False),
        sa.Column("client_secret", sa.String(4_000), nullable=False),
        sa.Column("refresh_token", sa.String(8_000), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("claimant", sa.String(80)),
        sa.Column("lease_until", INSTANT),
        sa.Column("not_before", INSTANT),
        sa.Column("trouble", sa.String(200)),
        sa.Column("trouble_since", INSTANT),
        primary_key("amazon_connection", "workspace_id", "account"),
        of_account("amazon_connection"),
        *text_checks("amazon_connection", workspace_id=64, account=80, marketplace=40, client_id=200, key_id=20),
        *text_checks("amazon_connection", client_secret=4_000, refresh_token=8_000, who=120, claimant=80, trouble=200),
    )


def create_amazon_pace() -> None:
    op.create_table(
        "amazon_pace",
        *keys(workspace_id=64, account=80, operation=40),
        sa.Column("used_up_to", INSTANT, nullable=False),
        sa.Column("per_call", sa.BigInteger, nullable=False),
        primary_key("amazon_pace", "workspace_id", "account", "operation"),
        of_account("amazon_pace"),
        check("amazon_pace_per_call_positive", "per_call > 0"),
        *text_checks("amazon_pace", workspace_id=64, account=80, operation=40),
        *integer_checks("amazon_pace", "per_call"),
    )


def create_report_request() -> None:
    op.create_table(
        "report_request",
        *keys(workspace_id=64, account=80, kind=40),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("part", sa.BigInteger, nullable=False),
        sa.Column("data_start", INSTANT),
        sa.Column("data_end", INSTANT),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("wanted_at", INSTANT, nullable=False),
        sa.Column("asked_at", INSTANT),
        sa.Column("report_id", sa.String(120)),
        sa.Column("document_id", sa.String(400)),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("error", sa.String(200)),
        sa.Column("ended_at", INSTANT),
        primary_key("report_request", "workspace_id", "account", "kind", "day", "part"),
        of_account("report_request"),
        check(
            "report_request_state_known",
            "state IN ('wanted', 'asking', 'requested', 'done', 'taken', 'empty', 'failed')",
        ),
        *text_checks("report_request", workspace_id=64, account=80, kind=40, state=10, report_id=120),
        *text_checks("report_request", document_id=400, error=200),
        *integer_checks("report_request", "part", "tries"),
    )
    op.create_index(
        "ix_report_request_workspace_id_account_state", "report_request", ["workspace_id", "account", "state"]
    )


def keys(**longest: int) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(most), nullable=False) for name, most in longest.items()]


def primary_key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def of_account(table: str) -> sa.ForeignKeyConstraint:
    theirs = ["account.workspace_id", "account.name"]
    return sa.ForeignKeyConstraint(["workspace_id", "account"], theirs, name=f"fk_{table}_account")
