"""Accounts' ways into Amazon: whose credentials are held, sealed, and who is at work with them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from pydantic import SecretStr
from sqlalchemy import BindParameter, bindparam, func, or_

from storage.database.column_types import UtcDateTime
from storage.database.encryption import Keys, Place, Sealed
from storage.tables import amazon_connection
from storage.workspaces import Transaction, Workspace, change, own, remove

SECRETS = ("client_secret", "refresh_token")
"""The columns that are sealed."""

TROUBLE_LIMIT = 200
"""Characters of Amazon's word for what is wrong."""


class Credentials(NamedTuple):
    """What opens an account at Amazon: the application, its secret, and the seller's consent to it."""

    client_id: str
    client_secret: SecretStr
    refresh_token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An account's connection without its secrets.

    `key_id` names the key they are sealed with. Nothing is asked of Amazon before `not_before`. `trouble` is Amazon's
    word for why it lets us not in, since `trouble_since`.
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
_ALL = own(amazon_connection).with_only_columns(*(_c[field.name] for field in fields(Connection)))
_SEALED = own(amazon_connection).with_only_columns(_c.account, _c.client_id, _c.key_id, *(_c[name] for name in SECRETS))
_ONE_SEALED = _SEALED.where(_c.account == _account)
_RESEAL = change(
    amazon_connection, key_id=bindparam("new_key_id"), **{name: bindparam(f"new_{name}") for name in SECRETS}
).where(_c.account == _account)
_HOLD = change(amazon_connection, claimant=bindparam("by"), lease_until=bindparam("until")).where(
    _c.account == _account, or_(_c.claimant.is_(None), _c.claimant == bindparam("by"), _c.lease_until <= _now)
)
_MINE = _c.account == _account, _c.claimant == bindparam("by")
_RELEASE = change(amazon_connection, claimant=None, lease_until=None).where(*_MINE)
_REST = change(amazon_connection, not_before=bindparam("until")).where(*_MINE)
_REFUSED = change(
    amazon_connection,
    trouble=bindparam("word"),
    trouble_since=func.coalesce(_c.trouble_since, _now),
    not_before=bindparam("until"),
).where(*_MINE)
_WELL = change(amazon_connection, trouble=None, trouble_since=None, not_before=None).where(
    *_MINE, or_(_c.trouble.is_not(None), _c.not_before.is_not(None))
)
_REMOVE = remove(amazon_connection).where(_c.account == _account)


def put(ws: Workspace, keys: Keys, connection: Connection, credentials: Credentials) -> None:
    """Keep an account's credentials, in the place of those it had; whoever is at work with those stops.

    Raises `encryption.Unsealable` without a key, and `sqlalchemy.exc.StatementError` for an unknown account.
    """
    row = {field.name: getattr(connection, field.name) for field in fields(Connection)}
    row |= {"client_id": credentials.client_id, "claimant": None, "lease_until": None}
    with ws.begin() as transaction:
        transaction.put(amazon_connection, row | _sealed(ws.id, keys, connection.account, credentials))


def forget(ws: Workspace, account: str) -> bool:
    """Keep an account's credentials no longer: whether there were any."""
    with ws.begin() as transaction:
        return transaction.write(_REMOVE, of_account=account) > 0


def held(ws: Workspace) -> list[Connection]:
    """Every connection of the workspace in the order of the accounts, without its secrets."""
    with ws.read() as snapshot:
        found = (Connection(**row._mapping) for row in snapshot.rows(_ALL))
        # Databases differ in how they order letters; Python does not.
        return sorted(found, key=attrgetter("account"))


def credentials(ws: Workspace, keys: Keys, account: str) -> Credentials:
    """What opens an account. Raises LookupError where nothing does, and `storage.database.encryption.Unsealable`."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_ONE_SEALED, of_account=account)
    if not rows:
        raise LookupError(account)
    return _unsealed(ws.id, keys, rows[0]._mapping)


def reseal(transaction: Transaction, keys: Keys) -> int:
    """Seal every secret of the workspace with the key in use: how many connections had another one.

    Raises `storage.database.encryption.Unsealable` where one cannot be read.
    """
    rows = [row._mapping for row in transaction.rows(_SEALED) if row.key_id != keys.in_use]
    for row in rows:
        workspace_id, account = transaction.workspace_id, row["account"]
        columns = _sealed(workspace_id, keys, account, _unsealed(workspace_id, keys, row))
        new = {f"new_{name}": text for name, text in columns.items()}
        transaction.write(_RESEAL, of_account=account, **new)
    return len(rows)


def hold(transaction: Transaction, account: str, claimant: str, now: datetime, until: datetime) -> bool:
    """Be the only one at work with a connection until then: False where somebody else is, or it is gone."""
    return transaction.write(_HOLD, of_account=account, by=claimant, now=now, until=until) > 0


def release(ws: Workspace, account: str, claimant: str) -> None:
    """Let somebody else work with the connection."""
    with ws.begin() as transaction:
        transaction.write(_RELEASE, of_account=account, by=claimant)


def rest(ws: Workspace, account: str, claimant: str, until: datetime) -> None:
    """Have nothing asked of Amazon until then."""
    with ws.begin() as transaction:
        transaction.write(_REST, of_account=account, by=claimant, until=until)


def refused(ws: Workspace, account: str, claimant: str, word: str, now: datetime, until: datetime) -> None:
    """Keep Amazon's word for why it lets us not in, and since when; nothing is asked until then."""
    with ws.begin() as transaction:
        transaction.write(_REFUSED, of_account=account, by=claimant, word=word[:TROUBLE_LIMIT], now=now, until=until)


def well(ws: Workspace, account: str, claimant: str) -> None:
    """Note that Amazon lets us in."""
    with ws.begin() as transaction:
        transaction.write(_WELL, of_account=account, by=claimant)


def _sealed(workspace_id: str, keys: Keys, account: str, credentials: Credentials) -> dict[str, str]:
    """The columns that hold the secrets, and the name of their key."""
    texts = {name: keys.seal(getattr(credentials, name), Place(workspace_id, account, name)).text for name in SECRETS}
    return {"key_id": keys.in_use, **texts}


def _unsealed(workspace_id: str, keys: Keys, row: Any) -> Credentials:
    account = row["account"]
    found = {
        name: keys.unseal(Sealed(row["key_id"], row[name]), Place(workspace_id, account, name)) for name in SECRETS
    }
    return Credentials(row["client_id"], **found)
