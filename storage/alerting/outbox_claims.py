"""Claims on the messages of the outbox, and how a sender finishes them.

A claim is a lease that is committed before anything is sent. If its holder dies, the lease lapses; `attempts` tells the
next holder that Slack may have the message already, so that it looks for it before it sends.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, FromClause, Integer, Update, and_, bindparam, case, func, or_

from storage.alerting.outbox import EDIT, FIELDS, PERSONS_MESSAGE, POST, REPLY, MessageLocation, OutboxMessage
from storage.database.column_types import UtcDateTime
from storage.database.engine import read_only
from storage.scoping import scoped_select, scoped_update
from storage.tables import outbox
from storage.workspaces import Workspace

COMBINED_KEY_PREFIX = "folded/"
"""How the key of a combined message begins, which carries the texts of folded posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMessage(OutboxMessage):
    """A message that only the claimant may send until the lease ends.

    `attempts` counts this claim and the earlier ones in which Slack may have got the message. `target` is where Slack
    shows the post that the message is about, if it does; `target_folded` says that a combined message carries its text.
    """

    id: int
    attempts: int
    claimant: str
    claimed_at: datetime
    lease_until: datetime
    created_at: datetime
    target: MessageLocation | None = None
    target_folded: bool = False


_c = outbox.c
_now = bindparam("now", type_=UtcDateTime())
_target, _combined, _other, _candidate = map(outbox.alias, ("target", "combined", "other", "candidate"))
_UNSENT = ("waiting", "sending")
_OPEN = (*_UNSENT, "uncertain")
"""A condition on these states alone leads an index to the few open rows among all that were ever sent."""


def _due(row: FromClause) -> ColumnElement[bool]:
    """Whether a row may be claimed, apart from the messages it has to wait for."""
    lapsed = and_(row.c.state == "sending", row.c.lease_until <= _now)
    due = or_(and_(row.c.state != "sending", row.c.not_before <= _now), lapsed)
    return and_(row.c.state.in_(_OPEN), due)


def _target_unsent(row: FromClause) -> ColumnElement[bool]:
    """Whether the post that a row is about, or the combined message that carries its text, is not sent yet."""
    post = scoped_select(_target).with_only_columns(_target.c.id).where(_target.c.key == row.c.about)
    carries = and_(_combined.c.workspace_id == _target.c.workspace_id, _combined.c.key == _target.c.about)
    combined = post.join(_combined, carries).where(_target.c.state == "folded", _combined.c.state.in_(_UNSENT))
    return and_(row.c.about != "", or_(post.where(_target.c.state.in_(_UNSENT)).exists(), combined.exists()))


# Channels in which a sender is sending now: one subquery, where a condition on each row would be a search each.
_busy_channels = (
    scoped_select(_other)
    .with_only_columns(_other.c.channel)
    .where(_other.c.state == "sending", _other.c.lease_until > _now)
)


