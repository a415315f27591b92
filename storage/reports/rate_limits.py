"""How fast Amazon may be asked: kept here, so that a new start and a second process keep to it too."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam

from storage.tables import amazon_pace
from storage.workspaces import Transaction, own


class Limit(NamedTuple):
    """What an operation allows unless Amazon says otherwise: the time in which a call is earned, and how many saved."""

    per_call: timedelta
    burst: int


_c = amazon_pace.c
_ONE = (
    own(amazon_pace)
    .with_only_columns(_c.used_up_to, _c.per_call)
    .where(_c.account == bindparam("account"), _c.operation == bindparam("operation"))
)


def take(transaction: Transaction, account: str, operation: str, limit: Limit, now: datetime) -> datetime | None:
    """Take a call: None where it may be made, and otherwise when the next one may."""
    used, per_call = _held(transaction, account, operation, limit, now)
    ready = used - per_call * (limit.burst - 1)
    if ready > now:
        return ready
    _keep(transaction, account, operation, used + per_call, per_call)
    return None


def learn(transaction: Transaction, account: str, operation: str, limit: Limit, rate: float, now: datetime) -> None:
    """Keep to another rate, in calls a second, from now on."""
    used, before = _held(transaction, account, operation, limit, now)
    per_call = timedelta(milliseconds=math.ceil(1_000 / rate))
    # The calls that were made stay made, and are now earned back in another time.
    _keep(transaction, account, operation, now + (used - now) / before * per_call, per_call)


def rest(transaction: Transaction, account: str, operation: str, limit: Limit, until: datetime) -> None:
    """Make no call until then, and then one at a time: whoever was refused has no calls saved."""
    _, per_call = _held(transaction, account, operation, limit, until)
    _keep(transaction, account, operation, until + per_call * (limit.burst - 1), per_call)


def _held(
    transaction: Transaction, account: str, operation: str, limit: Limit, now: datetime
) -> tuple[datetime, timedelta]:
    """Up to when the calls that were made are paid for, not before now, and the time that each of them takes."""
    transaction.lock()
    rows = transaction.rows(_ONE, account=account, operation=operation)
    if not rows:
        return now, limit.per_call
    return max(rows[0].used_up_to, now), timedelta(milliseconds=rows[0].per_call)


def _keep(transaction: Transaction, account: str, operation: str, used: datetime, per_call: timedelta) -> None:
    row = {"account": account, "operation": operation, "used_up_to": used}
    transaction.put(amazon_pace, row | {"per_call": per_call // timedelta(milliseconds=1)})
