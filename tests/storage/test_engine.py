import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from storage import settings, tables
from storage.engine import database_file, open_engine, reading, sqlite_has_wal_reset_bug
from storage.migrate import upgrade
from storage.workspaces import Workspace, open_workspace, own

COUNT = own(tables.setting).order_by(tables.setting.c.id.desc()).limit(1)
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0, "busy_timeout": 5000}


def pragma(engine: Engine, name: str) -> object:
    with reading(engine).connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_new_file_is_switched_to_wal_once_its_first_writer_is_done(file: Path, url: str) -> None:
    writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    Timer(0.1, writer.close).start()
    engine = open_engine(url)
    assert pragma(engine, "journal_mode") == "wal"
    engine.dispose()


@pytest.mark.parametrize(("name", "value"), PRAGMAS.items())
def test_pragmas_are_on_for_every_connection(engine: Engine, name: str, value: object) -> None:
    assert value == pragma(engine, name)
    with engine.connect():
        assert value == pragma(engine, name), "a second connection of the pool"


def count_up(ws: Workspace, times: int) -> None:
    for _ in range(times):
        with ws.begin() as transaction:
            transaction.lock()
            before = sum(int(row.value) for row in transaction.rows(COUNT))
            row = {"name": "count", "value": str(before + 1), "who": "U1", "since": datetime.now(UTC)}
            transaction.insert(tables.setting, row)


def test_no_update_is_lost_between_connections(url: str, ws: Workspace, now: datetime) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counted = [pool.submit(count_up, open_workspace(engine, ws.id, now), 100) for engine in engines]
    for engine in engines:
        engine.dispose()
    assert [future.result() for future in counted] == [None] * 4
    assert settings.current(ws)["count"].value == "400"


def test_reading_waits_for_no_writer_and_sees_only_what_is_committed(ws: Workspace, now: datetime) -> None:
    settings.put(ws, {"near": "0.8"}, "U1", now)
    with ws.begin() as transaction:
        row = {"name": "near", "value": "0.9", "who": "U1", "since": now}
        transaction.insert(tables.setting, row)
        assert settings.current(ws)["near"].value == "0.8"
    assert settings.current(ws)["near"].value == "0.9"


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new/folder/headroom.db")
    with engine.begin():
        pass
    engine.dispose()
    assert (tmp_path / "new/folder/headroom.db").is_file()


def test_an_error_does_not_show_what_was_stored(engine: Engine, now: datetime) -> None:
    with pytest.raises(DatabaseError) as refusal:
        open_workspace(engine, "secret" * 20, now)
    assert "secret" not in str(refusal.value)


@pytest.fixture(params=["sqlite://", "sqlite:///:memory:"])
def in_memory(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(request.param)
    upgrade(engine)
    yield engine
    engine.dispose()


def test_a_database_in_memory_is_one_for_all_threads(in_memory: Engine, now: datetime) -> None:
    ws = open_workspace(in_memory, "T1", now)
    with ThreadPoolExecutor(4) as pool:
        counted = [pool.submit(count_up, ws, 25) for _ in range(4)]
    assert [future.result() for future in counted] == [None] * 4
    assert settings.current(ws)["count"].value == "100"


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


def test_the_file_is_plain_sqlite(engine: Engine, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
