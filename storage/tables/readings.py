"""Readings of metrics, and the daily counts of orders and defects behind them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Table

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.tables.base import account_foreign_key, id_column, key_column, metadata

# Append-only. `value` is in millionths of the metric's unit; `subject` is an ASIN, or '' for the account.
reading = Table(
    "reading",
    metadata,
    id_column(),
    Column("workspace_id", Text(64), nullable=False),
    Column("account", Text(80), nullable=False),
    Column("metric", Text(20), nullable=False),
    Column("subject", Text(40), nullable=False),
    Column("value", Int64, nullable=False),
    Column("orders", Int64),
    Column("defects", Int64),
    Column("reviews", Int64),
    Column("window_days", Int64),
    Column("as_of", Date, nullable=False),
    Column("source", Text(200), nullable=False),
    Column("who", Text(120), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    account_foreign_key(),
    CheckConstraint("value >= 0", name="value_not_negative"),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("defects <= orders", name="defects_among_orders"),
    CheckConstraint("reviews >= 0", name="reviews_not_negative"),
    CheckConstraint("window_days > 0", name="window_days_positive"),
    Index(None, "workspace_id", "account", "metric", "subject", "as_of", "id"),
)

# The latest reading of every series, which `storage.metrics.latest_readings` maintains so that no query searches the
# history for it. `band` is how near its limit it was on its own day (a level of `rules.core.levels`); `previous` is the
# last reading of an earlier day. The index covers only series that came near their limit; it includes the bands,
# because SQLite would otherwise choose the primary key.
latest_reading = Table(
    "latest_reading",
    metadata,
    Column("workspace_id", Text(64), primary_key=True),
    Column("account", Text(80), primary_key=True),
    Column("metric", Text(20), primary_key=True),
    Column("subject", Text(40), primary_key=True),
    Column("value", Int64, nullable=False),
    Column("orders", Int64),
    Column("defects", Int64),
    Column("reviews", Int64),
    Column("window_days", Int64),
    Column("as_of", Date, nullable=False),
    Column("source", Text(200), nullable=False),
    Column("who", Text(120), nullable=False),
    Column("band", Int64, nullable=False),
    Column("previous", Int64),
    Column("previous_band", Int64),
    Column("previous_as_of", Date),
    account_foreign_key(),
    sqlite_with_rowid=False,
)
Index(
    "ix_latest_reading_newly_near",
    latest_reading.c.workspace_id,
    latest_reading.c.previous_band,
    latest_reading.c.band,
    sqlite_where=(newly_near := (latest_reading.c.band > 0) & (latest_reading.c.previous_band == 0)),
    postgresql_where=newly_near,
)

# The version of an account's data: a higher number means that there is something new to evaluate.
arrival = Table(
    "arrival",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    Column("number", Int64, nullable=False),
    account_foreign_key(),
)

# Orders and defects by order date; `subject` is an ASIN, or '' for the account. A defect is known from the day on which
# it is reported.
order_day = Table(
    "order_day",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("subject", 40),
    Column("order_date", Date, primary_key=True),
    Column("orders", Int64, nullable=False),
    account_foreign_key(),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
)

defect = Table(
    "defect",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("metric", 20),
    key_column("subject", 40),
    Column("order_date", Date, primary_key=True),
    Column("reported_on", Date, primary_key=True),
    Column("defects", Int64, nullable=False),
    account_foreign_key(),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("reported_on >= order_date", name="reported_after_order"),
)

# Orders with a defect, and the day it was first seen, so that the next report does not count it again.
defect_order = Table(
    "defect_order",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("metric", 20),
    key_column("order_id", 40),
    Column("order_date", Date, nullable=False),
    Column("seen_on", Date, nullable=False),
    account_foreign_key(),
    CheckConstraint("seen_on >= order_date", name="seen_after_order"),
)
