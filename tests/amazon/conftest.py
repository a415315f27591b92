from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select

import bot
from bot.amazon.sp_api.report_types import KINDS
from bot.amazon.sp_api.session import Came
from bot.amazon.sp_api.syncer import Passed, Syncing
from bot.config import Settings
from storage import accounts
from storage.database.encryption import new_key
from storage.reports import connections
from storage.reports.connections import Connection, Credentials
from storage.tables import report_request
from storage.workspaces import Workspace, open_workspace
from tests.amazon.served import listening
from tests.amazon.stub import CLIENT, REFRESH_TOKEN, Amazon

# The fixtures of a database, which are the same there.
from tests.storage.conftest import (
    engine,
    new_postgresql_url,
    new_sqlite_url,
    new_url,
    postgresql_url,
    server,
    sqlite_file,
    sqlite_url,
    upgraded_file,
    upgraded_postgresql,
    upgraded_postgresql_url,
    url,
)

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""For what differs by database; the rest runs on one."""

__all__ = [
    "engine",
    "new_postgresql_url",
    "new_sqlite_url",
    "new_url",
    "postgresql_url",
    "server",
    "sqlite_file",
    "sqlite_url",
    "upgraded_file",
    "upgraded_postgresql",
    "upgraded_postgresql_url",
    "url",
]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
SAMPLE_OF = {
    "performance": "performance.json",
    "listings": "listings.txt",
    "returns": "returns.txt",
    "returns-xml": "returns.xml",
    "prime-returns": "prime-returns.csv",
    "orders": "orders.txt",
    "feedback": "feedback.txt",
}
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
CREDENTIALS = Credentials(CLIENT["client_id"], SecretStr(CLIENT["client_secret"]), SecretStr(REFRESH_TOKEN))


LINES = 5
"""Lines of a table that are enough here."""


def sample_files() -> dict[str, bytes]:
    """A short document of every kind."""
    return {kind.report_type: _short((SAMPLES / SAMPLE_OF[kind.name]).read_bytes()) for kind in KINDS.values()}


def _short(text: bytes) -> bytes:
    if text.startswith(b"<"):
        item = b"</return_details>"
        return item.join(text.split(item)[:LINES]) + item + b"</Message></AmazonEnvelope>"
    return text if text.startswith(b"{") else b"".join(text.splitlines(keepends=True)[:LINES])


@pytest.fixture
def amazon() -> Iterator[Amazon]:
    with listening(Amazon(NOW, sample_files())) as amazon:
        yield amazon
    assert amazon.wrongs == []


@pytest.fixture
def settings(amazon: Amazon) -> Settings:
    address = {"AMAZON_API_URL": amazon.address, "AMAZON_LOGIN_URL": amazon.address}
    return Settings.of({"HEADROOM_KEY": new_key(), **address})


@pytest.fixture
def ws(engine: Engine, settings: Settings) -> Workspace:
    """A workspace with one account, which is connected."""
    ws = open_workspace(engine, "T1", NOW)
    connect(ws, settings)
    return ws


def connect(ws: Workspace, settings: Settings, account: str = "main", now: datetime = NOW) -> None:
    accounts.add(ws, account, "U1", now)
    held = Connection(account=account, marketplace="ca", client_id="", key_id="", since=now, who="U1")
    connections.put(ws, settings.keys, held, CREDENTIALS)


Passes = Callable[..., Passed]


@pytest.fixture
def syncing(engine: Engine, settings: Settings, amazon: Amazon) -> Iterator[Syncing]:
    syncing = Syncing(engine, settings, lambda: amazon.now)
    yield syncing
    syncing.close()


@pytest.fixture
def passes(ws: Workspace, syncing: Syncing, amazon: Amazon) -> Passes:
    """Goes over the connection once, or again and again with a minute in between until nothing is left to do."""

    def go(minutes: int = 1) -> Passed:
        came: list[Came] = []
        for minute in range(minutes):
            amazon.pass_time(minutes=1 if minute else 0)
            [held] = connections.held(ws)
            passed = syncing.sync(ws, held)
            came += passed.came
        return Passed(came, passed.stopped)

    return go


def states(engine: Engine) -> dict[str, Counter[str]]:
    """How many reports of each kind stand how."""
    with engine.connect() as connection:
        rows = connection.execute(select(report_request.c.kind, report_request.c.state)).all()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, state in rows:
        found[kind][state] += 1
    return found


@pytest.fixture
def passes_of(engine: Engine, amazon: Amazon, environment: dict[str, str]) -> Iterator[Callable[[str, int], None]]:
    """Goes over the connections of a workspace, a minute apart."""
    syncing = Syncing(engine, Settings.of(environment), lambda: amazon.now)

    def go(workspace_id: str, minutes: int) -> None:
        ws = Workspace(engine, workspace_id)
        for _ in range(minutes):
            for held in connections.held(ws):
                syncing.sync(ws, held)
            amazon.pass_time(minutes=1)

    yield go
    syncing.close()
