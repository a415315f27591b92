"""The reader at work: dropped files one after the other, outside of the listeners.

What is promised: a file that Slack was told we have heard of is answered. At a stop the one that is being read has a
few seconds to come to its end, and is given back after them; it is read again at the next start. After a kill it is
read again once its lease is over. Its rows are stored once and its answer is said once, however often it is read.
"""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.assistant import Assistant
from bot.listeners.uploads.answer import Bringing, Outrun
from bot.reports.parsing.report import Unreadable
from bot.slack.calls import FAILURES, ClientOf, failure_of, single_tries
from bot.views.files.imports import refused_view
from bot.views.files.uploads import dropped_fault_view
from storage.reports import uploads

log = logging.getLogger(__name__)

LOOK: Final = 10.0
"""Seconds between two looks for files when nobody wakes the reader."""

LEASE: Final = timedelta(minutes=5)
"""How long a file is its reader's alone."""

FINISHING: Final = 3.0
"""Seconds that a file under way has at a stop."""

CALLING: Final = 5.0
"""Seconds that a call to Slack may take."""

MOST_TRIES: Final = 6
PAUSE: Final = timedelta(seconds=10)
"""Before the second try; twice as long before each one more, so that the last one is five minutes after the first."""


class Stopped(RuntimeError):
    """It is time to stop; the file is read another time."""


class Reader:
    """Reads files that were dropped, one at a time; `woken` has it look for them now."""

    def __init__(self, assistant: Assistant, client_of: ClientOf, woken: threading.Event | None = None) -> None:
        self._assistant, self._client_of = assistant, client_of
        self._woken, self._stopping = woken or threading.Event(), threading.Event()
        self._until = float("inf")

    def stop(self) -> None:
        """Have `run` return, after the file that is being read if it comes to its end soon."""
        self._until = time.monotonic() + FINISHING
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Read until told to stop."""
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                found = self.read()
            except SQLAlchemyError:
                log.warning("the dropped files are out of reach, and are looked for again", exc_info=True)
                found = 0
            if not found and not self._stopping.is_set():
                self._woken.wait(LOOK)

    def read(self) -> int:
        """Read the next file of every workspace: how many, so that 0 says that none is left.

        Raises `sqlalchemy.exc.SQLAlchemyError` where the database is away; what was taken up then comes again.
        """
        waiting = uploads.list_workspaces_with_due_uploads(self._assistant.engine, self._assistant.clock())
        return sum(self._read_next(each) for each in waiting if not self._stopping.is_set())

    def _read_next(self, workspace_id: str) -> bool:
        ws = self._assistant.workspace(workspace_id)
        file = uploads.claim(ws, self._assistant.clock(), LEASE * self._assistant.speed)
        if file is None:
            return False
        client = single_tries(self._client_of(workspace_id), CALLING)
        bringing = Bringing(self._assistant, ws, client, file, self._look)
        with ThreadPoolExecutor(1, "file") as alone:
            failure = alone.submit(bringing.bring).exception()
        try:
            if failure:
                self._failed(bringing, failure)
        except Outrun:
            log.info("this file was answered already", extra={"workspace": ws.id})
        return True

    def _look(self) -> None:
        if time.monotonic() > self._until:
            raise Stopped

    def _failed(self, bringing: Bringing, failure: BaseException) -> None:
        """Try again what may come right, and leave nobody in silence over the rest."""
        told = {"workspace": bringing.ws.id, "attempt": bringing.dropped.attempts + 1}
        if isinstance(failure, Outrun):
            raise failure
        if isinstance(failure, Stopped) or (self._stopping.is_set() and isinstance(failure, FAILURES)):
            uploads.reschedule(bringing.ws, bringing.dropped, self._assistant.clock(), bringing.dropped.attempts)
        elif isinstance(failure, (*FAILURES, SQLAlchemyError)):
            log.warning("a file could not be read now", extra=told | {"error": _word(failure)})
            self._again(bringing)
        else:
            self._fault(bringing, failure)

    def _again(self, bringing: Bringing) -> None:
        tries = bringing.dropped.attempts + 1
        if tries < MOST_TRIES:
            pause = PAUSE * (2 ** (tries - 1)) * self._assistant.speed
            uploads.reschedule(bringing.ws, bringing.dropped, self._assistant.clock() + pause, tries)
        else:
            bringing.answer(
                refused_view(bringing.assistant.locale, "", Unreadable("dropped.refuse.away")),
                bringing.dropped.file,
                "refused",
            )

    def _fault(self, bringing: Bringing, failure: BaseException) -> None:
        reference = uuid.uuid4().hex[:8]
        log.error("a file failed, reference %s", reference, exc_info=failure, extra={"reference": reference})
        self._assistant.failed()
        bringing.answer(dropped_fault_view(bringing.assistant.locale, reference), bringing.dropped.file, "failed")


def _word(failure: BaseException) -> str:
    return failure_of(failure).word if isinstance(failure, FAILURES) else type(failure).__name__


@contextmanager
def reading_files(assistant: Assistant, client_of: ClientOf, dropped: threading.Event) -> Iterator[Reader]:
    """Read dropped files until the end of the block; `dropped` wakes the reader."""
    reader = Reader(assistant, client_of, dropped)
    running = threading.Thread(target=reader.run, name="reader")
    running.start()
    try:
        yield reader
    finally:
        reader.stop()
        running.join()
