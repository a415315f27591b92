"""The seller accounts that a workspace watches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam

from storage.tables import account
from storage.workspaces import Workspace, own

_ALL = own(account).with_only_columns(account.c.name)
_ONE = _ALL.where(account.c.name == bindparam("name"))


def add(ws: Workspace, name: str, who: str, now: datetime) -> None:
    """Watch an account; one that is watched already keeps its date and its author.

    Raises `sqlalchemy.exc.StatementError` for a name that the table refuses.
    """
    with ws.begin() as transaction:
        transaction.lock()
        if not transaction.rows(_ONE, name=name):
            transaction.insert(account, {"name": name, "who": who, "created_at": now})
    ws.forget(names)


def names(ws: Workspace) -> list[str]:
    """The accounts of the workspace in the order of their names."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_ALL)
    # Databases differ in how they order letters; Python does not.
    return sorted(row.name for row in rows)


def recent_names(ws: Workspace) -> list[str]:
    """The accounts now, or those of at most a second ago; one added through `ws` itself is seen at once."""
    return ws.remember(names)
