"""Bringing the database forward to the tables of this version of Headroom."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from storage.database.engine import reading

_HEAD = "0008"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4815162342)")


class NewerDatabase(RuntimeError):
    """The database has tables that this version of Headroom does not know; the message says what to do."""


def head_revision() -> str:
    """The revision that the code of this version needs."""
    return _HEAD


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with reading(engine).connect() as connection:
        return _revision(connection)


def upgrade(engine: Engine) -> None:
    """Bring the database to `head_revision()`: wholly or, if the process dies on the way, not at all.

    Does nothing when it is there already. Several processes may call it at once: one works, the others
    wait. Raises `NewerDatabase` for a revision that this version does not know.
    """
    if current_revision(engine) == _HEAD:
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_ONE_AT_A_TIME)
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
    found = _revision(connection)
    if found is not None and found not in known:
        raise NewerDatabase(
            f"The database is at revision {found}, but this version of Headroom knows none after {_HEAD}. "
            "Install the version that wrote it, or a later one."
        )
    command.upgrade(config, "head")
