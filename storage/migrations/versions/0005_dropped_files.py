"""Files that were dropped into Slack, and the lines of files that could not be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import integer_checks, sqlite_check, text_checks

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_import_problem()
    create_dropped_file()


def create_import_problem() -> None:
    theirs = ["account.workspace_id", "account.name"]
    op.create_table(
        "import_problem",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("column_name", sa.String(80), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("value", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "account", "file_hash", "place", name="pk_import_problem"),
        sa.ForeignKeyConstraint(["workspace_id", "account"], theirs, name="fk_import_problem_account"),
        *text_checks("import_problem", workspace_id=64, account=80, file_hash=64, column_name=80, what=80, value=80),
        *integer_checks("import_problem", "place", "line"),
    )


def create_dropped_file() -> None:
    op.create_table(
        "dropped_file",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("thread", sa.String(40), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(80)),
        sa.Column("day_first", sa.Boolean),
        sa.Column("dropped_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_dropped_file"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_dropped_file_workspace"),
        sqlite_check("dropped_file_day_first_type", "day_first IN (0, 1)"),
        *text_checks("dropped_file", workspace_id=64, key=200, channel=64, thread=40, file=64, user_id=64, account=80),
        *integer_checks("dropped_file", "attempts"),
    )
