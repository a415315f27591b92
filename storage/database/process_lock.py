"""One bot process for one SQLite file, held by a lock that dies with the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from storage.database.engine import database_file


class AlreadyRunning(RuntimeError):
    """Another bot process serves the same SQLite file; the message names it and says what to do."""


@contextmanager
def one_bot(url: str) -> Iterator[None]:
    """Be the only bot on this database until the block ends or the process dies.

    The lock is on `<file>.lock` beside the database; that file stays, the lock on it does not.
    Commands that run beside the bot (`ask`, `import`, `doctor`) do not take it. Nothing happens for a
    database in memory, nor for PostgreSQL, which several bots may share.

    Raises `AlreadyRunning`.
    """
    # Not filelock's FileLock: where a file system has no lock, it leaves a marker that outlives a killed process.
    from filelock import lock_descriptor

    database = database_file(url)
    if database is None:
        yield
        return
    database = database.resolve()
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_name(database.name + ".lock").open("a") as lock:
        if not lock_descriptor(lock.fileno(), blocking=False):
            raise AlreadyRunning(
                f"Another bot already serves {database}. Stop it, or give this one a database of its own."
            )
        yield