def _urgency(row: FromClause) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The order in which rows are sent: answers to people first, since they wait for them, and the oldest of each."""
    is_answer = and_(row.c.act == REPLY, or_(row.c.about == "", row.c.about.startswith(PERSONS_MESSAGE)))
    return case((is_answer, 0), else_=1), row.c.id


# One message per channel at a time keeps their order, and one process keeps the pace. Messages that may have been sent
# before come along: one look into the channel's history settles them all. The partition is an expression, because for
# the bare column SQLite would walk the index that begins with it, over all rows ever sent.
_position = func.row_number().over(partition_by=_candidate.c.channel.concat(""), order_by=_urgency(_candidate))
_ready = (
    scoped_select(_candidate)
    .with_only_columns(_candidate.c.workspace_id, _candidate.c.id, _candidate.c.attempts, _position.label("position"))
    .where(
        _due(_candidate),
        ~_target_unsent(_candidate),
        _candidate.c.channel.not_in(_busy_channels),
        _candidate.c.channel.not_in(bindparam("excluding", expanding=True)),
    )
    .subquery("ready")
)
_ready_ids = (
    scoped_select(_ready).with_only_columns(_ready.c.id).where(or_(_ready.c.position == 1, _ready.c.attempts > 0))
)
_is_target = and_(_target.c.workspace_id == _c.workspace_id, _target.c.key == _c.about)
_thread = case((and_(_c.act == REPLY, _target.c.channel == _c.channel), _target.c.ts)).label("thread")
_CLAIMABLE = (
    scoped_select(outbox)
    .with_only_columns(
        *(_c[name] for name in ("id", *FIELDS, "attempts", "created_at")),
        *(_target.c[name].label(f"target_{name}") for name in ("channel", "ts", "state")),
    )
    .outerjoin(_target, _is_target)
    # `_due` once more is for a row that another sender has claimed while this statement looked at it.
    .where(_c.id.in_(_ready_ids), _due(outbox))
    .order_by(*_urgency(outbox))
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox)
)
_lease = {"claimant": bindparam("by"), "claimed_at": _now, "lease_until": bindparam("until")}
_CLAIM = scoped_update(outbox, state="sending", attempts=_c.attempts + 1, **_lease).where(
    _c.state.in_(_OPEN), _c.id.in_(bindparam("ids", expanding=True))
)

_retried = and_(_c.state == "sent", _c.attempts > 1, _c.done_at >= bindparam("since", type_=UtcDateTime()))
_RETRIED = (
    scoped_select(outbox)
    .with_only_columns(_c.channel, _thread, func.min(_c.created_at))
    .outerjoin(_target, _is_target)
    .where(_retried)
    .group_by(_c.channel, _thread)
)

# Only ids of workspaces are ever selected across workspaces.
_WORKSPACE_IDS = outbox.select().with_only_columns(_c.workspace_id).distinct()
_DUE_WORKSPACES, _RETRIED_WORKSPACES = _WORKSPACE_IDS.where(_due(outbox)), _WORKSPACE_IDS.where(_retried)


def list_workspaces_with_due_messages(engine: Engine, now: datetime) -> list[str]:
    """The ids of the workspaces in which a message is due, sorted."""
    with read_only(engine).connect() as connection:
        return sorted(connection.execute(_DUE_WORKSPACES, {"now": now}).scalars())


def list_workspaces_with_retries(engine: Engine, since: datetime) -> list[str]:
    """The ids of the workspaces in which a message was sent after more than one attempt, sorted."""
    with read_only(engine).connect() as connection:
        return sorted(connection.execute(_RETRIED_WORKSPACES, {"since": since}).scalars())


def list_retried(ws: Workspace, since: datetime) -> list[tuple[str, str | None, datetime]]:
    """Where messages were sent after more than one attempt: channel, thread `ts` or None, and the oldest's creation."""
    with ws.read() as snapshot:
        return [(channel, thread, oldest) for channel, thread, oldest in snapshot.rows(_RETRIED, since=since)]


def claim(
    ws: Workspace, claimant: str, now: datetime, lease: timedelta, limit: int = 5, excluding: Collection[str] = ()
) -> list[ClaimedMessage]:
    """Claim at most `limit` due messages for the length of the lease: answers to people first, then the oldest.

    The claim is committed on return.
    Of each channel it claims the first of them and every one that may have been sent before; none of a channel in
    which another claim is running or that is `excluding`. A message about a post waits until that is sent.
    """
    with ws.begin() as transaction:
        rows = transaction.rows(_CLAIMABLE, now=now, limit=limit, excluding=list(excluding))
        if rows:
            ids = [row.id for row in rows]
            transaction.execute(_CLAIM, ids=ids, by=claimant, now=now, until=now + lease)
    leased = {"claimant": claimant, "claimed_at": now, "lease_until": now + lease}
    return [_claimed(row._mapping, leased) for row in rows]


def _claimed(row: Any, leased: dict[str, Any]) -> ClaimedMessage:
    columns = {name: row[name] for name in (*FIELDS, "id", "created_at")} | {"blocks": tuple(row["blocks"])}
    target = MessageLocation(row["target_channel"], row["target_ts"]) if row["target_ts"] else None
    folded = row["target_state"] == "folded"
    return ClaimedMessage(**columns, **leased, attempts=row["attempts"] + 1, target=target, target_folded=folded)


