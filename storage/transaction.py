"""Transactions of one workspace: every statement they run is limited to its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Executable,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
)
from sqlalchemy.exc import StatementError

from storage.database import upserts
from storage.database.bulk import Columns, insert_columns
from storage.scoping import WORKSPACE_ID, is_scoped, scoped_delete, scoped_select
from storage.tables import seen_request, workspace

SEEN_REQUEST_RETENTION = timedelta(hours=1)
"""How long a request is remembered; Slack accepts a signature for five minutes."""

_insert = cache(insert)
# PostgreSQL's weaker row lock: an INSERT that refers to the workspace does not wait for it.
_LOCK = select(workspace.c.id).where(workspace.c.id == bindparam(WORKSPACE_ID)).with_for_update(key_share=True)
_SEEN = scoped_select(seen_request).where(seen_request.c.request == bindparam("request"))
_DELETE_OLD = scoped_delete(seen_request).where(seen_request.c.seen_at < bindparam("before"))


class RepeatedRequest(RuntimeError):
    """The request was handled before; nothing was changed this time."""


class Snapshot:
    """A transaction that reads the rows of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    @property
    def workspace_id(self) -> str:
        """The workspace whose rows these are."""
        return self._workspace_id

    def rows(self, statement: Select[*tuple[Any, ...]], **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
        """Every row of a `scoped_select`, whose other parameters are bound to the values.

        Raises `ValueError` for a statement made otherwise.
        """
        return self._run(statement, values).all()

    def _run(self, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
        if not is_scoped(statement):
            raise ValueError("storage.scoping makes the statements, which it limits to one workspace")
        return self._connection.execute(statement, {**values, WORKSPACE_ID: self._workspace_id})


class Transaction(Snapshot):
    """A transaction that also writes: all or nothing.

    Rows are mappings from column names to values, without the workspace, which is added here. What inserts raises
    `sqlalchemy.exc.StatementError` for a row that the table refuses: its subclass `DatabaseError` where the database
    refuses it, and the class itself where a value is not of its column's type.
    """

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert the rows; without any, nothing happens."""
        self._insert_rows(_insert(table), rows)

    def upsert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert the rows; a stored row of the same primary key is overwritten."""
        self._insert_rows(upserts.upsert(table, self._dialect), rows)

    def insert_if_absent(self, table: Table, row: Mapping[str, Any]) -> bool:
        """Insert the row unless a unique key of it is taken: whether it was inserted."""
        statement = upserts.insert_if_absent(table, self._dialect)
        with _statement_errors(statement):
            return self._connection.execute(statement, self._scoped(row)).first() is not None

    def insert_many(self, table: Table, columns: Columns) -> None:
        """As `insert`, for thousands of rows given as columns of one length."""
        self._insert_columns(_insert(table), table, columns)

    def upsert_many(self, table: Table, columns: Columns) -> None:
        """As `upsert`, for thousands of rows given as columns of one length."""
        self._insert_columns(upserts.upsert(table, self._dialect), table, columns)

    def coalescing_upsert_many(self, table: Table, columns: Columns) -> None:
        """As `upsert_many`, but where a new row has NULL or lacks the column, the stored value stays."""
        self._insert_columns(upserts.coalescing_upsert(table, self._dialect, tuple(columns)), table, columns)

    def resolving_upsert_many(self, table: Table, columns: Columns, resolve: upserts.Resolve) -> None:
        """As `upsert_many`, but a stored row gets the values that `resolve` returns."""
        self._insert_columns(upserts.resolving_upsert(table, self._dialect, resolve), table, columns)

    def execute(self, statement: Update | Delete, **values: Any) -> int:
        """Run a `scoped_update` or `scoped_delete`: how many rows it touched.

        Raises `ValueError` for a statement made otherwise.
        """
        return self._run(statement, values).rowcount

    def guard_once(self, request: str | None, now: datetime) -> None:
        """Go on only if this request is handled for the first time; None is never a repetition.

        Slack's signature lets the same request pass for five minutes. Raises `RepeatedRequest`.
        """
        if request is None:
            return
        self.lock()
        if self.rows(_SEEN, request=request):
            raise RepeatedRequest(request)
        self.execute(_DELETE_OLD, before=now - SEEN_REQUEST_RETENTION)
        self.insert(seen_request, {"request": request, "seen_at": now})

    def lock(self) -> None:
        """Take the workspace's lock until the transaction ends, and wait for whoever has it.

        For a write that depends on what was read. On SQLite every writing transaction has it anyway.
        """
        self._connection.execute(_LOCK, {WORKSPACE_ID: self._workspace_id})

    @property
    def _dialect(self) -> str:
        return self._connection.dialect.name

    def _scoped(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "workspace_id": self._workspace_id}

    def _insert_rows(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            with _statement_errors(statement):
                self._connection.execute(statement, [self._scoped(row) for row in rows])

    def _insert_columns(self, statement: Any, table: Table, columns: Columns) -> None:
        row_count = len(next(iter(columns.values())))
        if row_count:
            scoped = {**columns, "workspace_id": [self._workspace_id] * row_count}
            with _statement_errors(statement):
                insert_columns(self._connection, statement, table, scoped)


@contextmanager
def _statement_errors(statement: object) -> Iterator[None]:
    """Raise errors about values as SQLAlchemy does, which does not wrap those of psycopg's JSON encoder."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise StatementError(str(error), str(statement), None, error, hide_parameters=True) from error
