"""The waiting messages of one channel, changed together: deferred, redirected, or combined into one message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func

from storage.alerting.outbox import NEVER_ATTEMPTED, POST, OutboxMessage, enqueue
from storage.alerting.outbox_claims import COMBINED_KEY_PREFIX
from storage.database.column_types import UtcDateTime
from storage.scoping import scoped_select, scoped_update
from storage.tables import outbox
from storage.workspaces import Workspace

MAX_COMBINED_POSTS = 100
"""Posts whose texts one combined message carries."""

Combine = Callable[[list[str]], tuple[str, tuple[dict[str, Any], ...]]]
"""From the texts of posts, oldest first, to the text and the blocks of one message."""

_c = outbox.c
_now = bindparam("now", type_=UtcDateTime())
_of_channel = _c.channel == bindparam("of_channel")

_DEFER = scoped_update(outbox, not_before=bindparam("until")).where(
    _of_channel, _c.state == "waiting", _c.not_before < bindparam("until")
)
_REDIRECT = scoped_update(outbox, channel=bindparam("to")).where(_of_channel, NEVER_ATTEMPTED)
_BACKLOG = scoped_select(outbox).where(
    _c.act == POST, NEVER_ATTEMPTED, _c.not_before <= _now, ~_c.key.startswith(COMBINED_KEY_PREFIX)
)
_BACKLOGGED = (
    _BACKLOG.with_only_columns(_c.channel)
    .group_by(_c.channel)
    .having(func.count() > bindparam("more_than", type_=Integer))
    .order_by(_c.channel)
)
_BACKLOG_OF_CHANNEL = (
    _BACKLOG.with_only_columns(_c.id, _c.key, _c.text)
    .where(_of_channel)
    .order_by(_c.id)
    .limit(MAX_COMBINED_POSTS)
    .with_for_update(skip_locked=True)
)
_FOLD = scoped_update(outbox, state="folded", about=bindparam("combined")).where(
    NEVER_ATTEMPTED, _c.id.in_(bindparam("ids", expanding=True))
)


def defer_channel(ws: Workspace, channel: str, until: datetime) -> None:
    """Deliver no waiting message of the channel before `until`."""
    with ws.begin() as transaction:
        transaction.execute(_DEFER, of_channel=channel, until=until)


def redirect_channel(ws: Workspace, channel: str, to: str) -> None:
    """Move the messages of the channel that were never attempted to another; the rest may already be in this one."""
    with ws.begin() as transaction:
        transaction.execute(_REDIRECT, of_channel=channel, to=to)


def list_backlogged_channels(ws: Workspace, now: datetime, more_than: int) -> list[str]:
    """The channels that have more than so many due posts which were never attempted, sorted."""
    with ws.read() as snapshot:
        return [row.channel for row in snapshot.rows(_BACKLOGGED, now=now, more_than=more_than)]


def combine_backlog(ws: Workspace, channel: str, now: datetime, more_than: int, combine: Combine) -> int:
    """Fold the due posts of a channel into one combined message, if they are more than so many: how many it carries."""
    with ws.begin() as transaction:
        rows = transaction.rows(_BACKLOG_OF_CHANNEL, of_channel=channel, now=now)
        if len(rows) <= more_than:
            return 0
        text, blocks = combine([row.text for row in rows])
        key = f"{COMBINED_KEY_PREFIX}{rows[0].id}"
        enqueue(transaction, [OutboxMessage(key=key, channel=channel, act=POST, text=text, blocks=blocks)], now)
        transaction.execute(_FOLD, ids=[row.id for row in rows], combined=key)
    return len(rows)
