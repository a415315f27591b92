"""Files that came in, and those that are still to be read."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Table

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.tables.base import key, metadata, of_account

# Every file that was taken, once for each account: the same file again changes nothing. `marketplace` is null where
# the file names none or several; `name` is empty where the file had none.
import_batch = Table(
    "import_batch",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("file_hash", 64),
    Column("kind", Text(40), nullable=False),
    Column("marketplace", Text(40)),
    Column("name", Text(200), nullable=False),
    Column("rows", Whole, nullable=False),
    Column("problems", Whole, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    of_account(),
    Index(None, "workspace_id", "imported_at"),
)

# Lines of a file that could not be read, the first ones of each file, so that they can be shown again; `what` is the
# key of the sentence that says why.
import_problem = Table(
    "import_problem",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("file_hash", 64),
    Column("place", Whole, primary_key=True, autoincrement=False),
    Column("line", Whole, nullable=False),
    Column("column_name", Text(80), nullable=False),
    Column("what", Text(80), nullable=False),
    Column("value", Text(80), nullable=False),
    of_account(),
)

# Files that were dropped into Slack and are still to be read: `thread` is where the answer goes, `file` Slack's id.
# `account` and `day_first` are what a button has said of it. Whoever reads it has it until `not_before`.
dropped_file = Table(
    "dropped_file",
    metadata,
    key("workspace_id", 64),
    key("key", 200),
    Column("channel", Text(64), nullable=False),
    Column("thread", Text(40), nullable=False),
    Column("file", Text(64), nullable=False),
    Column("user_id", Text(64), nullable=False),
    Column("account", Text(80)),
    Column("day_first", Boolean),
    Column("dropped_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Whole, nullable=False),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
)
