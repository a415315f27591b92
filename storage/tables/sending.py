"""What is to be said in Slack, and what has its turn once."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.tables.base import key, metadata, of_workspace, row_number

# What is to be said in Slack, and how far that got. `about` is the key of the message that an edit, a reply or a
# removal is about; `ts` is where Slack put a post.
outbox = Table(
    "outbox",
    metadata,
    row_number(),
    of_workspace(),
    Column("key", Text(200), nullable=False),
    Column("channel", Text(64), nullable=False),
    Column("act", Text(10), nullable=False),
    Column("about", Text(200), nullable=False),
    Column("broadcast", Boolean, nullable=False),
    Column("text", Text(40_000), nullable=False),
    Column("blocks", JSON, nullable=False),
    Column("state", Text(10), nullable=False),
    Column("claimant", Text(80)),
    Column("claimed_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("error", Text(200)),
    Column("ts", Text(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    UniqueConstraint("workspace_id", "key"),
    CheckConstraint("act IN ('post', 'edit', 'reply', 'remove')", name="act_known"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'folded', 'dead', 'uncertain')", name="state_known"),
    Index(None, "state", "not_before"),
    Index(None, "workspace_id", "state", "not_before"),
    Index(None, "workspace_id", "channel", "about"),
)

# What runs once in a slot of time, such as a digest on a local day.
job_run = Table(
    "job_run",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    key("job", 120),
    key("slot", 40),
    Column("ran_at", UtcDateTime, nullable=False),
)
