"""Who hears of what, how every subject is held to stand, and what became of it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKeyConstraint, Index, Table

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.tables.base import key, metadata, of_account, row_number

# Which channel hears of what. `metrics` maps a metric to the channel's own threshold in millionths, or null for ours;
# an empty map means every metric. `quiet` is "18:00-08:00", `digest` "daily 09:00" or "weekly mon 09:00".
subscription = Table(
    "subscription",
    metadata,
    key("workspace_id", 64),
    key("channel", 64),
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

# How a subject is held to stand; `band` is a channel's own threshold in millionths, or 0 for ours. Where `metric` names
# a check, it tells that check's messages apart: of refunds that are due it is their last day, counted from year 1.
# `outlook` holds no sentence: the `line` of what a check found is a phrase, the key of a sentence and its values.
alert = Table(
    "alert",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("metric", 20),
    key("subject", 40),
    Column("band", Whole, primary_key=True, autoincrement=False),
    Column("level", Whole, nullable=False),
    Column("state", JSON, nullable=False),
    Column("overlay", JSON, nullable=False),
    Column("outlook", JSON, nullable=False),
    of_account(),
    Index(None, "workspace_id", "level"),
)

# One look at a metric of an account: no two processes take the same one.
evaluation = Table(
    "evaluation",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("metric", 20),
    Column("band", Whole, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("arrival", Whole, primary_key=True, autoincrement=False),
    Column("evaluated_at", UtcDateTime, nullable=False),
    of_account(),
)

# Append-only: every change of a level, and what people did about it.
transition = Table(
    "transition",
    metadata,
    row_number(),
    Column("workspace_id", Text(64), nullable=False),
    Column("account", Text(80), nullable=False),
    Column("metric", Text(20), nullable=False),
    Column("subject", Text(40), nullable=False),
    Column("band", Whole, nullable=False),
    Column("kind", Text(20), nullable=False),
    Column("before", Whole, nullable=False),
    Column("after", Whole, nullable=False),
    Column("episode", Whole, nullable=False),
    Column("who", Text(120), nullable=False),
    Column("why", JSON, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    of_account(),
    Index(None, "workspace_id", "account", "metric", "id"),
)

# The one message of an account's metric in a channel: `message` is the key of its row in the outbox.
notice = Table(
    "notice",
    metadata,
    key("workspace_id", 64),
    key("channel", 64),
    key("account", 80),
    key("metric", 20),
    Column("band", Whole, primary_key=True, autoincrement=False),
    Column("message", Text(200), nullable=False),
    Column("level", Whole, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("cleared_on", Date),
    Column("shown", Text(64), nullable=False),
    of_account(),
)
