"""Which files were taken, and which of their lines were not: the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, func

from storage.tables import import_batch, import_problem
from storage.workspaces import Snapshot, Transaction, Workspace, own


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A file that was taken: its SHA-256, what it was, how many rows it brought and how many lines became none.

    `marketplace` is None where the file names none or several; `name` is what the file was called, if anything.
    """

    account: str
    file_hash: str
    kind: str
    name: str
    rows: int
    problems: int
    imported_at: datetime
    who: str
    marketplace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A line that became no row: `what` is the key of the sentence that says why, `value` what stood there."""

    line: int
    column_name: str
    what: str
    value: str


_BATCHES = own(import_batch).with_only_columns(*(import_batch.c[field.name] for field in fields(Batch)))
_ONE = _BATCHES.where(
    import_batch.c.account == bindparam("account"), import_batch.c.file_hash == bindparam("file_hash")
)
_COUNTS = (
    own(import_batch)
    .with_only_columns(import_batch.c.account, func.count().label("files"))
    .group_by(import_batch.c.account)
)
_RECENT = _BATCHES.order_by(import_batch.c.imported_at.desc(), import_batch.c.name).limit(bindparam("most"))
_UNREAD = (
    own(import_problem)
    .with_only_columns(*(import_problem.c[field.name] for field in fields(Unread)))
    .where(import_problem.c.account == bindparam("account"), import_problem.c.file_hash == bindparam("file_hash"))
    .order_by(import_problem.c.place)
)


def record(transaction: Transaction, batch: Batch) -> None:
    """Remember a file, in the transaction that brings what it holds.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for a file that the account has already.
    """
    transaction.insert(import_batch, asdict(batch))


def taken(snapshot: Snapshot, account: str, file_hash: str) -> Batch | None:
    """The file as it was taken before, if it was."""
    return next((Batch(**row._mapping) for row in snapshot.rows(_ONE, account=account, file_hash=file_hash)), None)


def recent(ws: Workspace, most: int) -> list[Batch]:
    """The files that were taken last, newest first."""
    with ws.read() as snapshot:
        return [Batch(**row._mapping) for row in snapshot.rows(_RECENT, most=most)]


def counts(snapshot: Snapshot) -> dict[str, int]:
    """How many files every account has; one without any is absent."""
    return {row.account: row.files for row in snapshot.rows(_COUNTS)}


def keep_unread(transaction: Transaction, account: str, file_hash: str, lines: Iterable[Unread]) -> None:
    """Keep lines of a file that became no row, in their order, in the transaction that records the file."""
    about = {"account": account, "file_hash": file_hash}
    rows = ({**about, **asdict(each), "place": place} for place, each in enumerate(lines, start=1))
    transaction.insert(import_problem, *rows)


def unread(snapshot: Snapshot, account: str, file_hash: str) -> list[Unread]:
    """The lines of a file that became no row, as many as were kept."""
    return [Unread(**row._mapping) for row in snapshot.rows(_UNREAD, account=account, file_hash=file_hash)]
