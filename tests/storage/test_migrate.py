import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from storage.engine import open_engine
from storage.migrate import NewerDatabase, current_revision, head_revision, upgrade
from storage.tables import metadata

Spawn = Callable[..., "subprocess.Popen[str]"]

UPGRADE = """
import sys
from storage.engine import open_engine
from storage.migrate import upgrade
engine = open_engine(sys.argv[1])
upgrade(engine)
engine.dispose()
print("alembic" in sys.modules)
"""

HANG_BEFORE_COMMIT = """
import sys, time
from sqlalchemy import event
from storage.engine import open_engine
from storage.migrate import upgrade

def hang(connection):
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() > 5:
        print("hangs", flush=True)
        time.sleep(60)

engine = open_engine(sys.argv[1])
event.listen(engine, "commit", hang)
upgrade(engine)
"""


def ddl(engine: Engine) -> set[tuple[str, ...]]:
    """Every table and index as its lines; databases do not mind the order of a table's constraints."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT sql FROM sqlite_master WHERE tbl_name != 'alembic_version'"))
        statements = [row.sql for row in found if row.sql]
    return {tuple(sorted(line.strip(" \t,") for line in sql.splitlines())) for sql in statements}


def test_the_constant_is_the_newest_file_in_versions() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    assert [head_revision()] == ScriptDirectory.from_config(config).get_heads()


def test_the_migrations_make_the_tables_that_the_code_describes(engine: Engine) -> None:
    described = open_engine("sqlite://")
    metadata.create_all(described)
    expected = ddl(described)
    described.dispose()
    assert set() == expected ^ ddl(engine)
    assert len(metadata.tables) < len(expected)


def test_an_empty_database_has_no_revision_until_it_is_upgraded(url: str) -> None:
    engine = open_engine(url)
    assert current_revision(engine) is None
    upgrade(engine)
    assert head_revision() == current_revision(engine)
    engine.dispose()


def test_a_second_upgrade_writes_nothing(engine: Engine, file: Path) -> None:
    written = [file, file.with_name(file.name + "-wal")]
    before = [path.stat().st_mtime_ns for path in written]
    upgrade(engine)
    assert before == [path.stat().st_mtime_ns for path in written]


def test_an_up_to_date_database_opens_while_another_process_writes(engine: Engine) -> None:
    with engine.begin():
        upgrade(engine)


def test_an_up_to_date_database_opens_without_alembic(engine: Engine, url: str, spawn: Spawn) -> None:
    assert spawn(UPGRADE, url).communicate(timeout=30) == ("False\n", "")
    assert "alembic" in sys.modules, "the first upgrade does need it"


def test_processes_may_upgrade_at_once(url: str, spawn: Spawn) -> None:
    starting = [spawn(UPGRADE, url) for _ in range(4)]
    assert [process.communicate(timeout=60)[1] for process in starting] == [""] * 4
    assert [process.returncode for process in starting] == [0] * 4


def test_threads_may_upgrade_at_once(url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(upgrade, engines)) == [None] * 4
    assert [head_revision()] * 4 == [current_revision(engine) for engine in engines]
    for engine in engines:
        engine.dispose()


def test_an_upgrade_that_is_killed_has_done_nothing_and_the_next_start_finishes(url: str, spawn: Spawn) -> None:
    upgrading = spawn(HANG_BEFORE_COMMIT, url, until="hangs")
    upgrading.kill()
    upgrading.wait()
    engine = open_engine(url)
    assert current_revision(engine) is None
    upgrade(engine)
    assert head_revision() == current_revision(engine)
    engine.dispose()


def test_a_database_of_a_later_version_is_refused_and_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match=r"revision 9999.*Install"):
        upgrade(engine)
    assert current_revision(engine) == "9999"
