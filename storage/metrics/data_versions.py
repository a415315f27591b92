"""How often data of an account arrived: what tells a look at new data from a look at the same again."""

from __future__ import annotations

from sqlalchemy import bindparam

from storage.tables import arrival
from storage.workspaces import Snapshot, Transaction, change, own

_NUMBERS = own(arrival).with_only_columns(arrival.c.account, arrival.c.number)
_NEXT = change(arrival, number=arrival.c.number + 1).where(arrival.c.account == bindparam("of_account"))


def arrived(transaction: Transaction, account: str) -> None:
    """Count one more arrival, in the transaction that brings the data.

    Raises `sqlalchemy.exc.StatementError` for an unknown account.
    """
    if not transaction.add(arrival, {"account": account, "number": 1}):
        transaction.write(_NEXT, of_account=account)


def numbers(snapshot: Snapshot) -> dict[str, int]:
    """How often data arrived, by account; an account without any is absent."""
    return {row.account: row.number for row in snapshot.rows(_NUMBERS)}
