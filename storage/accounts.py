"""The seller accounts of a workspace."""

from __future__ import annotations

from datetime import datetime

from storage.scoping import scoped_select
from storage.tables import account
from storage.workspaces import Workspace

_NAMES = scoped_select(account).with_only_columns(account.c.name)


def add(ws: Workspace, name: str, who: str, now: datetime) -> None:
    """Insert an account; one that is there already keeps its date and its author.

    Raises `sqlalchemy.exc.StatementError` for a name that the table refuses.
    """
    with ws.begin() as transaction:
        transaction.insert_if_absent(account, {"name": name, "who": who, "created_at": now})
    ws.invalidate(list_names)


def list_names(ws: Workspace) -> list[str]:
    """The names of the accounts, sorted."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_NAMES)
    # Databases differ in how they order letters; Python does not.
    return sorted(row.name for row in rows)


def cached_names(ws: Workspace) -> list[str]:
    """As `list_names`, or as it was at most a second ago; an account added through `ws` itself is seen at once."""
    return ws.cached(list_names)
