"""The audit log: every question, who asked it, and the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam

from rules.core.value import value
from storage.database.bulk import columns_of
from storage.database.column_types import EncodedJson
from storage.scoping import scoped_select
from storage.tables import answer
from storage.workspaces import Workspace


@value
class AuditEntry:
    """One question and its answer.

    `line` is the text after the command and `status` the outcome in one word. `decision` is the rule's decision as
    JSON values (text, integers, lists, dicts), or None if the rule made none; stored as `EncodedJson`, it is read back
    as a dict.
    """

    _: KW_ONLY
    command: str
    line: str
    user_id: str
    channel: str
    ok: bool
    status: str
    decision: dict[str, Any] | EncodedJson | None = None


_FIELDS = tuple(field.name for field in fields(AuditEntry))
_NEWEST_FIRST = (
    scoped_select(answer)
    .with_only_columns(answer.c.answered_at, *(answer.c[field] for field in _FIELDS))
    .order_by(answer.c.answered_at.desc(), answer.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)


_ASKED_BY = scoped_select(answer).with_only_columns(answer.c.id).where(answer.c.user_id == bindparam("user")).limit(1)


def has_asked(ws: Workspace, user_id: str) -> bool:
    """Whether somebody has an entry."""
    with ws.read() as snapshot:
        return bool(snapshot.rows(_ASKED_BY, user=user_id))


def record(ws: Workspace, entry: AuditEntry, now: datetime) -> None:
    """Insert an entry; raises as `record_all` does."""
    record_all(ws, [(now, entry)])


def record_all(ws: Workspace, dated_entries: Iterable[tuple[datetime, AuditEntry]]) -> None:
    """Insert the entries, each with the instant of its answer: all of them or none.

    Raises `sqlalchemy.exc.StatementError` for a row that the table refuses, and for a decision that is not JSON.
    """
    pairs = list(dated_entries)
    instants, entries = [instant for instant, _ in pairs], [entry for _, entry in pairs]
    with ws.begin() as transaction:
        transaction.insert_many(answer, {"answered_at": instants, **columns_of(entries, _FIELDS)})


def list_recent(ws: Workspace, limit: int) -> list[tuple[datetime, AuditEntry]]:
    """At most `limit` entries with the instants of their answers, newest first."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_NEWEST_FIRST, limit=limit)
    return [(instant, AuditEntry(**dict(zip(_FIELDS, values, strict=True)))) for instant, *values in rows]
