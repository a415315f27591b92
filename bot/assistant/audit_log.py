"""Writing answers into the audit without making anyone wait.

Rows are committed in groups by a thread of their own, since a commit costs more than an answer. None is lost at a
clean stop: `close` writes what is left. A group that the database cannot take now is tried again until it can.
"""

import logging
import threading
import time
from collections import defaultdict
from datetime import datetime
from queue import SimpleQueue
from typing import Final

from sqlalchemy import exc

from storage import audit_log
from storage.audit_log import AuditEntry
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

GATHERING: Final = 0.05
"""Seconds that a group is gathered before it is written."""

WAITING: Final = 10_000
"""Rows that may wait; where so many do, the next answer waits too, so that memory stays bounded."""

RETRY_AFTER: Final = 1.0
"""Seconds between tries while the database is away."""

TRIES_AT_CLOSE: Final = 5

Row = tuple[Workspace, datetime, AuditEntry]


class Audit:
    """The audit's writer. Start it by making one; `close` it to write what is left."""

    def __init__(self) -> None:
        self._rows: SimpleQueue[Row | None] = SimpleQueue()
        self._held = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    def enqueue(self, workspace: Workspace, now: datetime, answered: AuditEntry) -> None:
        """Have an answer written soon; one that comes after the stop is lost, and waits for nobody."""
        while self._rows.qsize() >= WAITING and self._thread.is_alive():
            time.sleep(GATHERING)
        self._rows.put((workspace, now, answered))

    def pending(self) -> int:
        """How many answers are not written yet."""
        return self._rows.qsize() + self._held

    def close(self) -> None:
        """Write what is left and stop."""
        self._closing.set()
        self._rows.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._rows.get()) is not None:
            self._held = 1
            self._closing.wait(GATHERING)
            rows = [first, *self._waiting()]
            self._held = len(rows)
            self._write(rows)
            self._held = 0

    def _waiting(self) -> list[Row]:
        """Every row that waits now; the end is put back for the next look."""
        rows: list[Row] = []
        for _ in range(self._rows.qsize()):
            row = self._rows.get()
            if row is None:
                self._rows.put(None)
                break
            rows.append(row)
        return rows

    def _write(self, rows: list[Row]) -> None:
        groups: defaultdict[Workspace, list[tuple[datetime, AuditEntry]]] = defaultdict(list)
        for workspace, now, answered in rows:
            groups[workspace].append((now, answered))
        for workspace, group in groups.items():
            self._write_group(workspace, group)

    def _write_group(self, workspace: Workspace, group: list[tuple[datetime, AuditEntry]]) -> None:
        """Write a group, trying again while the database is away."""
        tries = 0
        while not self._written(workspace, group):
            tries += 1
            if self._closing.is_set() and tries == TRIES_AT_CLOSE:
                log.error("the audit lost %d answers at the stop", len(group))
                return
            time.sleep(RETRY_AFTER)

    def _written(self, workspace: Workspace, group: list[tuple[datetime, AuditEntry]]) -> bool:
        """Whether the group is off our hands; one row that the database refuses takes no other with it."""
        try:
            audit_log.record_all(workspace, group)
        except (exc.OperationalError, exc.TimeoutError):
            log.warning("the audit cannot be written now, %d answers wait", len(group), exc_info=True)
            return False
        except exc.SQLAlchemyError:
            for now, answered in group:
                self._write_one(workspace, now, answered)
        return True

    def _write_one(self, workspace: Workspace, now: datetime, answered: AuditEntry) -> None:
        try:
            audit_log.record(workspace, answered, now)
        except exc.SQLAlchemyError:
            log.exception("the audit refuses the answer to %s", answered.command)
