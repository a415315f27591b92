"""The one place that adds the workspace to every query, so that no workspace sees another's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Engine,
    Executable,
    FromClause,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database.bulk import Columns, write
from storage.database.engine import reading
from storage.tables import seen_request, workspace

_WORKSPACE = "own_workspace_id"
_OWNED = "headroom_owned"
_FIND = select(workspace.c.id).where(workspace.c.id == bindparam(_WORKSPACE))
# An insert that refers to the workspace must not wait for the lock, hence the weaker one of PostgreSQL.
_LOCK = _FIND.with_for_update(key_share=True)

_insert = cache(insert)


@cache
def _upsert(table: Table, dialect: str) -> Any:
    """An INSERT that takes the place of a row of the same key."""
    fresh = _upserting(table, dialect)
    keys = [column.name for column in table.primary_key]
    rest = {name: fresh.excluded[name] for name in table.columns.keys() if name not in keys}  # noqa: SIM118
    return fresh.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def _merge(table: Table, dialect: str, names: tuple[str, ...]) -> Any:
    """An INSERT that fills a row of the same key with what is known, and takes nothing from it."""
    fresh = _upserting(table, dialect)
    keys = [column.name for column in table.primary_key]
    rest = {name: func.coalesce(fresh.excluded[name], table.c[name]) for name in names if name not in keys}
    return fresh.on_conflict_do_update(index_elements=keys, set_=rest)


Settle = Callable[[Any, Any], Mapping[str, Any]]
"""From the columns of a new row and of the one that is there to the values that the latter gets, by column."""


@cache
def _settled(table: Table, dialect: str, settle: Settle) -> Any:
    """An INSERT that changes a row of the same key as a function says."""
    fresh = _upserting(table, dialect)
    keys = [column.name for column in table.primary_key]
    return fresh.on_conflict_do_update(index_elements=keys, set_=settle(fresh.excluded, table.c))


@cache
def _insert_new(table: Table, dialect: str) -> Any:
    """An INSERT that does nothing where a key is taken."""
    return _upserting(table, dialect).on_conflict_do_nothing().returning(*table.primary_key)


def _upserting(table: Table, dialect: str) -> Any:
    # Both databases say ON CONFLICT alike, but each dialect has an INSERT of its own, which takes time to import.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def own(rows: FromClause) -> Select[*tuple[Any, ...]]:
    """A SELECT of a table or subquery, limited to the workspace whose transaction runs it.

    Meant to be built once at import: the workspace itself is bound when the statement runs.
    """
    owned = select(rows).where(rows.c.workspace_id == bindparam(_WORKSPACE))
    return owned.execution_options(**{_OWNED: True})


REMEMBERED = 1.0
"""Seconds for which `Workspace.remember` does not ask the database again."""

Read = TypeVar("Read")

REQUESTS_KEPT = timedelta(hours=1)
"""How long a request is remembered; Slack's own limit for a repetition is five minutes."""


def change(table: Table, **values: Any) -> Update:
    """An UPDATE of a table's rows to the values, limited as `own` is."""
    owned = update(table).where(table.c.workspace_id == bindparam(_WORKSPACE)).values(values)
    return owned.execution_options(**{_OWNED: True})


def remove(table: Table) -> Delete:
    """A DELETE of a table's rows, limited as `own` is."""
    owned = delete(table).where(table.c.workspace_id == bindparam(_WORKSPACE))
    return owned.execution_options(**{_OWNED: True})


_SEEN = own(seen_request).where(seen_request.c.request == bindparam("request"))
_FORGET = remove(seen_request).where(seen_request.c.seen_at < bindparam("before"))


def _refusal(statement: object, wrong: Exception) -> StatementError:
    """A value that is none of its column's, as SQLAlchemy tells it."""
    return StatementError(str(wrong), str(statement), None, wrong, hide_parameters=True)


class Repeated(RuntimeError):
    """The request has changed what it was to change before; nothing was changed now."""


