"""Taking connections further: one of them now, or every one of every workspace."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy import Engine

from bot.amazon.sp_api.client import API, Amazon, Where
from bot.amazon.sp_api.errors import AmazonSilent, Denied
from bot.amazon.sp_api.session import LIMITS, Came, Lost, Turn
from bot.amazon.sp_api.sync import idle, sync
from bot.config import Settings
from bot.workspace.context import scene_of
from storage import workspaces
from storage.database.encryption import Unsealable
from storage.reports import connections, rate_limits
from storage.reports.connections import Connection, Credentials
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

AGAIN: Final = timedelta(hours=1)
"""When credentials that Amazon did not take are tried again."""

AT_ONCE: Final = 2
"""Connections that are worked at together."""


class Passed(NamedTuple):
    """What came in a pass, and what ended it before all was done that could be."""

    came: list[Came]
    stopped: Lost | AmazonSilent | Unsealable | None = None


class Syncing:
    """One process's part in fetching reports. It keeps each connection's token; `close` lets go of all."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._claimant = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"[:80]
        self._open: dict[tuple[str, str], tuple[Connection, Amazon]] = {}
        self._said: dict[tuple[str, str], str] = {}
        self._stopping = threading.Event()

    def look(self) -> None:
        """Take every connection further; one that fails keeps no other from its reports."""
        found = [(Workspace(self._engine, each), each) for each in workspaces.ids(self._engine)]
        with ThreadPoolExecutor(AT_ONCE, "amazon") as pool:
            looks = {
                (workspace_id, held.account): pool.submit(self._look_at, workspace, held)
                for workspace, workspace_id in found
                for held in connections.held(workspace)
            }
        for (workspace_id, account), look in looks.items():
            if failure := look.exception():
                log.error("a sync failed", extra={"workspace": workspace_id, "account": account}, exc_info=failure)

    def _look_at(self, ws: Workspace, held: Connection) -> None:
        if held.not_before and held.not_before > self._clock():
            return
        came, stopped = self.sync(ws, held)
        for each in came:
            log.info("a report came", extra={"account": held.account, "kind": each.kind, "state": each.state})
        why = type(stopped).__name__ if stopped else ""
        if why and self._said.get((ws.id, held.account)) != why:
            log.warning("reports do not come", extra={"workspace": ws.id, "account": held.account, "why": why})
        self._said[ws.id, held.account] = why

    def sync(self, ws: Workspace, held: Connection) -> Passed:
        """Take a connection as far as it goes now. Raises what the database raises."""
        came: list[Came] = []
        try:
            zone = scene_of(ws, self._clock()).zone
            turn = Turn(ws, held.account, self._amazon(ws, held), zone, self._clock, self._claimant, came)
            if not idle(turn):
                self._pass(turn)
        except (Lost, AmazonSilent, Unsealable) as why:
            return Passed(came, why)
        return Passed(came)

    def _pass(self, turn: Turn) -> None:
        ws, account, claimant = turn.ws, turn.account, turn.claimant
        try:
            sync(turn, lambda: not self._stopping.is_set())
            connections.well(ws, account, claimant)
        except Denied as denied:
            now = self._clock()
            connections.refused(ws, account, claimant, denied.word, now, now + AGAIN)
            raise
        finally:
            connections.release(ws, account, claimant)

    def stop(self) -> None:
        """Ask Amazon for nothing more."""
        self._stopping.set()

    def close(self) -> None:
        """Let go of the connections."""
        for _, amazon in self._open.values():
            amazon.close()
        self._open.clear()

    def _amazon(self, ws: Workspace, held: Connection) -> Amazon:
        """The way to Amazon, with the token that it has; made anew where the credentials are others."""
        known = self._open.get((ws.id, held.account))
        if known and (known[0].since, known[0].key_id) == (held.since, held.key_id):
            return known[1]
        if known:
            known[1].close()
        amazon = Amazon(
            self._credentials(ws, held.account),
            where(self._settings, held.marketplace),
            self._clock,
            lambda operation, rate: self._learn(ws, held.account, operation, rate),
        )
        self._open[ws.id, held.account] = held, amazon
        return amazon

    def _credentials(self, ws: Workspace, account: str) -> Credentials:
        try:
            return connections.credentials(ws, self._settings.keys, account)
        except LookupError:
            raise Lost(account) from None

    def _learn(self, ws: Workspace, account: str, operation: str, rate: float) -> None:
        with ws.begin() as transaction:
            rate_limits.learn(transaction, account, operation, LIMITS[operation], rate, self._clock())


def where(settings: Settings, marketplace: str) -> Where:
    """The addresses of a marketplace, or of what stands in for it."""
    marketplace_id, api = API[marketplace]
    return Where(marketplace_id, settings.amazon_api_url or api, settings.amazon_login_url)
