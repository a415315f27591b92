"""What those who run Headroom see of it: `/healthz`, `/metrics`, and the lines in the log that are worth a look."""

import asyncio
import logging
import threading
import time
from http import HTTPStatus
from queue import Empty, SimpleQueue
from typing import Final

from prometheus_client import make_asgi_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.assistant import Assistant
from bot.entrypoints.server.metrics import Metrics
from bot.entrypoints.server.routes import Receive, Route, Scope, Send, respond
from bot.workspace.request import Answer
from storage.database.migrate import current_revision

log = logging.getLogger(__name__)

PATIENCE: Final = 0.5
"""Seconds that a look at the database may wait for its turn, and again for its answer."""

SAYING_AGAIN: Final = 20.0
"""Seconds between two lines about requests that Slack did not sign."""

WELL, SLOW, AWAY = "ok", "database slow", "database away"


class Ops:
    """The counts, the health and the notable events of one process."""

    def __init__(self, engine: Engine) -> None:
        self.metrics = Metrics()
        self._health = Health(engine)
        self._lock = threading.Lock()
        self._unsaid, self._say_from = 0, 0.0

    def routes(self) -> dict[str, Route]:
        """The pages by their paths."""
        return {"/healthz": self._health, "/metrics": make_asgi_app(self.metrics.registry)}

    def watch(self, assistant: Assistant) -> None:
        """Show how many of the assistant's answers the audit does not have yet."""
        self.metrics.watch(assistant.pending)

    def count_answer(self, answer: Answer) -> None:
        """Count an answer, and write a denial down."""
        self.metrics.answered(answer)
        if answer.status == "denied":
            log.warning("denied", extra={"command": answer.invocation.command, "user": answer.invocation.user_id})

    def unsigned(self) -> None:
        """Count a request that Slack did not sign; say so a few times a minute at most."""
        self.metrics.refused.inc()
        with self._lock:
            self._unsaid += 1
            if time.monotonic() < self._say_from:
                return
            requests, self._unsaid = self._unsaid, 0
            self._say_from = time.monotonic() + SAYING_AGAIN
        log.warning("refused what Slack did not sign", extra={"requests": requests})


class Health:
    """Whether the database answers, as a route that keeps nobody waiting.

    A database may hang and not fail, so that another thread asks it: one at a time, however often one looks.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asking = threading.Lock()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Say the word; 503 where it is not `ok`."""
        word = await asyncio.to_thread(self.word)
        await respond(send, HTTPStatus.OK if word == WELL else HTTPStatus.SERVICE_UNAVAILABLE, word.encode())

    def word(self) -> str:
        """How the database is, after a second at most."""
        if not self._asking.acquire(timeout=PATIENCE):
            return SLOW
        told: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._ask, args=(told,), name="health", daemon=True).start()
        try:
            return told.get(timeout=PATIENCE)
        except Empty:
            return SLOW

    def _ask(self, told: SimpleQueue[str]) -> None:
        try:
            current_revision(self._engine)
            told.put(WELL)
        except SQLAlchemyError:
            told.put(AWAY)
        finally:
            self._asking.release()