class Snapshot:
    """A transaction that reads the rows of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    @property
    def workspace_id(self) -> str:
        """Whose rows these are."""
        return self._workspace_id

    def rows(self, statement: Select[*tuple[Any, ...]], **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
        """Run a statement made with `own()`, its other parameters bound to the values.

        Raises `ValueError` for a statement made otherwise.
        """
        return self._run(statement, values).all()

    def _run(self, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
        if _OWNED not in statement.get_execution_options():
            raise ValueError("a statement is made with own(), which limits it to one workspace")
        return self._connection.execute(statement, {**values, _WORKSPACE: self._workspace_id})


class Transaction(Snapshot):
    """A transaction that also writes: all or nothing."""

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert the rows, each with the workspace added; none at all if there are none.

        Raises `sqlalchemy.exc.StatementError` for a row that the table refuses: its subclass `DatabaseError`
        where the database says so, itself around a `ValueError` or `TypeError` where the value is no value of
        the column.
        """
        if not rows:
            return
        owned = [{**row, "workspace_id": self._workspace_id} for row in rows]
        statement = _insert(table)
        try:
            self._connection.execute(statement, owned)
        except (TypeError, ValueError) as wrong:
            # JSON is written by psycopg itself, where SQLAlchemy wraps no error.
            raise _refusal(statement, wrong) from wrong

    def put(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert the rows whole, each in the place of the row that has its primary key; raises as `insert` does."""
        if rows:
            statement = _upsert(table, self._connection.dialect.name)
            self._connection.execute(statement, [{**row, "workspace_id": self._workspace_id} for row in rows])

    def merge(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert the rows; the row that has a primary key already keeps what the new one gives as None or not at all.

        All rows name the same columns; raises as `insert` does.
        """
        if rows:
            statement = _merge(table, self._connection.dialect.name, tuple(rows[0]))
            self._connection.execute(statement, [{**row, "workspace_id": self._workspace_id} for row in rows])

    def insert_many(self, table: Table, columns: Columns) -> None:
        """As `insert`, for many rows, given as columns of one length: the quickest way into each database."""
        self._write_many(_insert(table), table, columns)

    def put_many(self, table: Table, columns: Columns) -> None:
        """As `put`, for many rows."""
        self._write_many(_upsert(table, self._connection.dialect.name), table, columns)

    def merge_many(self, table: Table, columns: Columns) -> None:
        """As `merge`, for many rows."""
        self._write_many(_merge(table, self._connection.dialect.name, tuple(columns)), table, columns)

    def settle_many(self, table: Table, columns: Columns, settle: Settle) -> None:
        """Insert many rows; where one has the primary key of a row already, `settle` says what becomes of that."""
        self._write_many(_settled(table, self._connection.dialect.name, settle), table, columns)

    def _write_many(self, statement: Any, table: Table, columns: Columns) -> None:
        rows = len(next(iter(columns.values())))
        if not rows:
            return
        try:
            write(self._connection, statement, table, {**columns, "workspace_id": [self._workspace_id] * rows})
        except (TypeError, ValueError) as wrong:
            raise _refusal(statement, wrong) from wrong

    def add(self, table: Table, row: Mapping[str, Any]) -> bool:
        """Insert a row unless one of its keys is taken: whether it was; raises as `insert` does."""
        statement = _insert_new(table, self._connection.dialect.name)
        return self._connection.execute(statement, {**row, "workspace_id": self._workspace_id}).first() is not None

    def write(self, statement: Update | Delete, **values: Any) -> int:
        """Run a statement made with `change()` or `remove()`: how many rows it touched.

        Raises `ValueError` for a statement made otherwise.
        """
        return self._run(statement, values).rowcount

    def once(self, request: str | None, now: datetime) -> None:
        """Go on only if this request changes something for the first time; None is never a repetition.

        Slack's signature lets the same request pass for five minutes, so that what it changes must be its own guard.
        Raises `Repeated`.
        """
        if request is None:
            return
        self.lock()
        if self.rows(_SEEN, request=request):
            raise Repeated(request)
        self.write(_FORGET, before=now - REQUESTS_KEPT)
        self.insert(seen_request, {"request": request, "seen_at": now})

    def lock(self) -> None:
        """Wait until no other transaction of this workspace holds the lock, and hold it to the end.

        For a write that depends on what was read. On SQLite every writing transaction holds it anyway.
        """
        self._connection.execute(_LOCK, {_WORKSPACE: self._workspace_id})


class Workspace:
    """One Slack workspace's part of the database; made by `open_workspace`."""

    def __init__(self, engine: Engine, workspace_id: str) -> None:
        self.id = workspace_id
        self._engine = engine
        self._reading = reading(engine)
        self._remembered: dict[Callable[[Workspace], Any], tuple[float, Any]] = {}

    def remember(self, read: Callable[[Workspace], Read]) -> Read:
        """What `read` gives for this workspace, or gave at most a second ago.

        For what every answer needs and hardly ever changes. Whoever changes it calls `forget`.
        """
        known = self._remembered.get(read)
        if known is None or monotonic() - known[0] > REMEMBERED:
            known = self._remembered[read] = (monotonic(), read(self))
        remembered: Read = known[1]
        return remembered

    def forget(self, read: Callable[[Workspace], Any]) -> None:
        """Ask the database again the next time."""
        self._remembered.pop(read, None)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A writing transaction: committed at the end of the block, undone if the block raises."""
        with self._engine.begin() as connection:
            yield Transaction(connection, self.id)

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """A reading transaction, which waits for no writer."""
        with self._reading.connect() as connection:
            yield Snapshot(connection, self.id)


def open_workspace(engine: Engine, workspace_id: str, now: datetime) -> Workspace:
    """The workspace of this id, remembered from `now` on if it is new; safe to call from several processes.

    Raises `sqlalchemy.exc.StatementError` for an id that the table refuses.
    """
    if not _exists(engine, workspace_id):
        try:
            with engine.begin() as connection:
                connection.execute(insert(workspace), {"id": workspace_id, "created_at": now})
        except IntegrityError:
            if not _exists(engine, workspace_id):
                raise
    return Workspace(engine, workspace_id)


@contextmanager
def begin_all(engine: Engine) -> Iterator[list[Transaction]]:
    """One writing transaction seen from every workspace: committed at the end of the block, undone if it raises."""
    with engine.begin() as connection:
        found = sorted(connection.execute(select(workspace.c.id)).scalars())
        yield [Transaction(connection, workspace_id) for workspace_id in found]


def ids(engine: Engine) -> list[str]:
    """Every workspace there is, by its id."""
    with reading(engine).connect() as connection:
        return sorted(connection.execute(select(workspace.c.id)).scalars())


def _exists(engine: Engine, workspace_id: str) -> bool:
    with reading(engine).connect() as connection:
        return connection.execute(_FIND, {_WORKSPACE: workspace_id}).first() is not None
