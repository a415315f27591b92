"""The outbox: messages to Slack, stored in the transaction that decides on them and delivered after its commit.

A message is `waiting`, then `sending` while a sender has claimed it (`outbox_claims`), then `sent`. It is `folded` if
another message carries its text, `uncertain` while nobody can tell whether Slack has it, and `dead` if Slack refuses it
for good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func

from storage.database.column_types import UtcDateTime
from storage.scoping import scoped_delete, scoped_select, scoped_update
from storage.tables import outbox
from storage.transaction import Transaction
from storage.workspaces import Workspace

POST, EDIT, REPLY, REMOVE = "post", "edit", "reply", "remove"

PERSONS_MESSAGE = "message/"
"""How the key of a message begins that a person posted, about which an answer is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A message to deliver: `act` is "post", "edit", "reply" or "remove".

    `key` is unique in the workspace; `about` is the key of the post that is edited, replied to or removed. `blocks` are
    Slack's Block Kit dictionaries. A `broadcast` reply is shown in the channel too. It is not delivered before
    `not_before`.
    """

    key: str
    channel: str
    act: str
    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    about: str = ""
    broadcast: bool = False
    not_before: datetime | None = None


class MessageLocation(NamedTuple):
    """The channel and the `ts` by which Slack identifies a message."""

    channel: str
    ts: str


FIELDS = ("key", "channel", "act", "text", "blocks", "about", "broadcast", "not_before")
"""The columns of an `OutboxMessage`."""

_c = outbox.c
_when = bindparam("when", type_=UtcDateTime())

NEVER_ATTEMPTED = and_(_c.state == "waiting", _c.attempts == 0)
"""The condition for rows that no sender has tried to deliver."""

_REWRITE = scoped_update(
    outbox,
    text=bindparam("new_text"),
    blocks=bindparam("new_blocks"),
    not_before=case((_c.not_before > _when, _when), else_=_c.not_before),
).where(_c.key == bindparam("post"), _c.act == POST, NEVER_ATTEMPTED)
_FOLD_ONE = scoped_update(outbox, state="folded").where(_c.key == bindparam("this"))
_FOLD_OLDER = scoped_update(outbox, state="folded").where(
    _c.about == bindparam("post"),
    _c.act == EDIT,
    _c.state.in_(("waiting", "uncertain")),
    _c.key != bindparam("this"),
    _c.not_before >= _when,
)
_LOCATION = (
    scoped_select(outbox).with_only_columns(_c.channel, _c.ts).where(_c.key == bindparam("key"), _c.ts.is_not(None))
)
_ID = scoped_select(outbox).with_only_columns(_c.id).where(_c.key == bindparam("key"))
_DELETE_FINISHED = scoped_delete(outbox).where(
    _c.act != POST, _c.state.in_(("sent", "folded", "dead")), _c.done_at < bindparam("before", type_=UtcDateTime())
)
_POSTED_BY_PEOPLE = and_(_c.state == "sent", _c.attempts == 0)
_COUNTS = scoped_select(outbox).with_only_columns(_c.state, func.count()).where(~_POSTED_BY_PEOPLE).group_by(_c.state)


def enqueue(transaction: Transaction, messages: Iterable[OutboxMessage], now: datetime) -> None:
    """Insert the messages, to be delivered once the transaction is committed; a key that is there is left unchanged.

    An edit of a post that was never attempted changes that post instead; any other edit replaces an older edit that
    still waits. Raises `sqlalchemy.exc.StatementError` for a message that the table refuses.
    """
    for message in messages:
        if transaction.insert_if_absent(outbox, _row(message, now)) and message.act == EDIT:
            _fold_edit(transaction, message, message.not_before or now)


def _row(message: OutboxMessage, now: datetime) -> dict[str, Any]:
    """The row of a waiting message that is created now."""
    columns = {name: getattr(message, name) for name in FIELDS}
    columns |= {"blocks": list(message.blocks), "not_before": message.not_before or now}
    return columns | {"state": "waiting", "attempts": 0, "created_at": now}


def _fold_edit(transaction: Transaction, edit: OutboxMessage, when: datetime) -> None:
    """Apply an edit to its post if that was never attempted; else fold older edits that are due no sooner."""
    content = {"new_text": edit.text, "new_blocks": list(edit.blocks)}
    if transaction.execute(_REWRITE, post=edit.about, when=when, **content):
        transaction.execute(_FOLD_ONE, this=edit.key)
    else:
        transaction.execute(_FOLD_OLDER, post=edit.about, this=edit.key, when=when)


def insert_sent_post(transaction: Transaction, key: str, location: MessageLocation, now: datetime) -> None:
    """Insert a message that a person posted as a sent one, so that replies can be about it."""
    post = OutboxMessage(key=key, channel=location.channel, act=POST, text="")
    sent = {"state": "sent", "ts": location.ts, "done_at": now}
    transaction.insert_if_absent(outbox, _row(post, now) | sent)


def exists(ws: Workspace, key: str) -> bool:
    """Whether the outbox has a message of this key, in any state."""
    with ws.read() as snapshot:
        return bool(snapshot.rows(_ID, key=key))


def get_location(ws: Workspace, key: str) -> MessageLocation | None:
    """Where Slack shows the text of a post, in a message of its own or a combined one; None while it is not sent."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_LOCATION, key=key)
    return MessageLocation(*rows[0]) if rows else None


def delete_finished(transaction: Transaction, before: datetime) -> int:
    """Delete messages finished before an instant: how many; posts stay, since later messages may be about them."""
    return transaction.execute(_DELETE_FINISHED, before=before)


def count_by_state(ws: Workspace) -> dict[str, int]:
    """The number of messages in each state; a state without any is absent. People's own posts are not counted."""
    with ws.read() as snapshot:
        return {row.state: row[1] for row in snapshot.rows(_COUNTS)}
