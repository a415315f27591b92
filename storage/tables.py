"""The tables, the same on SQLite and PostgreSQL; the workspace comes first in every key.

A change here needs a new file in `migrations/versions`: a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
)

from storage.values import Text, UtcDateTime, Whole

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _row_number() -> Column[int]:
    # SQLite numbers the rows only of a column that is exactly INTEGER PRIMARY KEY.
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), Identity(), primary_key=True)


def _workspace() -> Column[str]:
    return Column("workspace_id", Text(64), ForeignKey("workspace.id"), nullable=False)


workspace = Table(
    "workspace",
    metadata,
    Column("id", Text(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

# Append-only. The newest row of a name is in force; NULL means "back to the default".
setting = Table(
    "setting",
    metadata,
    _row_number(),
    _workspace(),
    Column("name", Text(80), nullable=False),
    Column("value", Text(2_000)),
    Column("since", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    Index(None, "workspace_id", "name", "id"),
)

account = Table(
    "account",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    Column("name", Text(80), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
)

# Requests that changed something, so that a repeated one changes nothing; kept for an hour.
seen_request = Table(
    "seen_request",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    Column("request", Text(200), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Append-only. `value` is in millionths of the metric's unit; `subject` is an ASIN, or '' for the account.
reading = Table(
    "reading",
    metadata,
    _row_number(),
    Column("workspace_id", Text(64), nullable=False),
    Column("account", Text(80), nullable=False),
    Column("metric", Text(20), nullable=False),
    Column("subject", Text(40), nullable=False),
    Column("value", Whole, nullable=False),
    Column("orders", Whole),
    Column("defects", Whole),
    Column("reviews", Whole),
    Column("window_days", Whole),
    Column("as_of", Date, nullable=False),
    Column("source", Text(200), nullable=False),
    Column("who", Text(120), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["workspace_id", "account"], ["account.workspace_id", "account.name"]),
    CheckConstraint("value >= 0", name="value_not_negative"),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("defects <= orders", name="defects_among_orders"),
    CheckConstraint("reviews >= 0", name="reviews_not_negative"),
    CheckConstraint("window_days > 0", name="window_days_positive"),
    Index(None, "workspace_id", "account", "metric", "subject", "as_of", "id"),
)

# Append-only: what was asked and answered. `line` holds the longest message Slack delivers.
answer = Table(
    "answer",
    metadata,
    _row_number(),
    _workspace(),
    Column("channel", Text(64), nullable=False),
    Column("user_id", Text(64), nullable=False),
    Column("command", Text(80), nullable=False),
    Column("line", Text(40_000), nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("status", Text(40), nullable=False),
    Column("decision", JSON(none_as_null=True)),
    Column("answered_at", UtcDateTime, nullable=False),
    Index(None, "workspace_id", "answered_at"),
)


def _type_rule(column: Column[object]) -> str | None:
    """What the column's type alone makes PostgreSQL refuse, said to SQLite."""
    name = column.name
    match column.type:
        case Text(length=longest):
            # SQLite's length() stops at a NUL character, which PostgreSQL takes in no text at all.
            whole = f"length({name}) <= {longest} AND instr({name}, char(0)) = 0"
            return f"typeof({name}) IN ('text', 'null') AND {whole}"
        case Whole():
            return f"typeof({name}) IN ('integer', 'null')"
        case Boolean():
            return f"{name} IN (0, 1)"
    return None


def _make_sqlite_strict(table: Table) -> None:
    for column in table.columns:
        if rule := _type_rule(column):
            check = CheckConstraint(rule, name=f"{column.name}_type")
            table.append_constraint(check.ddl_if(dialect="sqlite"))


for _table in metadata.sorted_tables:
    _make_sqlite_strict(_table)
