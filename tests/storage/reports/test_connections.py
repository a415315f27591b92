from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select, text

from storage import accounts
from storage.database.encryption import Keys, Unsealable, new_key
from storage.reports import connections, rate_limits
from storage.reports.connections import Connection, Credentials
from storage.reports.rate_limits import Limit
from storage.tables import amazon_connection
from storage.workspaces import Workspace, begin_all, open_workspace

OLD, NEW = SecretStr(new_key()), SecretStr(new_key())
CREDENTIALS = Credentials("amzn1.client", SecretStr("the secret"), SecretStr("the consent"))
SWAP = text(
    "UPDATE amazon_connection SET refresh_token = (SELECT refresh_token FROM amazon_connection AS other"
    " WHERE other.account = 'second') WHERE account = 'main'"
)
MINUTE = timedelta(minutes=1)


def connect(ws: Workspace, now: datetime, account: str = "main", keys: Keys | None = None) -> None:
    held = Connection(account=account, marketplace="ca", client_id="", key_id="", since=now, who="U1")
    connections.put(ws, keys or Keys(OLD), held, CREDENTIALS)


def test_what_is_stored_is_read_again_and_shown_nowhere(engine: Engine, ws: Workspace, now: datetime) -> None:
    connect(ws, now)
    assert connections.credentials(ws, Keys(OLD), "main") == CREDENTIALS
    assert "the secret" not in f"{CREDENTIALS!r}{connections.held(ws)!r}"
    with engine.connect() as connection:
        row = str(connection.execute(select(amazon_connection)).one())
    assert "the secret" not in row
    assert "the consent" not in row


def test_a_swapped_row_is_refused(engine: Engine, ws: Workspace, now: datetime) -> None:
    accounts.add(ws, "second", "U1", now)
    connect(ws, now)
    connect(ws, now, "second")
    with engine.begin() as connection:
        connection.execute(SWAP)
    with pytest.raises(Unsealable, match="refresh_token of main was changed"):
        connections.credentials(ws, Keys(OLD), "main")
    assert connections.credentials(ws, Keys(OLD), "second") == CREDENTIALS


def test_every_secret_of_every_workspace_is_sealed_anew_together(engine: Engine, ws: Workspace, now: datetime) -> None:
    other = open_workspace(engine, "T-other", now)
    accounts.add(other, "main", "U1", now)
    connect(ws, now)
    connect(other, now)
    with begin_all(engine) as transactions:
        assert sum(connections.reseal(each, Keys(NEW, OLD)) for each in transactions) == 2
    with begin_all(engine) as transactions:
        assert sum(connections.reseal(each, Keys(NEW)) for each in transactions) == 0
    for each in (ws, other):
        assert connections.credentials(each, Keys(NEW), "main") == CREDENTIALS
        with pytest.raises(Unsealable):
            connections.credentials(each, Keys(OLD), "main")


def test_where_one_secret_cannot_be_read_none_is_sealed_anew(engine: Engine, ws: Workspace, now: datetime) -> None:
    other = open_workspace(engine, "T-other", now)
    accounts.add(other, "main", "U1", now)
    connect(ws, now, keys=Keys(SecretStr(new_key())))
    connect(other, now)
    with pytest.raises(Unsealable), begin_all(engine) as transactions:
        assert [connections.reseal(each, Keys(NEW, OLD)) for each in transactions]
    assert connections.credentials(other, Keys(OLD), "main") == CREDENTIALS


def test_a_connection_is_held_by_one_until_its_lease_is_over(ws: Workspace, now: datetime) -> None:
    connect(ws, now)

    def hold(who: str, at: datetime) -> bool:
        with ws.begin() as transaction:
            return connections.hold(transaction, "main", who, at, at + MINUTE)

    assert hold("one", now)
    assert not hold("two", now + MINUTE / 2)
    assert hold("one", now + MINUTE / 2)
    assert not hold("two", now + MINUTE)
    assert hold("two", now + 2 * MINUTE)
    assert not hold("one", now + 2 * MINUTE)
    connections.release(ws, "main", "one")
    assert not hold("one", now + 2 * MINUTE)
    connections.release(ws, "main", "two")
    assert hold("one", now + 2 * MINUTE)
    connect(ws, now)
    assert hold("two", now + 2 * MINUTE), "credentials that are stored anew are nobody's yet"


def test_only_whoever_holds_it_says_how_it_is(ws: Workspace, now: datetime) -> None:
    connect(ws, now)
    with ws.begin() as transaction:
        connections.hold(transaction, "main", "one", now, now + MINUTE)
    connections.refused(ws, "main", "two", "invalid_grant", now, now + MINUTE)
    assert [each.trouble for each in connections.held(ws)] == [None]
    connections.refused(ws, "main", "one", "invalid_grant", now, now + MINUTE)
    connections.refused(ws, "main", "one", "invalid_grant", now + MINUTE, now + 2 * MINUTE)
    [held] = connections.held(ws)
    assert (held.trouble, held.trouble_since, held.not_before) == ("invalid_grant", now, now + 2 * MINUTE)


def test_a_burst_may_be_used_up_and_is_earned_back(ws: Workspace, now: datetime) -> None:
    limit = Limit(MINUTE, 3)

    def take(at: datetime) -> datetime | None:
        with ws.begin() as transaction:
            return rate_limits.take(transaction, "main", "createReport", limit, at)

    assert [take(now) for _ in range(4)] == [None, None, None, now + MINUTE]
    assert take(now + MINUTE) is None
    assert take(now + 1.5 * MINUTE) == now + 2 * MINUTE
    assert [take(now + 60 * MINUTE) for _ in range(4)] == [None, None, None, now + 61 * MINUTE]


def test_amazon_may_tell_another_pace_and_may_stop_everything_for_a_while(ws: Workspace, now: datetime) -> None:
    limit = Limit(MINUTE, 2)
    with ws.begin() as transaction:
        assert rate_limits.take(transaction, "main", "getReport", limit, now) is None
        rate_limits.learn(transaction, "main", "getReport", limit, 0.1, now)
        assert rate_limits.take(transaction, "main", "getReport", limit, now) is None
        assert rate_limits.take(transaction, "main", "getReport", limit, now) == now + timedelta(seconds=10)
        rate_limits.rest(transaction, "main", "getReport", limit, now + MINUTE)
        assert rate_limits.take(transaction, "main", "getReport", limit, now) == now + MINUTE
        assert rate_limits.take(transaction, "main", "getReport", limit, now + MINUTE) is None
        assert rate_limits.take(transaction, "main", "getReport", limit, now + MINUTE) == now + MINUTE + timedelta(
            seconds=10
        )
