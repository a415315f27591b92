import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, column, insert, table
from sqlalchemy.exc import IntegrityError

from storage import accounts
from storage.database.engine import database_file, open_engine, read_only, sqlite_has_wal_reset_bug
from storage.database.migrate import current_revision, head_revision, upgrade
from storage.workspaces import open_workspace

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0, "busy_timeout": 5000}


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


def pragma(engine: Engine, name: str) -> object:
    with read_only(engine).connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_new_file_is_switched_to_wal_once_its_first_writer_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.db"
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("storage.database.engine.sleep", lambda _: writer.close())
    engine = open_engine(f"sqlite:///{file}")
    assert pragma(engine, "journal_mode") == "wal"
    engine.dispose()


@pytest.mark.parametrize(("name", "value"), PRAGMAS.items())
def test_pragmas_are_on_for_every_connection(engine: Engine, name: str, value: object) -> None:
    assert value == pragma(engine, name)
    with engine.connect():
        assert value == pragma(engine, name), "a second connection of the pool"


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new/folder/headroom.db")
    with engine.begin():
        pass
    engine.dispose()
    assert (tmp_path / "new/folder/headroom.db").is_file()


@pytest.fixture(params=["sqlite://", "sqlite:///:memory:"])
def in_memory(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(request.param)
    upgrade(engine)
    yield engine
    engine.dispose()


def test_all_threads_share_a_database_in_memory(in_memory: Engine, now: datetime) -> None:
    ws = open_workspace(in_memory, "T1", now)
    names = [f"{number:03}" for number in range(100)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda name: accounts.add(ws, name, "U1", now), names)) == [None] * 100
    assert names == accounts.list_names(ws)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///data/headroom.db", Path("data/headroom.db")),
        ("sqlite:////var/lib/headroom.db", Path("/var/lib/headroom.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://db/headroom", None),
    ],
)
def test_the_file_of_a_url(url: str, file: Path | None) -> None:
    assert file == database_file(url)


def test_a_file_uri_is_refused_with_the_form_to_use() -> None:
    with pytest.raises(ValueError, match="sqlite:///path"):
        open_engine("sqlite:///file:headroom.db?uri=true")


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_which_sqlite_has_the_wal_reset_bug(version: tuple[int, int, int], affected: bool) -> None:
    assert affected == sqlite_has_wal_reset_bug(version)


def test_the_file_is_plain_sqlite(engine: Engine, sqlite_file: Path) -> None:
    with closing(sqlite3.connect(sqlite_file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_second_upgrade_writes_nothing(engine: Engine, sqlite_file: Path) -> None:
    assert head_revision() == current_revision(engine)
    written = [sqlite_file, sqlite_file.with_name(sqlite_file.name + "-wal")]
    before = [path.stat().st_mtime_ns for path in written]
    upgrade(engine)
    assert before == [path.stat().st_mtime_ns for path in written]


@pytest.mark.parametrize(
    ("column_name", "wrong"),
    [("value", b"7"), ("value", 1.5), ("value", "many"), ("source", b"typed"), ("source", "\0")],
)
def test_the_file_refuses_values_that_bypass_the_column_types(engine: Engine, column_name: str, wrong: object) -> None:
    names = ("workspace_id", "account", "metric", "subject", "as_of", "source", "who", "recorded_at")
    row = {**dict.fromkeys(names, "any"), "value": 1, column_name: wrong}
    untyped = insert(table("reading", *map(column, row)))
    with engine.begin() as connection, pytest.raises(IntegrityError, match=f"ck_reading_{column_name}_type"):
        connection.execute(untyped, row)
