from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select, text

from storage import accounts
from storage.database.encryption import EncryptionError, Keys, generate_key
from storage.reports import connections, rate_limits
from storage.reports.connections import Connection, Credentials
from storage.reports.rate_limits import RateLimit
from storage.tables import amazon_connection
from storage.workspaces import Workspace, begin_all, open_workspace

OLD, NEW = SecretStr(generate_key()), SecretStr(generate_key())
CREDENTIALS = Credentials("amzn1.client", SecretStr("the secret"), SecretStr("the consent"))
SWAP = text(
    "UPDATE amazon_connection SET refresh_token = (SELECT refresh_token FROM amazon_connection AS other"
    " WHERE other.account = 'second') WHERE account = 'main'"
)
MINUTE = timedelta(minutes=1)


def connect(ws: Workspace, now: datetime, account: str = "main", keys: Keys | None = None) -> None:
    connection = Connection(account=account, marketplace="ca", client_id="", key_id="", since=now, who="U1")
    connections.upsert(ws, keys or Keys(OLD), connection, CREDENTIALS)


def test_credentials_are_decrypted_on_reading_and_never_shown(engine: Engine, ws: Workspace, now: datetime) -> None:
    connect(ws, now)
    assert connections.get_credentials(ws, Keys(OLD), "main") == CREDENTIALS
    assert "the secret" not in f"{CREDENTIALS!r}{connections.list_all(ws)!r}"
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
    with pytest.raises(EncryptionError, match="refresh_token of main was changed"):
        connections.get_credentials(ws, Keys(OLD), "main")
    assert connections.get_credentials(ws, Keys(OLD), "second") == CREDENTIALS


def test_secrets_of_all_workspaces_are_reencrypted_together(engine: Engine, ws: Workspace, now: datetime) -> None:
    other = open_workspace(engine, "T-other", now)
    accounts.add(other, "main", "U1", now)
    connect(ws, now)
    connect(other, now)
    with begin_all(engine) as transactions:
        assert sum(connections.reencrypt(transaction, Keys(NEW, OLD)) for transaction in transactions) == 2
    with begin_all(engine) as transactions:
        assert sum(connections.reencrypt(transaction, Keys(NEW)) for transaction in transactions) == 0
    for workspace in (ws, other):
        assert connections.get_credentials(workspace, Keys(NEW), "main") == CREDENTIALS
        with pytest.raises(EncryptionError):
            connections.get_credentials(workspace, Keys(OLD), "main")


def test_one_undecryptable_secret_stops_the_reencryption_of_all(engine: Engine, ws: Workspace, now: datetime) -> None:
    other = open_workspace(engine, "T-other", now)
    accounts.add(other, "main", "U1", now)
    connect(ws, now, keys=Keys(SecretStr(generate_key())))
    connect(other, now)
    with pytest.raises(EncryptionError), begin_all(engine) as transactions:
        assert [connections.reencrypt(transaction, Keys(NEW, OLD)) for transaction in transactions]
    assert connections.get_credentials(other, Keys(OLD), "main") == CREDENTIALS


def test_a_connection_has_one_claimant_until_the_lease_ends(ws: Workspace, now: datetime) -> None:
    connect(ws, now)

    def claim(who: str, at: datetime) -> bool:
        with ws.begin() as transaction:
            return connections.claim(transaction, "main", who, at, at + MINUTE)

    assert claim("one", now)
    assert not claim("two", now + MINUTE / 2)
    assert claim("one", now + MINUTE / 2)
    assert not claim("two", now + MINUTE)
    assert claim("two", now + 2 * MINUTE)
    assert not claim("one", now + 2 * MINUTE)
    connections.release(ws, "main", "one")
    assert not claim("one", now + 2 * MINUTE)
    connections.release(ws, "main", "two")
    assert claim("one", now + 2 * MINUTE)
    connect(ws, now)
    assert claim("two", now + 2 * MINUTE), "an overwritten connection has no claimant"


def test_only_the_claimant_marks_a_connection_as_refused(ws: Workspace, now: datetime) -> None:
    connect(ws, now)
    with ws.begin() as transaction:
        connections.claim(transaction, "main", "one", now, now + MINUTE)
    connections.mark_refused(ws, "main", "two", "invalid_grant", now, now + MINUTE)
    assert [connection.trouble for connection in connections.list_all(ws)] == [None]
    connections.mark_refused(ws, "main", "one", "invalid_grant", now, now + MINUTE)
    connections.mark_refused(ws, "main", "one", "invalid_grant", now + MINUTE, now + 2 * MINUTE)
    [refused] = connections.list_all(ws)
    assert (refused.trouble, refused.trouble_since, refused.not_before) == ("invalid_grant", now, now + 2 * MINUTE)


def test_a_burst_is_used_up_and_earned_back(ws: Workspace, now: datetime) -> None:
    limit = RateLimit(MINUTE, 3)

    def acquire(at: datetime) -> datetime | None:
        with ws.begin() as transaction:
            return rate_limits.acquire(transaction, "main", "createReport", limit, at)

    assert [acquire(now) for _ in range(4)] == [None, None, None, now + MINUTE]
    assert acquire(now + MINUTE) is None
    assert acquire(now + 1.5 * MINUTE) == now + 2 * MINUTE
    assert [acquire(now + 60 * MINUTE) for _ in range(4)] == [None, None, None, now + 61 * MINUTE]


def test_the_rate_changes_and_backing_off_empties_the_bucket(ws: Workspace, now: datetime) -> None:
    limit = RateLimit(MINUTE, 2)
    with ws.begin() as transaction:
        assert rate_limits.acquire(transaction, "main", "getReport", limit, now) is None
        rate_limits.set_rate(transaction, "main", "getReport", limit, 0.1, now)
        assert rate_limits.acquire(transaction, "main", "getReport", limit, now) is None
        assert rate_limits.acquire(transaction, "main", "getReport", limit, now) == now + timedelta(seconds=10)
        rate_limits.back_off(transaction, "main", "getReport", limit, now + MINUTE)
        assert rate_limits.acquire(transaction, "main", "getReport", limit, now) == now + MINUTE
        assert rate_limits.acquire(transaction, "main", "getReport", limit, now + MINUTE) is None
        assert rate_limits.acquire(transaction, "main", "getReport", limit, now + MINUTE) == now + MINUTE + timedelta(
            seconds=10
        )
