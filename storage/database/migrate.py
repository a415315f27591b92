"""Migrations: upgrading the database to the tables of this version of Headroom."""

from __future__ import annotations

from time import monotonic

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from storage.database.engine import is_busy, read_only

_HEAD = "0009"

LOCK = text("SELECT pg_advisory_xact_lock(4815162342)")
"""Has the others who upgrade on PostgreSQL wait until this transaction ends."""

_WAIT_HOWEVER_LONG = text("SET LOCAL lock_timeout = 0")

WAIT_SECONDS = 600
"""How long `upgrade` waits on SQLite for another process that migrates."""


class NewerDatabase(RuntimeError):
    """The database has tables that this version of Headroom does not know; the message says what to do."""


def head_revision() -> str:
    """The revision of the tables in this version's code."""
    return _HEAD


def current_revision(engine: Engine) -> str | None:
    """The revision of the database; None for an empty one."""
    with read_only(engine).connect() as connection:
        return _revision(connection)


def upgrade(engine: Engine) -> None:
    """Upgrade the database to `head_revision()` in one transaction; without effect if it is there already.

    Several processes may call it at once: one migrates, the others wait for it. Raises `NewerDatabase` for a revision
    that this version does not know, and `sqlalchemy.exc.OperationalError` if SQLite is locked for `WAIT_SECONDS`.
    """
    deadline = monotonic() + WAIT_SECONDS
    while True:
        try:
            return _upgrade_once(engine)
        except OperationalError as error:
            # A migration may take longer than SQLite's busy timeout, which each round has waited for.
            if not is_busy(error.orig) or monotonic() > deadline:
                raise


def _upgrade_once(engine: Engine) -> None:
    if current_revision(engine) == _HEAD:
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_WAIT_HOWEVER_LONG)
            connection.execute(LOCK)
        _run_migrations(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(connection: Connection) -> None:
    # Alembic takes 0.4 s to import, and almost every start finds the database up to date.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    revision = _revision(connection)
    if revision is not None and revision not in known:
        raise NewerDatabase(
            f"The database is at revision {revision}, but this version of Headroom knows none after {_HEAD}. "
            "Install the version that wrote it, or a later one."
        )
    command.upgrade(config, "head")
