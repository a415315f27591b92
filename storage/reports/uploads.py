"""Files that were dropped into Slack and are still to be read; each is answered once, by whoever is done first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam

from storage.database.column_types import UtcDateTime
from storage.database.engine import reading
from storage.tables import dropped_file
from storage.workspaces import Transaction, Workspace, change, own, remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A file in a message of Slack's, and who wants it read.

    `key` tells this wish from every other. `thread` is the `ts` of the message under which the answer goes, `file`
    Slack's id of the file. `account` and `day_first` are what a button has said of it, None where nobody has.
    `attempts` counts how often somebody began to read it.
    """

    key: str
    channel: str
    thread: str
    file: str
    user_id: str
    dropped_at: datetime
    account: str | None = None
    day_first: bool | None = None
    attempts: int = 0


_c = dropped_file.c
_due = _c.not_before <= bindparam("now", type_=UtcDateTime())
_KEY = _c.key == bindparam("of_key")
_NEXT = (
    own(dropped_file)
    .with_only_columns(*(_c[field.name] for field in fields(Dropped)))
    .where(_due)
    .order_by(_c.dropped_at, _c.key)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE = change(dropped_file, not_before=bindparam("until"), attempts=_c.attempts + 1).where(_KEY, _due)
_LATER = change(dropped_file, not_before=bindparam("until"), attempts=bindparam("tries")).where(_KEY)
_DONE = remove(dropped_file).where(_KEY)
_WAITING = dropped_file.select().with_only_columns(_c.workspace_id).distinct().where(_due)


def put(ws: Workspace, files: Iterable[Dropped], request: str | None, now: datetime) -> None:
    """Have files read, once they are committed; one whose key waits already is not put twice.

    Raises `storage.workspaces.Repeated` for a request that did so before, and `sqlalchemy.exc.StatementError` for
    what the table refuses.
    """
    with ws.begin() as transaction:
        transaction.once(request, now)
        for each in files:
            transaction.add(dropped_file, asdict(each) | {"not_before": now})


def take(ws: Workspace, now: datetime, lease: timedelta) -> Dropped | None:
    """The file that waits longest, to be read by the caller alone until the lease ends; None where none is due.

    Committed on return. Whoever dies over it leaves it to whoever looks after the lease.
    """
    with ws.begin() as transaction:
        found = [Dropped(**row._mapping) for row in transaction.rows(_NEXT, now=now)]
        for each in found:
            transaction.write(_TAKE, of_key=each.key, now=now, until=now + lease)
    return found[0] if found else None


def later(ws: Workspace, file: Dropped, when: datetime, attempts: int) -> None:
    """Give a file back, to be read from an instant on; `attempts` are those that count."""
    with ws.begin() as transaction:
        transaction.write(_LATER, of_key=file.key, until=when, tries=attempts)


def done(transaction: Transaction, file: Dropped) -> bool:
    """Have a file wait no more, in the transaction that says what came of it: False where somebody else was quicker."""
    return transaction.write(_DONE, of_key=file.key) == 1


def waiting_workspaces(engine: Engine, now: datetime) -> list[str]:
    """The ids of the workspaces in which a file is due."""
    with reading(engine).connect() as connection:
        return sorted(connection.execute(_WAITING, {"now": now}).scalars())
