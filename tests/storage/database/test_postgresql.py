from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from storage import accounts
from storage.database.engine import open_engine
from storage.database.migrate import current_revision
from storage.workspaces import open_workspace


@pytest.fixture
def engine(postgresql_url: str) -> Iterator[Engine]:
    engine = open_engine(postgresql_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_url_needs_no_name_of_a_driver(postgresql_url: str, scheme: str) -> None:
    engine = open_engine(postgresql_url.replace("postgresql", scheme, 1))
    assert current_revision(engine) is not None
    assert engine.driver == "psycopg"
    engine.dispose()


def test_a_server_that_is_down_is_an_operational_error_at_the_first_use() -> None:
    engine = open_engine("postgresql://headroom:hush@/headroom?host=/nowhere")
    with pytest.raises(OperationalError, match="/nowhere") as away:
        current_revision(engine)
    assert "hush" not in str(away.value)


def test_the_url_may_set_the_connect_timeout() -> None:
    assert open_engine("postgresql://db/headroom").url.query["connect_timeout"] == "5"
    assert open_engine("postgresql://db/headroom?connect_timeout=30").url.query["connect_timeout"] == "30"


def test_a_restarted_server_is_reconnected(engine: Engine, server: Engine, now: datetime) -> None:
    ws = open_workspace(engine, "T-ours", now)
    accounts.add(ws, "main", "U1", now)
    everyone = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
    with server.connect() as administrator:
        assert administrator.execute(everyone, {"name": engine.url.database}).scalar_one() >= 1
    assert accounts.list_names(ws) == ["main"]
    accounts.add(ws, "second", "U1", now)
    assert accounts.list_names(ws) == ["main", "second"]
