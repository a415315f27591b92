"""The SQLAlchemy engine of SQLite or PostgreSQL, and how its transactions begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONEncoder
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.database.column_types import EncodedJson

BUSY_TIMEOUT_SECONDS = 5
"""How long a SQLite connection waits for another one to end its transaction."""

CONNECT_TIMEOUT_SECONDS = 5
"""How long connecting to PostgreSQL may take, unless the URL has a `connect_timeout`."""

LOCK_TIMEOUT_SECONDS = 30
"""How long a statement waits for a lock on PostgreSQL, unless the server, the role or the URL sets `lock_timeout`."""

IDLE_TIMEOUT_SECONDS = 60
"""After how long PostgreSQL rolls back a transaction that its client does not go on with, unless it is set elsewhere.

A client that is frozen, or whose machine is gone, would otherwise keep its locks from everybody else for ever.
"""

_KEEPALIVES = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
"""By which a server that is gone without closing the connection is noticed within a minute."""

_SET_TIMEOUTS = """
SELECT set_config(name, CASE current_setting(name) WHEN '0' THEN milliseconds ELSE current_setting(name) END, false)
FROM (VALUES ('lock_timeout', %s), ('idle_in_transaction_session_timeout', %s)) AS timeout (name, milliseconds)
"""

_READ_ONLY = "headroom_read_only"

_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}",
    "synchronous = FULL",
    "foreign_keys = ON",
    "mmap_size = 0",
)


def open_engine(url: str) -> Engine:
    """The engine of a database URL such as `sqlite:///data/headroom.db`; the caller disposes of it.

    `postgresql://` and `postgres://` use psycopg 3. Nothing is connected yet: a server that is down or refuses the
    login raises `sqlalchemy.exc.OperationalError` at every use until it is back.

    On SQLite a transaction takes the write lock when it begins, so that what it has read is still true when it writes;
    those of `read_only(engine)` do not. The folder of the file is created. A database in memory has one connection,
    which threads use in turn.

    Raises `ValueError` for a SQLite `file:` URI and `sqlalchemy.exc.ArgumentError` for what is not a URL.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = _create(_with_psycopg(address), pool_pre_ping=True)
        event.listen(engine, "handle_error", _hide_detail)
        event.listen(engine, "connect", _set_timeouts)
        return engine
    engine = _create(address, **_sqlite_pool(address))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def read_only(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that only read: on SQLite they never wait for a writer."""
    return engine.execution_options(**{_READ_ONLY: True})


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

    It takes two connections that write and checkpoint at the same instant. Versions from 3.7.0 have the bug; 3.51.3,
    3.50.7 and 3.44.6 fixed it: https://sqlite.org/wal.html#walresetbug
    """
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    return (3, 7, 0) <= version < (3, 51, 3)


def _create(address: URL, **options: Any) -> Engine:
    return create_engine(address, hide_parameters=True, json_serializer=_json, **options)


# Python encodes NaN and SQLite stores it, but it is not JSON and PostgreSQL refuses it.
_STRICT = JSONEncoder(allow_nan=False)


def _json(document: Any) -> str:
    return document if isinstance(document, EncodedJson) else _STRICT.encode(document)


def _with_psycopg(address: URL) -> URL:
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername != "postgresql+psycopg":
        return address
    return address.set(query={"connect_timeout": str(CONNECT_TIMEOUT_SECONDS), **_KEEPALIVES, **address.query})


def _set_timeouts(connection: Any, record: object) -> None:  # noqa: ARG001
    with connection.cursor() as cursor:
        cursor.execute(_SET_TIMEOUTS, [f"{1_000 * LOCK_TIMEOUT_SECONDS:.0f}", f"{1_000 * IDLE_TIMEOUT_SECONDS:.0f}"])
    connection.commit()


def _hide_detail(context: ExceptionContext) -> None:
    if context.sqlalchemy_exception:
        _drop_detail(context.original_exception, context.sqlalchemy_exception)


def _drop_detail(driver_error: BaseException, error: BaseException) -> None:
    # PostgreSQL's detail holds the whole row that it refuses, which must not get into a log.
    primary = getattr(getattr(driver_error, "diag", None), "message_primary", None)
    if primary:
        driver_error.args = (primary,)
        error.args = (f"({type(driver_error).__name__}) {primary}",)


@contextmanager
def sqlalchemy_errors(connection: Connection, statement: str) -> Iterator[None]:
    """Raise the errors of driver calls that bypass SQLAlchemy as SQLAlchemy's own, without PostgreSQL's detail."""
    driver_errors: Any = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except driver_errors as driver_error:
        error = DBAPIError.instance(
            statement, None, driver_error, driver_errors, hide_parameters=True, dialect=connection.dialect
        )
        _drop_detail(driver_error, error)
        raise error from driver_error


def _sqlite_pool(address: URL) -> dict[str, Any]:
    file = database_file(address)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        return {}
    one_connection = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": BUSY_TIMEOUT_SECONDS}
    return {**one_connection, "connect_args": {"check_same_thread": False}}


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
    # Python's driver would otherwise begin its own deferred transactions, which lose updates.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    _switch_to_wal(connection)


def is_busy(error: BaseException | None) -> bool:
    """Whether a driver's error says that another SQLite connection has the lock."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # The busy timeout does not cover two connections that switch a new file at the same moment.
    deadline = monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    mode = "DEFERRED" if connection.get_execution_options().get(_READ_ONLY) else "IMMEDIATE"
    # Straight to the driver: through SQLAlchemy this statement would cost a fifth of a whole insert.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"BEGIN {mode}")
    except sqlite3.OperationalError as busy:
        raise OperationalError(f"BEGIN {mode}", None, busy) from busy
    finally:
        cursor.close()
