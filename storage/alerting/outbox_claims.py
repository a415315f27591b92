"""Who says what is in the outbox: claims that end by themselves, and what became of them.

A claim is a lease, committed before anything is said. Whoever dies with one leaves it to lapse; whoever claims the
row then sees from `attempts` that Slack may have it already, and looks before saying it again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, FromClause, Integer, Update, and_, bindparam, case, func, or_

from storage.alerting.outbox import EDIT, FIELDS, POST, REPLY, Place, Saying
from storage.database.column_types import UtcDateTime
from storage.database.engine import reading
from storage.tables import outbox
from storage.workspaces import Workspace, change, own

CARRIER = "folded/"
"""How the key of a message begins that carries the words of a backlog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Saying):
    """A saying that is the claimant's to say until the lease ends.

    `attempts` counts this claim and those before it that may have reached Slack. `there` is where the words of the
    post stand that it is about; `carried` says that they stand there among others.
    """

    id: int
    attempts: int
    claimant: str
    claimed_at: datetime
    lease_until: datetime
    created_at: datetime
    there: Place | None = None
    carried: bool = False


_c = outbox.c
_now = bindparam("now", type_=UtcDateTime())
_about, _carrier, _other, _next = map(outbox.alias, ("about", "carrier", "other", "next"))
_UNSAID = ("waiting", "sending")
_OPEN = (*_UNSAID, "uncertain")
"""Asked for by themselves, these lead an index to the few open rows among all that were ever said."""


def _due(of: FromClause) -> ColumnElement[bool]:
    """Whether a row may be claimed, but for what it waits for."""
    left_behind = and_(of.c.state == "sending", of.c.lease_until <= _now)
    its_time = or_(and_(of.c.state != "sending", of.c.not_before <= _now), left_behind)
    return and_(of.c.state.in_(_OPEN), its_time)


def _awaited(of: FromClause) -> ColumnElement[bool]:
    """Whether the post that a row is about, or the message that carries its words, is still to be said."""
    post = own(_about).with_only_columns(_about.c.id).where(_about.c.key == of.c.about)
    same = and_(_carrier.c.workspace_id == _about.c.workspace_id, _carrier.c.key == _about.c.about)
    carrier = post.join(_carrier, same).where(_about.c.state == "folded", _carrier.c.state.in_(_UNSAID))
    return and_(of.c.about != "", or_(post.where(_about.c.state.in_(_UNSAID)).exists(), carrier.exists()))


# Channels in which somebody is saying something now: found once, where a condition on each row would be a search each.
_in_hand = (
    own(_other).with_only_columns(_other.c.channel).where(_other.c.state == "sending", _other.c.lease_until > _now)
)

# A channel hears one thing at a time, so that the order holds and one process keeps the pace. What may have been said
# before comes along: one look into the channel answers for all of it. An expression, because for the bare column SQLite
# would walk along the index that begins with it, over all that was ever said.
_turn = func.row_number().over(partition_by=_next.c.channel.concat(""), order_by=_next.c.id).label("turn")
_open = ~_awaited(_next), _next.c.channel.not_in(_in_hand), _next.c.channel.not_in(bindparam("besides", expanding=True))
_ready = (
    own(_next)
    .with_only_columns(_next.c.workspace_id, _next.c.id, _next.c.attempts, _turn)
    .where(_due(_next), *_open)
    .subquery("ready")
)
_turns = own(_ready).with_only_columns(_ready.c.id).where(or_(_ready.c.turn == 1, _ready.c.attempts > 0))
_its_post = and_(_about.c.workspace_id == _c.workspace_id, _about.c.key == _c.about)
_thread = case((and_(_c.act == REPLY, _about.c.channel == _c.channel), _about.c.ts)).label("thread")
_CLAIMABLE = (
    own(outbox)
    .with_only_columns(
        *(_c[name] for name in ("id", *FIELDS, "attempts", "created_at")),
        *(_about.c[name].label(f"about_{name}") for name in ("channel", "ts", "state")),
    )
    .outerjoin(_about, _its_post)
    # `_due` once more is for a row that somebody else has claimed while this statement looked at it.
    .where(_c.id.in_(_turns), _due(outbox))
    .order_by(_c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox)
)
_taken = {"state": "sending", "claimant": bindparam("by"), "claimed_at": _now, "lease_until": bindparam("until")}
_CLAIM = change(outbox, **_taken, attempts=_c.attempts + 1).where(
    _c.state.in_(_OPEN), _c.id.in_(bindparam("ids", expanding=True))
)

_said_again = and_(_c.state == "sent", _c.attempts > 1, _c.done_at >= bindparam("since", type_=UtcDateTime()))
_AGAIN = (
    own(outbox)
    .with_only_columns(_c.channel, _thread, func.min(_c.created_at))
    .outerjoin(_about, _its_post)
    .where(_said_again)
    .group_by(_c.channel, _thread)
)

# Ids are all that is ever asked across workspaces.
_WORKSPACES = outbox.select().with_only_columns(_c.workspace_id).distinct()
_WAITING, _DOUBTFUL = _WORKSPACES.where(_due(outbox)), _WORKSPACES.where(_said_again)


def waiting_workspaces(engine: Engine, now: datetime) -> list[str]:
    """The ids of the workspaces in which something is due."""
    with reading(engine).connect() as connection:
        return sorted(connection.execute(_WAITING, {"now": now}).scalars())


