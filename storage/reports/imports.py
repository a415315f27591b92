"""Imported files, each stored once per account by its hash, and their lines that could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, func

from storage.scoping import scoped_select
from storage.tables import import_batch, import_problem
from storage.transaction import Snapshot, Transaction
from storage.workspaces import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """An imported file.

    `file_hash` is its SHA-256 in hexadecimal, `kind` the kind of report, `name` its file name, if it has one. `rows` is
    the number of rows stored, `problems` that of lines that could not be read. `marketplace` is None if the file names
    none or several.
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
class ImportProblem:
    """A line that could not be read: `what` is the catalogue key of the reason, `value` the text in that column."""

    line: int
    column_name: str
    what: str
    value: str


_BATCHES = scoped_select(import_batch).with_only_columns(*(import_batch.c[field.name] for field in fields(ImportBatch)))
_ONE = _BATCHES.where(
    import_batch.c.account == bindparam("account"), import_batch.c.file_hash == bindparam("file_hash")
)
_COUNTS = (
    scoped_select(import_batch)
    .with_only_columns(import_batch.c.account, func.count().label("files"))
    .group_by(import_batch.c.account)
)
_RECENT = _BATCHES.order_by(import_batch.c.imported_at.desc(), import_batch.c.name).limit(bindparam("limit"))
_PROBLEMS = (
    scoped_select(import_problem)
    .with_only_columns(*(import_problem.c[field.name] for field in fields(ImportProblem)))
    .where(import_problem.c.account == bindparam("account"), import_problem.c.file_hash == bindparam("file_hash"))
    .order_by(import_problem.c.place)
)


def insert(transaction: Transaction, batch: ImportBatch) -> None:
    """Insert a file in the transaction that stores its rows.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for a file that the account has already.
    """
    transaction.insert(import_batch, asdict(batch))


def select_one(snapshot: Snapshot, account: str, file_hash: str) -> ImportBatch | None:
    """The imported file of this hash; None if the account has none."""
    return next(
        (ImportBatch(**row._mapping) for row in snapshot.rows(_ONE, account=account, file_hash=file_hash)), None
    )


def list_recent(ws: Workspace, limit: int) -> list[ImportBatch]:
    """At most `limit` files, the last imported first."""
    with ws.read() as snapshot:
        return [ImportBatch(**row._mapping) for row in snapshot.rows(_RECENT, limit=limit)]


def count_by_account(snapshot: Snapshot) -> dict[str, int]:
    """The number of files of each account; an account without any is absent."""
    return {row.account: row.files for row in snapshot.rows(_COUNTS)}


def insert_problems(transaction: Transaction, account: str, file_hash: str, problems: Iterable[ImportProblem]) -> None:
    """Insert the unreadable lines of a file, in their order, in the transaction that inserts the file."""
    file = {"account": account, "file_hash": file_hash}
    rows = ({**file, **asdict(problem), "place": place} for place, problem in enumerate(problems, start=1))
    transaction.insert(import_problem, *rows)


def select_problems(snapshot: Snapshot, account: str, file_hash: str) -> list[ImportProblem]:
    """The unreadable lines of a file, in their order, as many as were stored."""
    return [ImportProblem(**row._mapping) for row in snapshot.rows(_PROBLEMS, account=account, file_hash=file_hash)]