def _finish(**values: Any) -> Update:
    """An UPDATE that ends a claim, if the claimant still has it."""
    still_claimed = _c.claimant == bindparam("by"), _c.claimed_at == bindparam("claimed"), _c.state == "sending"
    return scoped_update(outbox, **values).where(_c.id == bindparam("row"), *still_claimed)


_SENT = _finish(state="sent", ts=bindparam("new_ts"), error=None, done_at=_now)
_RESCHEDULE = _finish(
    state=bindparam("new_state"),
    not_before=bindparam("when"),
    error=bindparam("new_error"),
    attempts=bindparam("new_attempts"),
)
_DEAD = _finish(state="dead", error=bindparam("new_error"), done_at=_now)
_MOVE_POST = scoped_update(
    outbox, state="sent", channel=bindparam("new_channel"), ts=bindparam("new_ts"), done_at=_now
).where(_c.key == bindparam("post"), _c.act == POST)
_LOCATE_FOLDED = scoped_update(outbox, ts=bindparam("new_ts")).where(
    _c.about == bindparam("combined"), _c.state == "folded", _c.act == POST
)
_newer_edit = (
    scoped_select(_other)
    .with_only_columns(_other.c.id)
    .where(_other.c.about == _c.about, _other.c.act == EDIT, _other.c.id > _c.id)
    .where(_other.c.state.in_(("waiting", "sending", "sent")), _other.c.not_before <= _c.not_before)
)
_FOLD_IF_OUTDATED = scoped_update(outbox, state="folded").where(
    _c.id == bindparam("row"), _c.state != "sending", _newer_edit.exists()
)


def _claim_of(message: ClaimedMessage) -> dict[str, Any]:
    return {"row": message.id, "by": message.claimant, "claimed": message.claimed_at}


def mark_sent(ws: Workspace, message: ClaimedMessage, ts: str | None, now: datetime, *, reposted: bool = False) -> bool:
    """Mark a claimed message as sent, with its `ts` in Slack if it has one: False, and no change, if the claim is lost.

    `reposted` says that an edit was posted as a new message, so that its post is there from now on.
    """
    with ws.begin() as transaction:
        if not transaction.execute(_SENT, **_claim_of(message), new_ts=ts, now=now):
            return False
        if reposted:
            transaction.execute(_MOVE_POST, post=message.about, new_channel=message.channel, new_ts=ts, now=now)
        if message.key.startswith(COMBINED_KEY_PREFIX):
            transaction.execute(_LOCATE_FOLDED, combined=message.key, new_ts=ts)
    return True


def reschedule(
    ws: Workspace, message: ClaimedMessage, not_before: datetime, error: str | None, *, attempts: int | None = None
) -> None:
    """Give a claim back, so that the message is due again at `not_before`.

    `attempts` is the number of attempts in which Slack may have got it, by default all. An edit is folded instead if a
    newer one is due no later.
    """
    _release(ws, message, "waiting", not_before, error, message.attempts if attempts is None else attempts)


def mark_uncertain(ws: Workspace, message: ClaimedMessage, not_before: datetime, error: str) -> None:
    """Give a claim back on a message of which nobody can tell whether Slack has it; it is due again at `not_before`."""
    _release(ws, message, "uncertain", not_before, error, message.attempts)


def _release(
    ws: Workspace, message: ClaimedMessage, state: str, not_before: datetime, error: str | None, attempts: int
) -> None:
    values = {"new_state": state, "when": not_before, "new_error": error and error[:200], "new_attempts": attempts}
    with ws.begin() as transaction:
        transaction.execute(_RESCHEDULE, **_claim_of(message), **values)
        if message.act == EDIT:
            transaction.execute(_FOLD_IF_OUTDATED, row=message.id)


def mark_dead(ws: Workspace, message: ClaimedMessage, error: str, now: datetime) -> None:
    """Mark a claimed message as a dead letter: Slack refuses it for good, with this error code."""
    with ws.begin() as transaction:
        transaction.execute(_DEAD, **_claim_of(message), new_error=error[:200], now=now)
