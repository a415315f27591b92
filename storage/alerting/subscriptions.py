"""Subscriptions: which alerts each channel is notified of, and its quiet hours, digest and mute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam

from storage.scoping import scoped_delete as removal
from storage.scoping import scoped_select, scoped_update
from storage.tables import subscription
from storage.transaction import Snapshot
from storage.workspaces import Workspace

TROUBLE_MAX_LENGTH = 80
"""Characters of Slack's error code that are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """The subscription of one channel; a channel has one or none.

    `account` is empty for all accounts. `metrics` maps each metric to the channel's own threshold in millionths, None
    for the default one; an empty map means every metric with the default. `quiet` is a span of the local day such as
    `18:00-08:00`, `digest` a schedule such as `daily 09:00` or `weekly mon 09:00`, `owner` the user that messages
    mention. Until `muted_until` only breaches and deadlines are posted. `trouble` is Slack's error code if the last
    post failed. `since` and `who` tell when and by whom the alerts or the digest were last changed.
    """

    channel: str
    account: str = ""
    metrics: Mapping[str, int | None] = field(default_factory=dict)
    quiet: str | None = None
    digest: str | None = None
    owner: str | None = None
    muted_until: datetime | None = None
    trouble: str | None = None
    since: datetime
    who: str


Updated = TypeVar("Updated", bound=Subscription | None)

_channel: BindParameter[str] = bindparam("of_channel")
_ALL = scoped_select(subscription).with_only_columns(*(subscription.c[field_.name] for field_ in fields(Subscription)))
_ONE = _ALL.where(subscription.c.channel == _channel)
_REMOVE = removal(subscription).where(subscription.c.channel == _channel)
_TROUBLE = scoped_update(subscription, trouble=bindparam("error")).where(
    subscription.c.channel == _channel, subscription.c.since <= bindparam("tried_at")
)


def subscribed_band(subscription: Subscription, account: str, metric: str) -> int | None:
    """The band of an account's metric for a channel, None if it does not subscribe to the metric.

    A band is the channel's own threshold in millionths, or 0 for the default one.
    """
    if subscription.account not in ("", account):
        return None
    if not subscription.metrics:
        return 0
    return subscription.metrics[metric] or 0 if metric in subscription.metrics else None


def list_all(ws: Workspace) -> list[Subscription]:
    """Every subscription of the workspace, by channel."""
    with ws.read() as snapshot:
        return select_all(snapshot)


def select_all(snapshot: Snapshot) -> list[Subscription]:
    """As `list_all`, in the caller's transaction."""
    subscriptions = (Subscription(**row._mapping) for row in snapshot.rows(_ALL))
    # Databases differ in how they order letters; Python does not.
    return sorted(subscriptions, key=attrgetter("channel"))


def get(ws: Workspace, channel: str) -> Subscription | None:
    """The subscription of a channel; None if it has none."""
    with ws.read() as snapshot:
        return _select(snapshot, channel)


def update(
    ws: Workspace,
    channel: str,
    change: Callable[[Subscription | None], Updated],
    now: datetime,
    request: str | None = None,
) -> tuple[Subscription | None, Updated]:
    """Change a channel's subscription in one transaction: the subscription before and after.

    `change` gets the stored subscription and returns the new one; None is no subscription in both places. Raises
    `storage.transaction.RepeatedRequest` for a request that was handled before, and `sqlalchemy.exc.StatementError` for
    a subscription that the table refuses.
    """
    with ws.begin() as transaction:
        transaction.lock()
        transaction.guard_once(request, now)
        before = _select(transaction, channel)
        after = change(before)
        if after is None:
            transaction.execute(_REMOVE, of_channel=channel)
        elif after != before:
            transaction.upsert(subscription, asdict(after))
    return before, after


def upsert(ws: Workspace, subscription: Subscription, now: datetime, request: str | None = None) -> None:
    """Insert or overwrite the subscription of a channel; raises as `update` does."""
    update(ws, subscription.channel, lambda _: subscription, now, request)


def delete(ws: Workspace, channel: str, now: datetime, request: str | None = None) -> bool:
    """Delete the subscription of a channel: whether it had one; raises as `update` does."""
    before, _ = update(ws, channel, lambda _: None, now, request)
    return before is not None


def set_trouble(ws: Workspace, channel: str, error: str | None, now: datetime) -> None:
    """Store Slack's error code for a post to the channel at `now`, None if the post succeeded.

    A post from before the subscription was last changed changes nothing.
    """
    with ws.begin() as transaction:
        transaction.execute(_TROUBLE, of_channel=channel, error=error and error[:TROUBLE_MAX_LENGTH], tried_at=now)


def _select(snapshot: Snapshot, channel: str) -> Subscription | None:
    rows = snapshot.rows(_ONE, of_channel=channel)
    return Subscription(**rows[0]._mapping) if rows else None
