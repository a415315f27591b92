"""Amazon's rate limits per operation, as token buckets that all processes share and a restart keeps.

A bucket is stored as one instant, `used_up_to`: when every call made so far will have been earned back.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam

from storage.scoping import scoped_select
from storage.tables import amazon_pace
from storage.transaction import Transaction


class RateLimit(NamedTuple):
    """The default limit of an operation: the time that earns one call, and how many earned calls may be saved."""

    per_call: timedelta
    burst: int


_c = amazon_pace.c
_ONE = (
    scoped_select(amazon_pace)
    .with_only_columns(_c.used_up_to, _c.per_call)
    .where(_c.account == bindparam("account"), _c.operation == bindparam("operation"))
)


def acquire(transaction: Transaction, account: str, operation: str, limit: RateLimit, now: datetime) -> datetime | None:
    """Take one call from the bucket: None if it may be made now, otherwise the instant when it may."""
    used_up_to, per_call = _bucket(transaction, account, operation, limit, now)
    ready = used_up_to - per_call * (limit.burst - 1)
    if ready > now:
        return ready
    _store(transaction, account, operation, used_up_to + per_call, per_call)
    return None


def set_rate(
    transaction: Transaction, account: str, operation: str, limit: RateLimit, rate: float, now: datetime
) -> None:
    """Set the rate, in calls per second, from now on; calls made before now are earned back at the new rate."""
    used_up_to, before = _bucket(transaction, account, operation, limit, now)
    per_call = timedelta(milliseconds=math.ceil(1_000 / rate))
    _store(transaction, account, operation, now + (used_up_to - now) / before * per_call, per_call)


def back_off(transaction: Transaction, account: str, operation: str, limit: RateLimit, until: datetime) -> None:
    """Make no call until an instant, and then one at a time, because a refusal means that no calls are saved."""
    _, per_call = _bucket(transaction, account, operation, limit, until)
    _store(transaction, account, operation, until + per_call * (limit.burst - 1), per_call)


def _bucket(
    transaction: Transaction, account: str, operation: str, limit: RateLimit, now: datetime
) -> tuple[datetime, timedelta]:
    """The stored `used_up_to`, at the earliest now, and the time that earns one call; takes the workspace's lock."""
    transaction.lock()
    rows = transaction.rows(_ONE, account=account, operation=operation)
    if not rows:
        return now, limit.per_call
    return max(rows[0].used_up_to, now), timedelta(milliseconds=rows[0].per_call)


def _store(transaction: Transaction, account: str, operation: str, used_up_to: datetime, per_call: timedelta) -> None:
    row = {"account": account, "operation": operation, "used_up_to": used_up_to}
    transaction.upsert(amazon_pace, row | {"per_call": per_call // timedelta(milliseconds=1)})
