"""The audit: what was asked, by whom, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam

from rules.core.value import value
from storage.database.bulk import columns_of
from storage.database.column_types import Json
from storage.tables import answer
from storage.workspaces import Workspace, own


@value
class Answered:
    """One question and its answer.

    `line` is what was typed after the command, `status` the word for the outcome, and `decision` the
    rule's decision as JSON takes it (text, whole numbers, lists, dicts), or None where none was made. One that is
    written as `Json` comes back as a dict.
    """

    _: KW_ONLY
    command: str
    line: str
    user_id: str
    channel: str
    ok: bool
    status: str
    decision: dict[str, Any] | Json | None = None


_FIELDS = tuple(field.name for field in fields(Answered))
_NEWEST_FIRST = (
    own(answer)
    .with_only_columns(answer.c.answered_at, *(answer.c[field] for field in _FIELDS))
    .order_by(answer.c.answered_at.desc(), answer.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def record(ws: Workspace, answered: Answered, now: datetime) -> None:
    """Write the audit's next row; raises as `record_all` does."""
    record_all(ws, [(now, answered)])


def record_all(ws: Workspace, answered: Iterable[tuple[datetime, Answered]]) -> None:
    """Write the audit's next rows, each with its instant: all of them or none.

    Raises `sqlalchemy.exc.StatementError` for a row that the table refuses, and for a decision that JSON does
    not take.
    """
    rows = list(answered)
    instants, told = [now for now, _ in rows], [each for _, each in rows]
    with ws.begin() as transaction:
        transaction.insert_many(answer, {"answered_at": instants, **columns_of(told, _FIELDS)})


def recent(ws: Workspace, limit: int) -> list[tuple[datetime, Answered]]:
    """The newest answers, each with its instant, newest first and at most `limit` of them."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_NEWEST_FIRST, most=limit)
    return [(when, Answered(**dict(zip(_FIELDS, answered, strict=True)))) for when, *answered in rows]
