"""How the database is opened, and what a transaction is on it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONEncoder
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.database.column_types import Json

BUSY_SECONDS = 5
"""How long a SQLite connection waits for another one to finish writing."""

CONNECT_SECONDS = 5
"""How long a PostgreSQL server may take to let us in, where the URL does not say otherwise."""

_READS = "headroom_reads"

_PRAGMAS = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "synchronous = FULL",
    "foreign_keys = ON",
    "mmap_size = 0",
)


def open_engine(url: str) -> Engine:
    """The engine of a database URL such as `sqlite:///data/headroom.db`; the caller disposes of it.

    `postgresql://` and `postgres://` are served by psycopg 3. Nothing is connected yet: a server that is away
    or lets us not in raises `sqlalchemy.exc.OperationalError` at the first use, and at every use until it is back.

    On SQLite a transaction takes the write lock when it begins, so that what it has read still holds
    when it writes; `reading()` gives an engine whose transactions do not. The folder of the file is made.
    A database in memory has one connection, which threads take in turn.

    Raises `ValueError` for a SQLite `file:` URI and `sqlalchemy.exc.ArgumentError` for what is no URL.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = _create(_with_psycopg(address), pool_pre_ping=True)
        event.listen(engine, "handle_error", _hide_detail)
        return engine
    engine = _create(address, **_sqlite_pool(address))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine and pool for transactions that only read: on SQLite they never wait for a writer."""
    return engine.execution_options(**{_READS: True})


def database_file(url: str | URL) -> Path | None:
    """The SQLite file of a database URL; None for a database in memory or on a server.

    Raises `ValueError` for a SQLite `file:` URI.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    if str(address.database).startswith("file:"):
        raise ValueError("Write a SQLite database as sqlite:///path/to/headroom.db, not as a file: URI.")
    return Path(str(address.database))


def sqlite_has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite (`sqlite3.sqlite_version_info`) can corrupt a database in WAL mode.

    Two connections must write and checkpoint at the same instant. The bug came with 3.7.0 and went with
    3.51.3, 3.50.7 and 3.44.6: https://sqlite.org/wal.html#walresetbug
    """
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    return (3, 7, 0) <= version < (3, 51, 3)


def _create(address: URL, **options: Any) -> Engine:
    return create_engine(address, hide_parameters=True, json_serializer=_json, **options)


# Python writes NaN as JSON and SQLite keeps it, but PostgreSQL and everyone else refuse it.
_STRICT = JSONEncoder(allow_nan=False)


def _json(told: Any) -> str:
    return told if isinstance(told, Json) else _STRICT.encode(told)


def _with_psycopg(address: URL) -> URL:
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername != "postgresql+psycopg":
        return address
    return address.set(query={"connect_timeout": str(CONNECT_SECONDS), **address.query})


def _hide_detail(context: ExceptionContext) -> None:
    if context.sqlalchemy_exception:
        _keep_primary(context.original_exception, context.sqlalchemy_exception)


def _keep_primary(refusal: BaseException, told: BaseException) -> None:
    # PostgreSQL's detail holds the whole row that it refuses, which is not for a log to keep.
    primary = getattr(getattr(refusal, "diag", None), "message_primary", None)
    if primary:
        refusal.args = (primary,)
        told.args = (f"({type(refusal).__name__}) {primary}",)


@contextmanager
def told_as_sqlalchemy(connection: Connection, statement: str) -> Iterator[None]:
    """Around what PostgreSQL's driver is asked past SQLAlchemy: its errors come as SQLAlchemy's, without detail."""
    error: Any = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except error as refusal:
        told = DBAPIError.instance(statement, None, refusal, error, hide_parameters=True, dialect=connection.dialect)
        _keep_primary(refusal, told)
        raise told from refusal


def _sqlite_pool(address: URL) -> dict[str, Any]:
    file = database_file(address)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        return {}
    one_connection = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": BUSY_SECONDS}
    return {**one_connection, "connect_args": {"check_same_thread": False}}


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
    # Python's driver would otherwise begin its own deferred transactions, which lose updates.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    _switch_to_wal(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # The busy time-out does not cover two connections that switch a new file at the same moment.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    mode = "DEFERRED" if connection.get_execution_options().get(_READS) else "IMMEDIATE"
    # Straight to the driver: through SQLAlchemy this one word would cost a fifth of a whole insert.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"BEGIN {mode}")
    except sqlite3.OperationalError as busy:
        raise OperationalError(f"BEGIN {mode}", None, busy) from busy
    finally:
        cursor.close()
