"""Connections to Amazon's Selling Partner API, its rate limits, and report requests."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, Index, Table

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.tables.base import account_foreign_key, key_column, metadata

# An account's connection to Amazon. `client_secret` and `refresh_token` are encrypted (`storage.database.encryption`)
# with the key that `key_id` names. `claimant` has the lease until `lease_until`; no call is made before `not_before`.
# `trouble` is the error code with which Amazon has refused the credentials since `trouble_since`.
amazon_connection = Table(
    "amazon_connection",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
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
    account_foreign_key(),
)

# The token bucket of an operation of Amazon's: each call moves `used_up_to` on by the time that earns it back, at most
# a burst ahead of the clock; `per_call` is that time in milliseconds.
amazon_pace = Table(
    "amazon_pace",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("operation", 40),
    Column("used_up_to", UtcDateTime, nullable=False),
    Column("per_call", Int64, nullable=False),
    account_foreign_key(),
    CheckConstraint("per_call > 0", name="per_call_positive"),
)

# The request for a report of a local day, in as many parts as its span needs. `asked_at` is stored before the call to
# Amazon, so that a process that finds it without a `report_id` looks at Amazon before it requests the report again.
# `error` is a phrase: the key of a sentence and its values.
report_request = Table(
    "report_request",
    metadata,
    key_column("workspace_id", 64),
    key_column("account", 80),
    key_column("kind", 40),
    Column("day", Date, primary_key=True),
    Column("part", Int64, primary_key=True, autoincrement=False),
    Column("data_start", UtcDateTime),
    Column("data_end", UtcDateTime),
    Column("state", Text(10), nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("report_id", Text(120)),
    Column("document_id", Text(400)),
    Column("tries", Int64, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("error", JSON(none_as_null=True)),
    Column("ended_at", UtcDateTime),
    account_foreign_key(),
    CheckConstraint(
        "state IN ('wanted', 'asking', 'requested', 'done', 'taken', 'empty', 'failed')", name="state_known"
    ),
    Index(None, "workspace_id", "account", "state"),
)
