"""Subscriptions, alerts, their evaluations and history, and the notification log."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKeyConstraint, Index, Table

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.tables.base import account_foreign_key, id_column, key_column, metadata

# The subscription of a channel. `metrics` maps a metric to the channel's own threshold in millionths, or null for the
# default; an empty map means every metric. `quiet` is "18:00-08:00", `digest` "daily 09:00" or "weekly mon 09:00".
subscription = Table(
    "subscription",
    metadata,
    key_column("workspace_id", 64),
    key_column("channel", 64),
    Column("account", Text(80), nullable=False),
    Column("metrics", JSON, nullable=False),
    Column("quiet", Text(20)),
    Column("digest", Text(40)),
    Column("owner", Text(64)),
    Column("muted_until", UtcDateTime),
    Column("trouble", Text(80)),
    Column("since", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
)

# The alert state of a subject; `band` is a channel's own threshold in millionths, or 0 for the default. If `metric`
# names a check, it tells that check's messages apart: for refunds that are due, their last day counted from year 1.
# `outlook` holds no sentence: the `line` of what a check found is a phrase, the key of a sentence and its values.
alert = Table(
    "alert",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("metric", 20),
    key_column("subject", 40),
    Column("band", Int64, primary_key=True, autoincrement=False),
    Column("level", Int64, nullable=False),
    Column("state", JSON, nullable=False),
    Column("overlay", JSON, nullable=False),
    Column("outlook", JSON, nullable=False),
    account_foreign_key(),
    Index(None, "workspace_id", "level"),
)

# Claimed evaluations: the key makes sure that only one process does each.
evaluation = Table(
    "evaluation",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("metric", 20),
    Column("band", Int64, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("arrival", Int64, primary_key=True, autoincrement=False),
    Column("evaluated_at", UtcDateTime, nullable=False),
    account_foreign_key(),
)

# Append-only: every change of an alert's level, and what people did about it.
transition = Table(
    "transition",
    metadata,
    id_column(),
    Column("workspace_id", Text(64), nullable=False),
    Column("account", Text(80), nullable=False),
    Column("metric", Text(20), nullable=False),
    Column("subject", Text(40), nullable=False),
    Column("band", Int64, nullable=False),
    Column("kind", Text(20), nullable=False),
    Column("before", Int64, nullable=False),
    Column("after", Int64, nullable=False),
    Column("episode", Int64, nullable=False),
    Column("who", Text(120), nullable=False),
    Column("why", JSON, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    account_foreign_key(),
    Index(None, "workspace_id", "account", "metric", "id"),
)

# The message of an alert group in a channel: `message` is the key of its post in the outbox.
notice = Table(
    "notice",
    metadata,
    key_column("workspace_id", 64),
    key_column("channel", 64),
    key_column("account", 80),
    key_column("metric", 20),
    Column("band", Int64, primary_key=True, autoincrement=False),
    Column("message", Text(200), nullable=False),
    Column("level", Int64, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("cleared_on", Date),
    Column("shown", Text(64), nullable=False),
    account_foreign_key(),
)
