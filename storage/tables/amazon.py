"""Amazon's own way in: connections, and the reports asked for."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, Index, Table

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.tables.base import key, metadata, of_account

# An account's connection to Amazon. The secrets are sealed (`storage.database.encryption`) with the key that `key_id`
# names. `claimant` holds the lease until `lease_until`; no call is made before `not_before`. `trouble` is Amazon's own
# word for why it refuses the credentials, and since when.
amazon_connection = Table(
    "amazon_connection",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    Column("marketplace", Text(40), nullable=False),
    Column("client_id", Text(200), nullable=False),
    Column("key_id", Text(20), nullable=False),
    Column("client_secret", Text(4_000), nullable=False),
    Column("refresh_token", Text(8_000), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    Column("claimant", Text(80)),
    Column("lease_until", UtcDateTime),
    Column("not_before", UtcDateTime),
    Column("trouble", Text(200)),
    Column("trouble_since", UtcDateTime),
    of_account(),
)

# How soon an operation of Amazon's may be called again: `used_up_to` moves on by the time that a call takes to be
# earned back, and may be ahead of the clock by as much as the burst; `per_call` is that time in milliseconds.
amazon_pace = Table(
    "amazon_pace",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("operation", 40),
    Column("used_up_to", UtcDateTime, nullable=False),
    Column("per_call", Whole, nullable=False),
    of_account(),
    CheckConstraint("per_call > 0", name="per_call_positive"),
)

# A report of a local day, in as many parts as its span needs, and how far it got. `asked_at` is written before Amazon
# is asked, so that whoever finds it without a `report_id` looks at Amazon before asking again. `error` is a phrase: the
# key of a sentence and its values.
report_request = Table(
    "report_request",
    metadata,
    key("workspace_id", 64),
    key("account", 80),
    key("kind", 40),
    Column("day", Date, primary_key=True),
    Column("part", Whole, primary_key=True, autoincrement=False),
    Column("data_start", UtcDateTime),
    Column("data_end", UtcDateTime),
    Column("state", Text(10), nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("report_id", Text(120)),
    Column("document_id", Text(400)),
    Column("tries", Whole, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("error", JSON(none_as_null=True)),
    Column("ended_at", UtcDateTime),
    of_account(),
    CheckConstraint(
        "state IN ('wanted', 'asking', 'requested', 'done', 'taken', 'empty', 'failed')", name="state_known"
    ),
    Index(None, "workspace_id", "account", "state"),
)
