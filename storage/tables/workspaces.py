"""Workspaces, their settings and accounts, handled requests, and the audit log."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Table

from storage.database.column_types import Text, UtcDateTime
from storage.tables.base import id_column, metadata, workspace_column

workspace = Table(
    "workspace",
    metadata,
    Column("id", Text(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

# Append-only. The newest row of a name is in force; NULL resets it to the default.
setting = Table(
    "setting",
    metadata,
    id_column(),
    workspace_column(),
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

# Requests that changed something, so that a repeated one changes nothing; deleted after an hour.
seen_request = Table(
    "seen_request",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    Column("request", Text(200), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Append-only: the audit log. `line` has room for the longest message that Slack delivers.
answer = Table(
    "answer",
    metadata,
    id_column(),
    workspace_column(),
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
