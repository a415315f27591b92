"""What the warnings rest on: orders and defects by day, subscriptions, alerts and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, integer_checks, sqlite_check, text_checks

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_arrival()
    create_order_day()
    create_defect()
    create_subscription()
    create_alert()
    create_evaluation()
    create_transition()
    create_notice()
    create_outbox()
    create_job_run()


def create_arrival() -> None:
    op.create_table(
        "arrival",
        *keys(workspace_id=64, account=80),
        sa.Column("number", sa.BigInteger, nullable=False),
        primary_key("arrival", "workspace_id", "account"),
        of_account("arrival"),
        *text_checks("arrival", workspace_id=64, account=80),
        *integer_checks("arrival", "number"),
    )


def create_order_day() -> None:
    op.create_table(
        "order_day",
        *keys(workspace_id=64, account=80, subject=40),
        sa.Column("order_date", sa.Date, nullable=False),
        sa.Column("orders", sa.BigInteger, nullable=False),
        primary_key("order_day", "workspace_id", "account", "subject", "order_date"),
        of_account("order_day"),
        check("order_day_orders_not_negative", "orders >= 0"),
        *text_checks("order_day", workspace_id=64, account=80, subject=40),
        *integer_checks("order_day", "orders"),
    )


def create_defect() -> None:
    op.create_table(
        "defect",
        *keys(workspace_id=64, account=80, metric=20, subject=40),
        sa.Column("order_date", sa.Date, nullable=False),
        sa.Column("reported_on", sa.Date, nullable=False),
        sa.Column("defects", sa.BigInteger, nullable=False),
        primary_key("defect", "workspace_id", "account", "metric", "subject", "order_date", "reported_on"),
        of_account("defect"),
        check("defect_defects_not_negative", "defects >= 0"),
        check("defect_reported_after_order", "reported_on >= order_date"),
        *text_checks("defect", workspace_id=64, account=80, metric=20, subject=40),
        *integer_checks("defect", "defects"),
    )


def create_subscription() -> None:
    op.create_table(
        "subscription",
        *keys(workspace_id=64, channel=64, account=80),
        sa.Column("metrics", sa.JSON, nullable=False),
        sa.Column("quiet", sa.String(20)),
        sa.Column("digest", sa.String(40)),
        sa.Column("owner", sa.String(64)),
        sa.Column("muted_until", INSTANT),
        sa.Column("trouble", sa.String(80)),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        primary_key("subscription", "workspace_id", "channel"),
        of_workspace("subscription"),
        *text_checks("subscription", workspace_id=64, channel=64, account=80, quiet=20, digest=40, owner=64),
        *text_checks("subscription", trouble=80, who=120),
    )


def create_alert() -> None:
    op.create_table(
        "alert",
        *keys(workspace_id=64, account=80, metric=20, subject=40),
        sa.Column("band", sa.BigInteger, nullable=False),
        sa.Column("level", sa.BigInteger, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("overlay", sa.JSON, nullable=False),
        sa.Column("outlook", sa.JSON, nullable=False),
        primary_key("alert", "workspace_id", "account", "metric", "subject", "band"),
        of_account("alert"),
        *text_checks("alert", workspace_id=64, account=80, metric=20, subject=40),
        *integer_checks("alert", "band", "level"),
    )
    op.create_index("ix_alert_workspace_id_level", "alert", ["workspace_id", "level"])


def create_evaluation() -> None:
    op.create_table(
        "evaluation",
        *keys(workspace_id=64, account=80, metric=20),
        sa.Column("band", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("arrival", sa.BigInteger, nullable=False),
        sa.Column("evaluated_at", INSTANT, nullable=False),
        primary_key("evaluation", "workspace_id", "account", "metric", "band", "day", "arrival"),
        of_account("evaluation"),
        *text_checks("evaluation", workspace_id=64, account=80, metric=20),
        *integer_checks("evaluation", "band", "arrival"),
    )


def create_transition() -> None:
    op.create_table(
        "transition",
        sa.Column("id", ROW_NUMBER, sa.Identity(), nullable=False),
        *keys(workspace_id=64, account=80, metric=20, subject=40),
        sa.Column("band", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("before", sa.BigInteger, nullable=False),
        sa.Column("after", sa.BigInteger, nullable=False),
        sa.Column("episode", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("why", sa.JSON, nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        primary_key("transition", "id"),
        of_account("transition"),
        *text_checks("transition", workspace_id=64, account=80, metric=20, subject=40, kind=20, who=120),
        *integer_checks("transition", "band", "before", "after", "episode"),
    )
    columns = ["workspace_id", "account", "metric", "id"]
    op.create_index("ix_transition_workspace_id_account_metric_id", "transition", columns)


def create_notice() -> None:
    op.create_table(
        "notice",
        *keys(workspace_id=64, channel=64, account=80, metric=20),
        sa.Column("band", sa.BigInteger, nullable=False),
        sa.Column("message", sa.String(200), nullable=False),
        sa.Column("level", sa.BigInteger, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("cleared_on", sa.Date),
        sa.Column("shown", sa.String(64), nullable=False),
        primary_key("notice", "workspace_id", "channel", "account", "metric", "band"),
        of_account("notice"),
        *text_checks("notice", workspace_id=64, channel=64, account=80, metric=20, message=200, shown=64),
        *integer_checks("notice", "band", "level"),
    )


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ROW_NUMBER, sa.Identity(), nullable=False),
        *keys(workspace_id=64, key=200, channel=64, act=10, about=200),
        sa.Column("broadcast", sa.Boolean, nullable=False),
        sa.Column("text", sa.String(40_000), nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("claimant", sa.String(80)),
        sa.Column("claimed_at", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("error", sa.String(200)),
        sa.Column("ts", sa.String(40)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        primary_key("outbox", "id"),
        of_workspace("outbox"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_outbox_workspace_id_key"),
        check("outbox_act_known", "act IN ('post', 'edit', 'reply', 'remove')"),
        check("outbox_state_known", "state IN ('waiting', 'sending', 'sent', 'folded', 'dead', 'uncertain')"),
        *text_checks("outbox", workspace_id=64, key=200, channel=64, act=10, about=200, text=40_000, state=10),
        *text_checks("outbox", claimant=80, error=200, ts=40),
        *integer_checks("outbox", "attempts"),
        sqlite_check("outbox_broadcast_type", "broadcast IN (0, 1)"),
    )
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])
    op.create_index("ix_outbox_workspace_id_state_not_before", "outbox", ["workspace_id", "state", "not_before"])
    op.create_index("ix_outbox_workspace_id_channel_about", "outbox", ["workspace_id", "channel", "about"])


def create_job_run() -> None:
    op.create_table(
        "job_run",
        *keys(workspace_id=64, job=120, slot=40),
        sa.Column("ran_at", INSTANT, nullable=False),
        primary_key("job_run", "workspace_id", "job", "slot"),
        of_workspace("job_run"),
        *text_checks("job_run", workspace_id=64, job=120, slot=40),
    )


def keys(**longest: int) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(most), nullable=False) for name, most in longest.items()]


def primary_key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def of_account(table: str) -> sa.ForeignKeyConstraint:
    theirs = ["account.workspace_id", "account.name"]
    return sa.ForeignKeyConstraint(["workspace_id", "account"], theirs, name=f"fk_{table}_account")


def of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace")
