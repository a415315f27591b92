"""The accounts' connections to Amazon: encrypted credentials, and the lease of the process that uses them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from pydantic import SecretStr
from sqlalchemy import BindParameter, bindparam, func, or_

from storage.database.column_types import UtcDateTime
from storage.database.encryption import AssociatedData, Ciphertext, Keys
from storage.scoping import scoped_delete, scoped_select, scoped_update
from storage.tables import amazon_connection
from storage.transaction import Transaction
from storage.workspaces import Workspace

SECRET_COLUMNS = ("client_secret", "refresh_token")
"""The columns that are encrypted."""

TROUBLE_MAX_LENGTH = 200
"""Characters of Amazon's error code that are stored."""


class Credentials(NamedTuple):
    """Credentials of the Selling Partner API: the application, its secret, and the seller's refresh token for it."""

    client_id: str
    client_secret: SecretStr
    refresh_token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An account's connection without its secrets.

    `key_id` names the key that encrypted them. Amazon is not called before `not_before`. `trouble` is the error code
    with which Amazon has refused the credentials since `trouble_since`.
    """

    account: str
    marketplace: str
    client_id: str
    key_id: str
    since: datetime
    who: str
    not_before: datetime | None = None
    trouble: str | None = None
    trouble_since: datetime | None = None


_c = amazon_connection.c
_account: BindParameter[str] = bindparam("of_account")
_now = bindparam("now", type_=UtcDateTime())
_ALL = scoped_select(amazon_connection).with_only_columns(*(_c[field.name] for field in fields(Connection)))
_ENCRYPTED = scoped_select(amazon_connection).with_only_columns(
    _c.account, _c.client_id, _c.key_id, *(_c[name] for name in SECRET_COLUMNS)
)
_ONE_ENCRYPTED = _ENCRYPTED.where(_c.account == _account)
_REENCRYPT = scoped_update(
    amazon_connection, key_id=bindparam("new_key_id"), **{name: bindparam(f"new_{name}") for name in SECRET_COLUMNS}
).where(_c.account == _account)
_CLAIM = scoped_update(amazon_connection, claimant=bindparam("by"), lease_until=bindparam("until")).where(
    _c.account == _account, or_(_c.claimant.is_(None), _c.claimant == bindparam("by"), _c.lease_until <= _now)
)
_CLAIMED = _c.account == _account, _c.claimant == bindparam("by")
_RELEASE = scoped_update(amazon_connection, claimant=None, lease_until=None).where(*_CLAIMED)
_DEFER = scoped_update(amazon_connection, not_before=bindparam("until")).where(*_CLAIMED)
_MARK_REFUSED = scoped_update(
    amazon_connection,
    trouble=bindparam("error"),
    trouble_since=func.coalesce(_c.trouble_since, _now),
    not_before=bindparam("until"),
).where(*_CLAIMED)
_CLEAR_TROUBLE = scoped_update(amazon_connection, trouble=None, trouble_since=None, not_before=None).where(
    *_CLAIMED, or_(_c.trouble.is_not(None), _c.not_before.is_not(None))
)
_REMOVE = scoped_delete(amazon_connection).where(_c.account == _account)


def upsert(ws: Workspace, keys: Keys, connection: Connection, credentials: Credentials) -> None:
    """Insert or overwrite an account's connection, which ends any claim on it.

    Raises `storage.database.encryption.EncryptionError` without a key, and `sqlalchemy.exc.StatementError` for an
    unknown account.
    """
    row = {field.name: getattr(connection, field.name) for field in fields(Connection)}
    row |= {"client_id": credentials.client_id, "claimant": None, "lease_until": None}
    with ws.begin() as transaction:
        transaction.upsert(amazon_connection, row | _encrypted(ws.id, keys, connection.account, credentials))


def delete(ws: Workspace, account: str) -> bool:
    """Delete an account's connection: whether there was one."""
    with ws.begin() as transaction:
        return transaction.execute(_REMOVE, of_account=account) > 0


def list_all(ws: Workspace) -> list[Connection]:
    """Every connection of the workspace, by account, without its secrets."""
    with ws.read() as snapshot:
        connections = (Connection(**row._mapping) for row in snapshot.rows(_ALL))
        # Databases differ in how they order letters; Python does not.
        return sorted(connections, key=attrgetter("account"))


def get_credentials(ws: Workspace, keys: Keys, account: str) -> Credentials:
    """An account's credentials, decrypted.

    Raises `LookupError` for an account without a connection, and `storage.database.encryption.EncryptionError`.
    """
    with ws.read() as snapshot:
        rows = snapshot.rows(_ONE_ENCRYPTED, of_account=account)
    if not rows:
        raise LookupError(account)
    return _decrypted(ws.id, keys, rows[0]._mapping)


def reencrypt(transaction: Transaction, keys: Keys) -> int:
    """Encrypt every secret of the workspace with the current key: how many connections used another one.

    Raises `storage.database.encryption.EncryptionError` for a secret that cannot be decrypted.
    """
    rows = [row._mapping for row in transaction.rows(_ENCRYPTED) if row.key_id != keys.current_key_id]
    for row in rows:
        workspace_id, account = transaction.workspace_id, row["account"]
        columns = _encrypted(workspace_id, keys, account, _decrypted(workspace_id, keys, row))
        new = {f"new_{name}": text for name, text in columns.items()}
        transaction.execute(_REENCRYPT, of_account=account, **new)
    return len(rows)


def claim(transaction: Transaction, account: str, claimant: str, now: datetime, until: datetime) -> bool:
    """Claim a connection until an instant, or renew the claim: False if another claimant has it, or it is deleted."""
    return transaction.execute(_CLAIM, of_account=account, by=claimant, now=now, until=until) > 0


def release(ws: Workspace, account: str, claimant: str) -> None:
    """End a claim."""
    with ws.begin() as transaction:
        transaction.execute(_RELEASE, of_account=account, by=claimant)


def defer(ws: Workspace, account: str, claimant: str, until: datetime) -> None:
    """Call Amazon for this account no sooner than `until`."""
    with ws.begin() as transaction:
        transaction.execute(_DEFER, of_account=account, by=claimant, until=until)


def mark_refused(ws: Workspace, account: str, claimant: str, error: str, now: datetime, until: datetime) -> None:
    """Store the error code with which Amazon refuses the credentials; it is called no sooner than `until`."""
    with ws.begin() as transaction:
        transaction.execute(
            _MARK_REFUSED, of_account=account, by=claimant, error=error[:TROUBLE_MAX_LENGTH], now=now, until=until
        )


def clear_trouble(ws: Workspace, account: str, claimant: str) -> None:
    """Delete the stored error code and `not_before`: Amazon accepted the credentials."""
    with ws.begin() as transaction:
        transaction.execute(_CLEAR_TROUBLE, of_account=account, by=claimant)


def _encrypted(workspace_id: str, keys: Keys, account: str, credentials: Credentials) -> dict[str, str]:
    """The columns of the encrypted secrets and of their key's id."""
    texts = {
        name: keys.encrypt(getattr(credentials, name), AssociatedData(workspace_id, account, name)).text
        for name in SECRET_COLUMNS
    }
    return {"key_id": keys.current_key_id, **texts}


def _decrypted(workspace_id: str, keys: Keys, row: Any) -> Credentials:
    account = row["account"]
    secrets = {
        name: keys.decrypt(Ciphertext(row["key_id"], row[name]), AssociatedData(workspace_id, account, name))
        for name in SECRET_COLUMNS
    }
    return Credentials(row["client_id"], **secrets)
