import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import accounts
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.workspaces import Workspace, open_workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "headroom.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An empty database at the newest revision."""
    engine = open_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def ws(engine: Engine, now: datetime) -> Workspace:
    """A workspace with one account, "main"."""
    ws = open_workspace(engine, "T-ours", now)
    accounts.add(ws, "main", "U1", now)
    return ws


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
