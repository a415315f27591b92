from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import accounts
from storage.database import engine as opening
from storage.database.engine import open_engine
from storage.database.migrate import LOCK, current_revision, head_revision, upgrade
from storage.workspaces import open_workspace
from tests.patience import PATIENCE, wait_until

LIMITS = ("lock_timeout", "idle_in_transaction_session_timeout")
LONG_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND wait_event_type = 'Lock'"
    " AND query_start < clock_timestamp() - interval '0.1 s'"
)


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


def test_the_url_may_set_the_keepalives() -> None:
    assert open_engine("postgresql://db/headroom").url.query["keepalives_idle"] == "30"
    assert open_engine("postgresql://db/headroom?keepalives_idle=9").url.query["keepalives_idle"] == "9"


def test_a_lock_is_waited_for_so_long_and_no_longer(
    engine: Engine, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(opening, "LOCK_TIMEOUT_SECONDS", 0.05)
    impatient = open_engine(postgresql_url)
    with open_workspace(engine, "T-ours", now).begin() as holding:
        holding.lock()
        with open_workspace(impatient, "T-ours", now).begin() as waiting, pytest.raises(OperationalError, match="lock"):
            waiting.lock()
    impatient.dispose()


def test_who_freezes_with_a_lock_holds_up_nobody_for_ever(
    engine: Engine, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(opening, "IDLE_TIMEOUT_SECONDS", 0.05)
    to_freeze, locked = open_engine(postgresql_url), []
    with pytest.raises(DBAPIError), open_workspace(to_freeze, "T-ours", now).begin() as frozen:  # noqa: PT012
        frozen.lock()
        with open_workspace(engine, "T-ours", now).begin() as waiting:
            waiting.lock()
            locked.append(waiting)
    assert locked
    to_freeze.dispose()


def test_limits_of_the_database_or_its_url_stay(postgresql_url: str) -> None:
    url = make_url(postgresql_url).update_query_dict({"options": "-c lock_timeout=7s"})
    engine = open_engine(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        limits = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in LIMITS]
    assert limits == ["7s", "1min"]
    engine.dispose()


def waiting_for_long(server: Engine, url: str) -> int:
    """How many wait in a database for a lock, and longer than an impatient one would."""
    with server.connect() as administrator:
        return administrator.execute(LONG_WAITING, {"name": make_url(url).database}).scalar_one()


def test_who_upgrades_waits_for_another_one_however_long_it_takes(
    new_postgresql_url: str, server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LOCK_TIMEOUT_SECONDS", 0.05)
    first, second = open_engine(new_postgresql_url), open_engine(new_postgresql_url)
    with ThreadPoolExecutor(1) as pool:
        with first.begin() as upgrading:
            upgrading.execute(LOCK)
            upgraded = pool.submit(upgrade, second)
            wait_until(lambda: waiting_for_long(server, new_postgresql_url))
        upgraded.result(PATIENCE)
    assert head_revision() == current_revision(first)
    first.dispose()
    second.dispose()
