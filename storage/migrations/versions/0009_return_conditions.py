"""What people saw of a returned item is kept with what they did about it: `return_mark.condition`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, text_checks

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEYS = {"workspace_id": 64, "account": 80, "order_id": 40, "rma": 120, "item": 140}
COLUMNS = (*KEYS, "done", "arrived_on", "remind_at", "marked_at", "who")
"""Those that the table has had before."""
OLD, INDEX = "return_mark_0008", "ix_return_mark_workspace_id_remind_at"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("return_mark", sa.Column("condition", sa.String(80)))
    else:
        rebuild()


def rebuild() -> None:
    """SQLite adds no check to a table that is there."""
    op.drop_index(INDEX, "return_mark")
    op.rename_table("return_mark", OLD)
    op.create_table(
        "return_mark",
        *(sa.Column(name, sa.String(most), nullable=False) for name, most in KEYS.items()),
        sa.Column("done", sa.String(20)),
        sa.Column("arrived_on", sa.Date),
        sa.Column("remind_at", INSTANT),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("condition", sa.String(80)),
        sa.PrimaryKeyConstraint(*KEYS, name="pk_return_mark"),
        sa.ForeignKeyConstraint([*KEYS], [f"return_case.{name}" for name in KEYS], name="fk_return_mark_return_case"),
        check("return_mark_done_known", "done IN ('refunded', 'not-arrived')"),
        *text_checks("return_mark", **KEYS, done=20, who=64, condition=80),
    )
    before, after = (sa.table(name, *map(sa.column, COLUMNS)) for name in (OLD, "return_mark"))
    op.execute(after.insert().from_select(COLUMNS, sa.select(*before.c)))
    op.drop_table(OLD)
    op.create_index(INDEX, "return_mark", ["workspace_id", "remind_at"])