def doubtful_workspaces(engine: Engine, since: datetime) -> list[str]:
    """The ids of the workspaces in which something was said after more than one try."""
    with reading(engine).connect() as connection:
        return sorted(connection.execute(_DOUBTFUL, {"since": since}).scalars())


def said_again(ws: Workspace, since: datetime) -> list[tuple[str, str | None, datetime]]:
    """Where something was said after more than one try: the channel, the thread if it is one, and from when on."""
    with ws.read() as snapshot:
        return [(channel, thread, first) for channel, thread, first in snapshot.rows(_AGAIN, since=since)]


def claim(
    ws: Workspace, claimant: str, now: datetime, lease: timedelta, most: int = 5, besides: Collection[str] = ()
) -> list[Claimed]:
    """Take what is due, oldest first, and be the only one to say it until the lease ends; committed on return.

    Of a channel only the oldest is taken, and with it what may have been said before; nothing of a channel in which
    somebody is saying something, nor of the channels `besides`. What is about a post waits for that post.
    """
    with ws.begin() as transaction:
        rows = transaction.rows(_CLAIMABLE, now=now, most=most, besides=list(besides))
        if rows:
            ids = [row.id for row in rows]
            transaction.write(_CLAIM, ids=ids, by=claimant, now=now, until=now + lease)
    mine = {"claimant": claimant, "claimed_at": now, "lease_until": now + lease}
    return [_claimed(row._mapping, mine) for row in rows]


def _claimed(row: Any, mine: dict[str, Any]) -> Claimed:
    said = {name: row[name] for name in (*FIELDS, "id", "created_at")} | {"blocks": tuple(row["blocks"])}
    there = Place(row["about_channel"], row["about_ts"]) if row["about_ts"] else None
    carried = row["about_state"] == "folded"
    return Claimed(**said, **mine, attempts=row["attempts"] + 1, there=there, carried=carried)


def _finish(**values: Any) -> Update:
    """The end of a claim, for as long as it is ours."""
    ours = _c.claimant == bindparam("by"), _c.claimed_at == bindparam("taken"), _c.state == "sending"
    return change(outbox, **values).where(_c.id == bindparam("row"), *ours)


_SENT = _finish(state="sent", ts=bindparam("new_ts"), error=None, done_at=_now)
_POSTPONE = _finish(
    state=bindparam("new_state"),
    not_before=bindparam("when"),
    error=bindparam("word"),
    attempts=bindparam("tries"),
)
_DEAD = _finish(state="dead", error=bindparam("word"), done_at=_now)
_MOVE = change(outbox, state="sent", channel=bindparam("where"), ts=bindparam("new_ts"), done_at=_now).where(
    _c.key == bindparam("post"), _c.act == POST
)
_CARRY = change(outbox, ts=bindparam("new_ts")).where(
    _c.about == bindparam("carrier"), _c.state == "folded", _c.act == POST
)
_newer = (
    own(_other)
    .with_only_columns(_other.c.id)
    .where(_other.c.about == _c.about, _other.c.act == EDIT, _other.c.id > _c.id)
    .where(_other.c.state.in_(("waiting", "sending", "sent")), _other.c.not_before <= _c.not_before)
)
_OUTDONE = change(outbox, state="folded").where(_c.id == bindparam("row"), _c.state != "sending", _newer.exists())


def _ours(claimed: Claimed) -> dict[str, Any]:
    return {"row": claimed.id, "by": claimed.claimant, "taken": claimed.claimed_at}


def sent(ws: Workspace, claimed: Claimed, ts: str | None, now: datetime, *, anew: bool = False) -> bool:
    """Note that it is said, at `ts` if it has a place: False, and no change, where the claim is no longer ours.

    `anew` says that an edit was posted, so that the post it is about stands there from now on.
    """
    with ws.begin() as transaction:
        if not transaction.write(_SENT, **_ours(claimed), new_ts=ts, now=now):
            return False
        if anew:
            transaction.write(_MOVE, post=claimed.about, where=claimed.channel, new_ts=ts, now=now)
        if claimed.key.startswith(CARRIER):
            transaction.write(_CARRY, carrier=claimed.key, new_ts=ts)
    return True


def postpone(
    ws: Workspace, claimed: Claimed, not_before: datetime, error: str | None, *, attempts: int | None = None
) -> None:
    """Give a claim of ours back, to be said from `not_before` on.

    `attempts` of it may have reached Slack: all, unless told. An edit that a newer one has outdone is said no more.
    """
    _put_back(ws, claimed, "waiting", not_before, error, claimed.attempts if attempts is None else attempts)


def uncertain(ws: Workspace, claimed: Claimed, not_before: datetime, error: str) -> None:
    """Note that nobody can tell whether Slack has it; from `not_before` on somebody looks again."""
    _put_back(ws, claimed, "uncertain", not_before, error, claimed.attempts)


def _put_back(
    ws: Workspace, claimed: Claimed, state: str, not_before: datetime, error: str | None, attempts: int
) -> None:
    told = {"new_state": state, "when": not_before, "word": error and error[:200], "tries": attempts}
    with ws.begin() as transaction:
        transaction.write(_POSTPONE, **_ours(claimed), **told)
        if claimed.act == EDIT:
            transaction.write(_OUTDONE, row=claimed.id)


def dead(ws: Workspace, claimed: Claimed, error: str, now: datetime) -> None:
    """Note that Slack will not have it, and why."""
    with ws.begin() as transaction:
        transaction.write(_DEAD, **_ours(claimed), word=error[:200], now=now)
