"""Metrics, and the orders and defects that they are made of."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Table

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.tables.base import key, metadata, of_account, row_number

# Append-only. `value` is in millionths of the metric's unit; `subject` is an ASIN, or '' for the account.
reading = Table(
    "reading",
    metadata,
    row_number(),
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
    of_account(),
    CheckConstraint("value >= 0", name="value_not_negative"),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("defects <= orders", name="defects_among_orders"),
    CheckConstraint("reviews >= 0", name="reviews_not_negative"),
    CheckConstraint("window_days > 0", name="window_days_positive"),
    Index(None, "workspace_id", "account", "metric", "subject", "as_of", "id"),
)

# The newest reading of every series, kept by `storage.metrics.latest_readings` so that nobody searches the history for
# it. `band` is how near its limit it was on its own day (a level of `rules.core.levels`); `previous` is the last
# reading of an earlier day. The index holds only what came near its limit; the bands are in it too, because SQLite
# would otherwise take the primary key.
latest_reading = Table(
    "latest_reading",
    metadata,
    Column("workspace_id", Text(64), primary_key=True),
    Column("account", Text(80), primary_key=True),
    Column("metric", Text(20), primary_key=True),
    Column("subject", Text(40), primary_key=True),
    Column("value", Whole, nullable=False),
    Column("orders", Whole),
    Column("defects", Whole),
    Column("reviews", Whole),
    Column("window_days", Whole),
    Column("as_of", Date, nullable=False),
    Column("source", Text(200), nullable=False),
    Column("who", Text(120), nullable=False),
    Column("band", Whole, nullable=False),
    Column("previous", Whole),
    Column("previous_band", Whole),
    Column("previous_as_of", Date),
    of_account(),
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

# How often data of an account arrived: a number that has grown since says that there is something new to judge.
arrival = Table(
    "arrival",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    Column("number", Whole, nullable=False),
    of_account(),
)

# Orders and defects by the day of the order; `subject` is an ASIN, or '' for the account. A defect becomes known on
# the day it is reported.
order_day = Table(
    "order_day",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("subject", 40),
    Column("order_date", Date, primary_key=True),
    Column("orders", Whole, nullable=False),
    of_account(),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
)

defect = Table(
    "defect",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("metric", 20),
    key("subject", 40),
    Column("order_date", Date, primary_key=True),
    Column("reported_on", Date, primary_key=True),
    Column("defects", Whole, nullable=False),
    of_account(),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("reported_on >= order_date", name="reported_after_order"),
)

# The order of every defect and the day it was first seen, so that the next download does not count it again.
defect_order = Table(
    "defect_order",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("metric", 20),
    key("order_id", 40),
    Column("order_date", Date, nullable=False),
    Column("seen_on", Date, nullable=False),
    of_account(),
    CheckConstraint("seen_on >= order_date", name="seen_after_order"),
)
