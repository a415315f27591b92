"""Imported files, their unreadable lines, and the queue of uploaded files."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Table

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.tables.base import account_foreign_key, key_column, metadata

# Every imported file, once per account: the same file again changes nothing. `marketplace` is null if the file names
# none or several; `name` is empty where the file had none.
import_batch = Table(
    "import_batch",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("file_hash", 64),
    Column("kind", Text(40), nullable=False),
    Column("marketplace", Text(40)),
    Column("name", Text(200), nullable=False),
    Column("rows", Int64, nullable=False),
    Column("problems", Int64, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    account_foreign_key(),
    Index(None, "workspace_id", "imported_at"),
)

# The first lines of each file that could not be read, so that they can be shown again; `what` is the catalogue key of
# the reason.
import_problem = Table(
    "import_problem",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("file_hash", 64),
    Column("place", Int64, primary_key=True, autoincrement=False),
    Column("line", Int64, nullable=False),
    Column("column_name", Text(80), nullable=False),
    Column("what", Text(80), nullable=False),
    Column("value", Text(80), nullable=False),
    account_foreign_key(),
)

# Files uploaded to Slack that are not imported yet: `thread` is where the answer goes, `file` Slack's id of the file.
# `account` and `day_first` were chosen by a button. A claim on a row lasts until `not_before`.
dropped_file = Table(
    "dropped_file",
    metadata,
    key_column("workspace_id", 64),
    key_column("key", 200),
    Column("channel", Text(64), nullable=False),
    Column("thread", Text(40), nullable=False),
    Column("file", Text(64), nullable=False),
    Column("user_id", Text(64), nullable=False),
    Column("account", Text(80)),
    Column("day_first", Boolean),
    Column("dropped_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Int64, nullable=False),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
)
