"""What is to be said in Slack: kept from the transaction that decides it until it is known to stand there.

A saying is `waiting`, then `sending` while somebody has claimed it (`outbox_claims`), then `sent`. It is `folded`
where another one carries its words, `uncertain` where nobody can tell yet whether Slack has it, and `dead` where
Slack will not have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func

from storage.database.column_types import UtcDateTime
from storage.tables import outbox
from storage.workspaces import Transaction, Workspace, change, own, remove

POST, EDIT, REPLY, REMOVE = "post", "edit", "reply", "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is to be said: `act` is "post", "edit", "reply" or "remove", `about` the key of the post it is about.

    `key` is unique in the workspace. `blocks` are Slack's own dictionaries. A `broadcast` reply is seen in the
    channel too. Nothing is said before `not_before`.
    """

    key: str
    channel: str
    act: str
    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    about: str = ""
    broadcast: bool = False
    not_before: datetime | None = None


class Place(NamedTuple):
    """Where Slack put a post."""

    channel: str
    ts: str


FIELDS = ("key", "channel", "act", "text", "blocks", "about", "broadcast", "not_before")
"""The columns of a saying."""

_c = outbox.c
_when = bindparam("when", type_=UtcDateTime())

FRESH = and_(_c.state == "waiting", _c.attempts == 0)
"""Whether a row was surely never said."""

_REWRITE = change(
    outbox,
    text=bindparam("new_text"),
    blocks=bindparam("new_blocks"),
    not_before=case((_c.not_before > _when, _when), else_=_c.not_before),
).where(_c.key == bindparam("post"), _c.act == POST, FRESH)
_FOLD_THIS = change(outbox, state="folded").where(_c.key == bindparam("this"))
_FOLD_OLDER = change(outbox, state="folded").where(
    _c.about == bindparam("post"),
    _c.act == EDIT,
    _c.state.in_(("waiting", "uncertain")),
    _c.key != bindparam("this"),
    _c.not_before >= _when,
)
_PLACE = own(outbox).with_only_columns(_c.channel, _c.ts).where(_c.key == bindparam("key"), _c.ts.is_not(None))
_HELD = own(outbox).with_only_columns(_c.id).where(_c.key == bindparam("key"))
_FORGET = remove(outbox).where(
    _c.act != POST, _c.state.in_(("sent", "folded", "dead")), _c.done_at < bindparam("before", type_=UtcDateTime())
)
_BY_OTHERS = and_(_c.state == "sent", _c.attempts == 0)
_COUNTS = own(outbox).with_only_columns(_c.state, func.count()).where(~_BY_OTHERS).group_by(_c.state)


def put(transaction: Transaction, sayings: Iterable[Saying], now: datetime) -> None:
    """Have the sayings said, once the transaction is committed; a key that is there already changes nothing.

    An edit of a post that nobody has tried to say yet changes that post instead; any other edit takes the place of
    an older one that still waits. Raises `sqlalchemy.exc.StatementError` for what the table refuses.
    """
    for saying in sayings:
        if transaction.add(outbox, _row(saying, now)) and saying.act == EDIT:
            _fold(transaction, saying, saying.not_before or now)


def _row(saying: Saying, now: datetime) -> dict[str, Any]:
    """The row of a saying that waits since now."""
    said = {name: getattr(saying, name) for name in FIELDS}
    kept = {"blocks": list(saying.blocks), "not_before": saying.not_before or now}
    return said | kept | {"state": "waiting", "attempts": 0, "created_at": now}


def _fold(transaction: Transaction, edit: Saying, when: datetime) -> None:
    """Let an edit change its unsaid post, or take the place of older edits that would be said no sooner."""
    words = {"new_text": edit.text, "new_blocks": list(edit.blocks)}
    if transaction.write(_REWRITE, post=edit.about, when=when, **words):
        transaction.write(_FOLD_THIS, this=edit.key)
    else:
        transaction.write(_FOLD_OLDER, post=edit.about, this=edit.key, when=when)


def stands(transaction: Transaction, key: str, place: Place, now: datetime) -> None:
    """Know where a message stands that somebody else posted, as if we had, so that replies can be about it."""
    known = {**_row(Saying(key=key, channel=place.channel, act=POST, text=""), now), "state": "sent", "ts": place.ts}
    transaction.add(outbox, known | {"done_at": now})


def holds(ws: Workspace, key: str) -> bool:
    """Whether a saying of this key was put there, said by now or not, and not forgotten since."""
    with ws.read() as snapshot:
        return bool(snapshot.rows(_HELD, key=key))


def place(ws: Workspace, key: str) -> Place | None:
    """Where the words of a post stand, be it in a message of their own or in that of a backlog; None while nowhere."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_PLACE, key=key)
    return Place(*rows[0]) if rows else None


def forget(transaction: Transaction, before: datetime) -> int:
    """Forget what is done with since before an instant: how many rows; a post stays, for what may yet be about it."""
    return transaction.write(_FORGET, before=before)


def counts(ws: Workspace) -> dict[str, int]:
    """How many sayings there are by their state; a state without any is absent."""
    with ws.read() as snapshot:
        return {row.state: row[1] for row in snapshot.rows(_COUNTS)}
