"""The workspaces of the database, each with its own transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from storage.database.engine import read_only
from storage.tables import workspace
from storage.transaction import Snapshot, Transaction

CACHE_SECONDS = 1.0
"""How long `Workspace.cached` gives a value without reading the database again."""

Value = TypeVar("Value")

_IDS = select(workspace.c.id)
_ONE_ID = _IDS.where(workspace.c.id == bindparam("workspace_id"))


class Workspace:
    """One Slack workspace's part of the database; made by `open_workspace`."""

    def __init__(self, engine: Engine, workspace_id: str) -> None:
        self.id = workspace_id
        self._engine = engine
        self._read_only = read_only(engine)
        self._cache: dict[Callable[[Workspace], Any], tuple[float, Any]] = {}

    def cached(self, read: Callable[[Workspace], Value]) -> Value:
        """What `read` returns for this workspace, or returned at most `CACHE_SECONDS` ago.

        For what every answer needs and hardly ever changes. Whoever changes it calls `invalidate`.
        """
        entry = self._cache.get(read)
        if entry is None or monotonic() - entry[0] > CACHE_SECONDS:
            entry = self._cache[read] = (monotonic(), read(self))
        value: Value = entry[1]
        return value

    def invalidate(self, read: Callable[[Workspace], Any]) -> None:
        """Have `cached` read the database the next time."""
        self._cache.pop(read, None)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A writing transaction: committed at the end of the block, rolled back if the block raises."""
        with self._engine.begin() as connection:
            yield Transaction(connection, self.id)

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """A reading transaction, which waits for no writer."""
        with self._read_only.connect() as connection:
            yield Snapshot(connection, self.id)


def open_workspace(engine: Engine, workspace_id: str, now: datetime) -> Workspace:
    """The workspace of this id, inserted as of `now` if it is new; safe to call from several processes.

    Raises `sqlalchemy.exc.StatementError` for an id that the table refuses.
    """
    if not _exists(engine, workspace_id):
        try:
            with engine.begin() as connection:
                connection.execute(insert(workspace), {"id": workspace_id, "created_at": now})
        except IntegrityError:
            if not _exists(engine, workspace_id):
                raise
    return Workspace(engine, workspace_id)


@contextmanager
def begin_all(engine: Engine) -> Iterator[list[Transaction]]:
    """One writing transaction as one object per workspace: committed at the end of the block, or rolled back."""
    with engine.begin() as connection:
        workspace_ids = sorted(connection.execute(_IDS).scalars())
        yield [Transaction(connection, workspace_id) for workspace_id in workspace_ids]


def list_ids(engine: Engine) -> list[str]:
    """The ids of every workspace, sorted."""
    with read_only(engine).connect() as connection:
        return sorted(connection.execute(_IDS).scalars())


def _exists(engine: Engine, workspace_id: str) -> bool:
    with read_only(engine).connect() as connection:
        return connection.execute(_ONE_ID, {"workspace_id": workspace_id}).first() is not None
