import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError

from storage.database.engine import open_engine
from storage.database.migrate import NewerDatabase, current_revision, head_revision, upgrade
from storage.tables import metadata
from tests.fixtures.databases import Spawn
from tests.patience import PATIENCE
from tests.processes.bounded import finish

UPGRADE = """
import sys
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
engine = open_engine(sys.argv[1])
upgrade(engine)
engine.dispose()
print("alembic" in sys.modules)
"""

HANG_BEFORE_COMMIT = """
import sys, threading
from sqlalchemy import event, inspect
from storage.database.engine import open_engine
from storage.database.migrate import upgrade

def hang(connection):
    print("reading" in inspect(connection).get_table_names(), flush=True)
    threading.Event().wait()

engine = open_engine(sys.argv[1])
event.listen(engine, "commit", hang)
upgrade(engine)
"""


CATALOGUES = {
    "sqlite": ["SELECT sql FROM sqlite_master WHERE tbl_name != 'alembic_version' AND sql IS NOT NULL"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
        " identity_generation FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name != 'alembic_version'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND conrelid != 'alembic_version'::regclass",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename != 'alembic_version'",
    ],
}
"""Queries for the tables, columns, constraints and indexes of each database."""

CHANGES = [
    "ALTER TABLE reading DROP CONSTRAINT ck_reading_defects_among_orders",
    "ALTER TABLE reading ALTER COLUMN who TYPE varchar(121)",
    "ALTER TABLE reading ALTER COLUMN who DROP NOT NULL",
    "ALTER TABLE reading ALTER COLUMN id SET GENERATED ALWAYS",
    "ALTER TABLE setting ALTER COLUMN value SET DEFAULT ''",
    "DROP INDEX ix_answer_workspace_id_answered_at",
]


def ddl(connection: Connection) -> set[tuple[str, ...]]:
    """Every table, column, constraint and index, without regard to the order of a table's constraints."""
    rows = [row for query in CATALOGUES[connection.dialect.name] for row in connection.execute(text(query))]
    return {tuple(sorted(line.strip(" \t,") for value in row for line in str(value).splitlines())) for row in rows}


def test_the_constant_is_the_newest_file_in_versions() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    assert [head_revision()] == ScriptDirectory.from_config(config).get_heads()


def test_the_migrations_make_the_tables_that_the_code_describes(engine: Engine, new_url: str) -> None:
    described = open_engine(new_url)
    with engine.connect() as migrated, described.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        metadata.create_all(connection)
        assert set() == ddl(connection) ^ ddl(migrated)
        assert len(metadata.tables) < len(ddl(migrated))
    described.dispose()


@pytest.mark.parametrize("change", CHANGES)
def test_the_comparison_sees_what_differs_on_postgresql(upgraded_postgresql: Engine, change: str) -> None:
    with upgraded_postgresql.connect() as connection:
        before = ddl(connection)
        connection.execute(text(change))
        assert before != ddl(connection)


def test_an_empty_database_has_no_revision_until_it_is_upgraded(new_url: str) -> None:
    engine = open_engine(new_url)
    assert current_revision(engine) is None
    upgrade(engine)
    assert head_revision() == current_revision(engine)
    engine.dispose()


def test_an_up_to_date_database_opens_while_another_process_writes(engine: Engine) -> None:
    with engine.begin():
        upgrade(engine)


def test_an_up_to_date_database_opens_without_alembic(engine: Engine, url: str, spawn: Spawn) -> None:
    assert finish(spawn(UPGRADE, url)) == ("False\n", "")
    assert "alembic" in sys.modules, "the first upgrade does need it"


def test_processes_may_upgrade_at_once(new_url: str, spawn: Spawn) -> None:
    starting = [spawn(UPGRADE, new_url) for _ in range(3)]
    assert [finish(process)[1] for process in starting] == [""] * 3
    assert [process.returncode for process in starting] == [0] * 3


def test_an_upgrade_waits_for_one_that_takes_longer_than_the_busy_timeout(new_sqlite_url: str) -> None:
    engine, migrating = open_engine(new_sqlite_url), open_engine(new_sqlite_url).connect()
    migrating.execute(text("CREATE TABLE half_way (id INTEGER)"))
    begun: list[Connection] = []

    def release_after_the_first_attempt(connection: Connection) -> None:
        begun.append(connection)
        if len(begun) > 2:  # the first read, the first attempt to migrate
            migrating.close()

    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0").close())
    event.listen(engine, "begin", release_after_the_first_attempt, insert=True)
    upgrade(engine)
    assert head_revision() == current_revision(engine)
    for opened in (engine, migrating.engine):
        opened.dispose()


def test_an_upgrade_does_not_wait_for_ever(new_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, migrating = open_engine(new_sqlite_url), open_engine(new_sqlite_url)
    monkeypatch.setattr("storage.database.migrate.WAIT_SECONDS", -1)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0").close())
    with migrating.begin(), pytest.raises(OperationalError, match="database is locked"):
        upgrade(engine)
    for opened in (engine, migrating):
        opened.dispose()


def test_threads_may_upgrade_at_once(new_url: str) -> None:
    engines = [open_engine(new_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(upgrade, engines)) == [None] * 4
    assert [head_revision()] * 4 == [current_revision(engine) for engine in engines]
    for engine in engines:
        engine.dispose()


def test_a_killed_upgrade_changes_nothing_and_the_next_start_completes_it(new_url: str, spawn: Spawn) -> None:
    upgrading = spawn(HANG_BEFORE_COMMIT, new_url, until="True")
    upgrading.kill()
    upgrading.wait(PATIENCE)
    engine = open_engine(new_url)
    assert current_revision(engine) is None
    upgrade(engine)
    assert head_revision() == current_revision(engine)
    engine.dispose()


def test_a_database_of_a_later_version_is_refused_and_left_alone(new_url: str) -> None:
    engine = open_engine(new_url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match=r"revision 9999.*Install"):
        upgrade(engine)
    assert current_revision(engine) == "9999"
    engine.dispose()
