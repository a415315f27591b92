"""Which channel hears of what, and when it is left in peace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam

from storage.tables import subscription
from storage.workspaces import Snapshot, Workspace, change, own
from storage.workspaces import remove as removal

TROUBLE_LIMIT = 80
"""Characters of Slack's word for what is wrong with a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What one channel hears of; a channel has one of them or none.

    `account` is empty for all accounts. `metrics` maps each metric to the channel's own threshold in millionths, None
    for ours; an empty map means every metric with ours. `quiet` is a span of the local day such as `18:00-08:00`,
    `digest` a rhythm such as `daily 09:00` or `weekly mon 09:00`, `owner` the user that messages name. Until
    `muted_until` only breaches and deadlines come. `trouble` is Slack's word for why the last post failed. `since` and
    `who` tell when and by whom what it hears of, or its digest, was changed last.
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


After = TypeVar("After", bound=Subscription | None)

_channel: BindParameter[str] = bindparam("of_channel")
_ALL = own(subscription).with_only_columns(*(subscription.c[each.name] for each in fields(Subscription)))
_ONE = _ALL.where(subscription.c.channel == _channel)
_REMOVE = removal(subscription).where(subscription.c.channel == _channel)
_TROUBLE = change(subscription, trouble=bindparam("error")).where(
    subscription.c.channel == _channel, subscription.c.since <= bindparam("tried_at")
)


def wants(subscription: Subscription, account: str, metric: str) -> int | None:
    """The band in which a channel hears of an account's metric: 0 for ours, its own threshold, None for not at all."""
    if subscription.account not in ("", account):
        return None
    if not subscription.metrics:
        return 0
    return subscription.metrics[metric] or 0 if metric in subscription.metrics else None


def held(ws: Workspace) -> list[Subscription]:
    """Every subscription of the workspace, in the order of the channels."""
    with ws.read() as snapshot:
        return of(snapshot)


def of(snapshot: Snapshot) -> list[Subscription]:
    """As `held`, within a transaction."""
    found = (Subscription(**row._mapping) for row in snapshot.rows(_ALL))
    # Databases differ in how they order letters; Python does not.
    return sorted(found, key=attrgetter("channel"))


def of_channel(ws: Workspace, channel: str) -> Subscription | None:
    """What a channel hears of; None where it hears of nothing."""
    with ws.read() as snapshot:
        return _of(snapshot, channel)


def edit(
    ws: Workspace,
    channel: str,
    how: Callable[[Subscription | None], After],
    now: datetime,
    request: str | None = None,
) -> tuple[Subscription | None, After]:
    """Change what a channel hears of, None being nothing, in one transaction: what it heard, and what it hears now.

    Raises `storage.workspaces.Repeated` for a request that did so before, and `sqlalchemy.exc.StatementError` for a
    subscription that the table refuses.
    """
    with ws.begin() as transaction:
        transaction.lock()
        transaction.once(request, now)
        before = _of(transaction, channel)
        after = how(before)
        if after is None:
            transaction.write(_REMOVE, of_channel=channel)
        elif after != before:
            transaction.put(subscription, asdict(after))
    return before, after


def put(ws: Workspace, subscription: Subscription, now: datetime, request: str | None = None) -> None:
    """Have a channel hear of this and nothing else; raises as `edit` does."""
    edit(ws, subscription.channel, lambda _: subscription, now, request)


def remove(ws: Workspace, channel: str, now: datetime, request: str | None = None) -> bool:
    """Have a channel hear of nothing: whether it did of anything; raises as `edit` does."""
    before, _ = edit(ws, channel, lambda _: None, now, request)
    return before is not None


def trouble(ws: Workspace, channel: str, error: str | None, now: datetime) -> None:
    """Keep Slack's word for why a channel could not be reached, None once it could.

    A try from before the channel was subscribed anew changes nothing; `now` is when it was tried.
    """
    with ws.begin() as transaction:
        transaction.write(_TROUBLE, of_channel=channel, error=error and error[:TROUBLE_LIMIT], tried_at=now)


def _of(snapshot: Snapshot, channel: str) -> Subscription | None:
    rows = snapshot.rows(_ONE, of_channel=channel)
    return Subscription(**rows[0]._mapping) if rows else None
