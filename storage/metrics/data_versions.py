"""A version number of each account's data, so that the same data is evaluated only once a day."""

from __future__ import annotations

from sqlalchemy import bindparam

from storage.scoping import scoped_select, scoped_update
from storage.tables import arrival
from storage.transaction import Snapshot, Transaction

_VERSIONS = scoped_select(arrival).with_only_columns(arrival.c.account, arrival.c.number)
_INCREMENT = scoped_update(arrival, number=arrival.c.number + 1).where(arrival.c.account == bindparam("of_account"))


def increment_version(transaction: Transaction, account: str) -> None:
    """Increment the version in the transaction that stores new data.

    Raises `sqlalchemy.exc.StatementError` for an unknown account.
    """
    if not transaction.insert_if_absent(arrival, {"account": account, "number": 1}):
        transaction.execute(_INCREMENT, of_account=account)


def select_versions(snapshot: Snapshot) -> dict[str, int]:
    """The version of the data of each account; an account without data is absent."""
    return {row.account: row.number for row in snapshot.rows(_VERSIONS)}
