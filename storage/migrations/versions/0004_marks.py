"""What people did about returns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, text_checks

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYS = {"workspace_id": 64, "account": 80, "order_id": 40, "rma": 120, "item": 140}
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "return_mark",
        *(sa.Column(name, sa.String(most), nullable=False) for name, most in KEYS.items()),
        sa.Column("done", sa.String(20)),
        sa.Column("arrived_on", sa.Date),
        sa.Column("remind_at", INSTANT),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS, name="pk_return_mark"),
        sa.ForeignKeyConstraint([*KEYS], [f"return_case.{name}" for name in KEYS], name="fk_return_mark_return_case"),
        check("return_mark_done_known", "done IN ('refunded', 'not-arrived')"),
        *text_checks("return_mark", **KEYS, done=20, who=64),
    )
    op.create_index("ix_return_mark_workspace_id_remind_at", "return_mark", ["workspace_id", "remind_at"])
