"""Workspaces, their settings and accounts, the readings, and the audit of answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, integer_checks, sqlite_check, text_checks

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_workspace()
    create_setting()
    create_account()
    create_seen_request()
    create_reading()
    create_answer()


def create_workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        *text_checks("workspace", id=64),
    )


def create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("id", ROW_NUMBER, sa.Identity(), nullable=False),
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.String(2_000)),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_setting"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_setting_workspace"),
        *text_checks("setting", workspace_id=64, name=80, value=2_000, who=120),
    )
    op.create_index("ix_setting_workspace_id_name_id", "setting", ["workspace_id", "name", "id"])


def create_account() -> None:
    op.create_table(
        "account",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="pk_account"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_account_workspace"),
        *text_checks("account", workspace_id=64, name=80, who=120),
    )


def create_seen_request() -> None:
    op.create_table(
        "seen_request",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("request", sa.String(200), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "request", name="pk_seen_request"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_seen_request_workspace"),
        *text_checks("seen_request", workspace_id=64, request=200),
    )


def create_reading() -> None:
    op.create_table(
        "reading",
        sa.Column("id", ROW_NUMBER, sa.Identity(), nullable=False),
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("metric", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("orders", sa.BigInteger),
        sa.Column("defects", sa.BigInteger),
        sa.Column("reviews", sa.BigInteger),
        sa.Column("window_days", sa.BigInteger),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account"], ["account.workspace_id", "account.name"], name="fk_reading_account"
        ),
        check("reading_value_not_negative", "value >= 0"),
        check("reading_orders_not_negative", "orders >= 0"),
        check("reading_defects_not_negative", "defects >= 0"),
        check("reading_defects_among_orders", "defects <= orders"),
        check("reading_reviews_not_negative", "reviews >= 0"),
        check("reading_window_days_positive", "window_days > 0"),
        *text_checks("reading", workspace_id=64, account=80, metric=20, subject=40, source=200, who=120),
        *integer_checks("reading", "value", "orders", "defects", "reviews", "window_days"),
    )
    op.create_index(
        "ix_reading_workspace_id_account_metric_subject_as_of_id",
        "reading",
        ["workspace_id", "account", "metric", "subject", "as_of", "id"],
    )


def create_answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", ROW_NUMBER, sa.Identity(), nullable=False),
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("command", sa.String(80), nullable=False),
        sa.Column("line", sa.String(40_000), nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("decision", sa.JSON),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_answer_workspace"),
        *text_checks("answer", workspace_id=64, channel=64, user_id=64, command=80, line=40_000, status=40),
        sqlite_check("answer_ok_type", "ok IN (0, 1)"),
    )
    op.create_index("ix_answer_workspace_id_answered_at", "answer", ["workspace_id", "answered_at"])
