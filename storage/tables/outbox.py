"""The outbox of messages to Slack, and the runs of jobs."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.tables.base import id_column, key_column, metadata, workspace_column

# Messages to Slack and their delivery state. `about` is the key of the post that is edited, replied to or removed, or
# of the combined message that carries a folded post; `ts` is Slack's id of the sent message.
outbox = Table(
    "outbox",
    metadata,
    id_column(),
    workspace_column(),
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
    Column("attempts", Int64, nullable=False),
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

# Jobs that run once per time slot, such as a digest on a local day.
job_run = Table(
    "job_run",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    key_column("job", 120),
    key_column("slot", 40),
    Column("ran_at", UtcDateTime, nullable=False),
)
