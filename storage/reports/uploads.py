"""The queue of files uploaded to Slack; each is imported and answered once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam

from storage.database.column_types import UtcDateTime
from storage.database.engine import read_only
from storage.scoping import scoped_delete, scoped_select, scoped_update
from storage.tables import dropped_file
from storage.transaction import Transaction
from storage.workspaces import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a user uploaded with a message, to be imported.

    `key` is unique in the workspace. `thread` is the `ts` of the message in whose thread the answer goes, and `file`
    Slack's id of the file. `account` and `day_first` (the order of day and month in its dates) were chosen by a button,
    or are None. `attempts` counts the claims.
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
    scoped_select(dropped_file)
    .with_only_columns(*(_c[field.name] for field in fields(Upload)))
    .where(_due)
    .order_by(_c.dropped_at, _c.key)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = scoped_update(dropped_file, not_before=bindparam("until"), attempts=_c.attempts + 1).where(_KEY, _due)
_RESCHEDULE = scoped_update(dropped_file, not_before=bindparam("until"), attempts=bindparam("new_attempts")).where(_KEY)
_DELETE = scoped_delete(dropped_file).where(_KEY)
_DUE_WORKSPACES = dropped_file.select().with_only_columns(_c.workspace_id).distinct().where(_due)


def enqueue(ws: Workspace, files: Iterable[Upload], request: str | None, now: datetime) -> None:
    """Insert files whose keys are not there yet, to be imported once this is committed.

    Raises `storage.transaction.RepeatedRequest` for a request that was handled before, and
    `sqlalchemy.exc.StatementError` for a file that the table refuses.
    """
    with ws.begin() as transaction:
        transaction.guard_once(request, now)
        for file in files:
            transaction.insert_if_absent(dropped_file, asdict(file) | {"not_before": now})


def claim(ws: Workspace, now: datetime, lease: timedelta) -> Upload | None:
    """Claim the oldest due file for the length of the lease; None if none is due. Committed on return.

    If the caller dies, the file is due again when the lease ends.
    """
    with ws.begin() as transaction:
        rows = transaction.rows(_NEXT, now=now)
        if not rows:
            return None
        upload = Upload(**rows[0]._mapping)
        transaction.execute(_CLAIM, of_key=upload.key, now=now, until=now + lease)
    return upload


def reschedule(ws: Workspace, file: Upload, when: datetime, attempts: int) -> None:
    """Give a claimed file back, due again at `when`, with this number of attempts."""
    with ws.begin() as transaction:
        transaction.execute(_RESCHEDULE, of_key=file.key, until=when, new_attempts=attempts)


def delete(transaction: Transaction, file: Upload) -> bool:
    """Delete a file in the transaction that stores its answer: False if another process did so first."""
    return transaction.execute(_DELETE, of_key=file.key) == 1


def list_workspaces_with_due_uploads(engine: Engine, now: datetime) -> list[str]:
    """The ids of the workspaces in which a file is due, sorted."""
    with read_only(engine).connect() as connection:
        return sorted(connection.execute(_DUE_WORKSPACES, {"now": now}).scalars())
