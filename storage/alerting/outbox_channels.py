"""What waits in the outbox for a channel, taken together: held back, sent elsewhere, or folded into one message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func

from storage.alerting.outbox import FRESH, POST, Saying, put
from storage.alerting.outbox_claims import CARRIER
from storage.database.column_types import UtcDateTime
from storage.tables import outbox
from storage.workspaces import Workspace, change, own

MOST_CARRIED = 100
"""Posts whose words one message carries."""

_c = outbox.c
_now = bindparam("now", type_=UtcDateTime())
_of_channel = _c.channel == bindparam("of_channel")

_HOLD = change(outbox, not_before=bindparam("until")).where(
    _of_channel, _c.state == "waiting", _c.not_before < bindparam("until")
)
_REDIRECT = change(outbox, channel=bindparam("to")).where(_of_channel, FRESH)
_CROWD = own(outbox).where(_c.act == POST, FRESH, _c.not_before <= _now, ~_c.key.startswith(CARRIER))
_CROWDED = (
    _CROWD.with_only_columns(_c.channel)
    .group_by(_c.channel)
    .having(func.count() > bindparam("more_than", type_=Integer))
    .order_by(_c.channel)
)
_BACKLOG = (
    _CROWD.with_only_columns(_c.id, _c.key, _c.text)
    .where(_of_channel)
    .order_by(_c.id)
    .limit(MOST_CARRIED)
    .with_for_update(skip_locked=True)
)
_CARRIED = change(outbox, state="folded", about=bindparam("carrier")).where(
    FRESH, _c.id.in_(bindparam("ids", expanding=True))
)

Carry = Callable[[list[str]], tuple[str, tuple[dict[str, Any], ...]]]


def hold(ws: Workspace, channel: str, until: datetime) -> None:
    """Say nothing in the channel before an instant."""
    with ws.begin() as transaction:
        transaction.write(_HOLD, of_channel=channel, until=until)


def redirect(ws: Workspace, channel: str, to: str) -> None:
    """Say in another channel what was surely not said in this one; the rest is looked for here first."""
    with ws.begin() as transaction:
        transaction.write(_REDIRECT, of_channel=channel, to=to)


def crowded(ws: Workspace, now: datetime, more_than: int) -> list[str]:
    """The channels for which more than so many posts wait, due and never tried."""
    with ws.read() as snapshot:
        return [row.channel for row in snapshot.rows(_CROWDED, now=now, more_than=more_than)]


def fold(ws: Workspace, channel: str, now: datetime, more_than: int, carry: Carry) -> int:
    """Let one message carry the posts that wait for a channel, if they are more than so many: how many it carries.

    `carry` makes the text and the blocks of it from their texts, oldest first.
    """
    with ws.begin() as transaction:
        rows = transaction.rows(_BACKLOG, of_channel=channel, now=now)
        if len(rows) <= more_than:
            return 0
        text, blocks = carry([row.text for row in rows])
        carrier = Saying(key=f"{CARRIER}{rows[0].id}", channel=channel, act=POST, text=text, blocks=blocks)
        put(transaction, [carrier], now)
        transaction.write(_CARRIED, ids=[row.id for row in rows], carrier=carrier.key)
    return len(rows)
