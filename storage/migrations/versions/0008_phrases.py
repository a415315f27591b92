"""Sentences that were stored in English become phrases: the key of a sentence and its values, in JSON.

What cannot be taken apart any more is the value of `stored.text`, which says it as it stands. Each step is one
statement, so that many rows take no memory here, and leaves alone what is a phrase already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import check, integer_checks, text_checks

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
UNNAMED = "a file without a name"
COLUMNS = (
    *("workspace_id", "account", "kind", "day", "part", "data_start", "data_end", "state", "wanted_at", "asked_at"),
    *("report_id", "document_id", "tries", "not_before", "ended_at"),
)
"""Those of `report_request` that stay as they are."""
OLD = "report_request_0007"
INDEX = "ix_report_request_workspace_id_account_state"

LINES = {
    "sqlite": """
        UPDATE {table} SET {column} = json_set({column}, '$.line', json_object(
            'key', 'stored.text', 'values', json_object('text', json_extract({column}, '$.line'))))
        WHERE CASE WHEN json_valid({column}) THEN json_type({column}, '$.line') = 'text' END
    """,
    "postgresql": """
        UPDATE {table} SET {column} = jsonb_set(CAST({column} AS jsonb), '{{line}}', jsonb_build_object(
            'key', 'stored.text', 'values', jsonb_build_object('text', {column} -> 'line')))
        WHERE json_typeof({column} -> 'line') = 'string'
    """,
}
"""The line of each thing that a check found; what is kept of a metric has none."""

ERROR = """
    CASE WHEN error IS NULL THEN NULL
    WHEN CAST(error AS text) LIKE '{{"key"%' THEN {kept}
    WHEN CAST(error AS text) IN ('not ready', 'cut short', 'address', 'unreadable')
        THEN {build}('key', 'amazon.why.' || replace(CAST(error AS text), ' ', '_'), 'values', {build}())
    WHEN CAST(error AS text) NOT LIKE '% %' OR CAST(error AS text) LIKE 'HTTP ___'
        THEN {build}('key', 'amazon.why.code', 'values', {build}('code', error))
    ELSE {build}('key', 'stored.text', 'values', {build}('text', error)) END
"""
"""Why a report did not come: a phrase already, a word of ours, Amazon's code, or a sentence."""
SQLITE = {"build": "json_object", "kept": "json(error)"}
POSTGRESQL = {"build": "json_build_object", "kept": "CAST(error AS json)"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table, column in (("alert", "outlook"), ("transition", "why")):
        op.execute(LINES[dialect].format(table=table, column=column))
    if dialect == "postgresql":
        op.execute(f"ALTER TABLE report_request ALTER error TYPE json USING {ERROR.format(**POSTGRESQL)}")
    else:
        rebuild_report_request()
    op.execute(sa.text("UPDATE import_batch SET name = '' WHERE name = :unnamed").bindparams(unnamed=UNNAMED))


def rebuild_report_request() -> None:
    """SQLite changes the type of no column."""
    op.drop_index(INDEX, "report_request")
    op.rename_table("report_request", OLD)
    create_report_request()
    before, after = (sa.table(name, *map(sa.column, (*COLUMNS, "error"))) for name in (OLD, "report_request"))
    kept = sa.select(*(before.c[name] for name in COLUMNS), sa.literal_column(ERROR.format(**SQLITE)))
    op.execute(after.insert().from_select([*COLUMNS, "error"], kept))
    op.drop_table(OLD)
    op.create_index(INDEX, "report_request", ["workspace_id", "account", "state"])


def create_report_request() -> None:
    op.create_table(
        "report_request",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
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
        sa.Column("error", sa.JSON),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("workspace_id", "account", "kind", "day", "part", name="pk_report_request"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account"], ["account.workspace_id", "account.name"], name="fk_report_request_account"
        ),
        check(
            "report_request_state_known",
            "state IN ('wanted', 'asking', 'requested', 'done', 'taken', 'empty', 'failed')",
        ),
        *text_checks("report_request", workspace_id=64, account=80, kind=40, state=10, report_id=120, document_id=400),
        *integer_checks("report_request", "part", "tries"),
    )
