"""Syncing connections: one of them now, or all of every workspace."""

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

from bot.amazon.sp_api.client import MARKETPLACES, Endpoint, ReportsClient
from bot.amazon.sp_api.errors import AmazonError, Denied
from bot.amazon.sp_api.http import new_client
from bot.amazon.sp_api.session import RATE_LIMITS, LeaseLost, Outcome, Session
from bot.amazon.sp_api.sync import is_idle, sync
from bot.config import Settings
from bot.workspace.context import context_of
from storage import workspaces
from storage.database.encryption import EncryptionError
from storage.reports import connections, rate_limits
from storage.reports.connections import Connection, Credentials
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

DENIED_FOR: Final = timedelta(hours=1)
"""How long credentials that Amazon does not accept are left alone."""

WORKERS: Final = 2
"""Connections that are synced at the same time."""


class Pass(NamedTuple):
    """The reports that finished in a pass, and the error that ended it early."""

    outcomes: list[Outcome]
    error: LeaseLost | AmazonError | EncryptionError | None = None


class Syncer:
    """One process's syncing. It keeps a client for each connection, with its access token, until `close`."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._claimant = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"[:80]
        self._clients: dict[tuple[str, str], tuple[tuple[datetime, str], ReportsClient]] = {}
        self._logged_errors: dict[tuple[str, str], str] = {}
        self._stopping = threading.Event()

    def sync_all(self) -> None:
        """Sync every connection that is not left alone for now; one that fails holds up no other."""
        with ThreadPoolExecutor(WORKERS, "amazon") as pool:
            passes = {
                (ws.id, connection.account): pool.submit(self._sync_and_log, ws, connection)
                for ws in [Workspace(self._engine, workspace_id) for workspace_id in workspaces.list_ids(self._engine)]
                for connection in connections.list_all(ws)
            }
        for (workspace_id, account), future in passes.items():
            if failure := future.exception():
                log.error("a sync failed", extra={"workspace": workspace_id, "account": account}, exc_info=failure)

    def _sync_and_log(self, ws: Workspace, connection: Connection) -> None:
        if connection.not_before and connection.not_before > self._clock():
            return
        outcomes, error = self.sync(ws, connection)
        for outcome in outcomes:
            extra = {"account": connection.account, "kind": outcome.kind, "state": outcome.state}
            log.info("a report came", extra=extra)
        why = type(error).__name__ if error else ""
        if why and self._logged_errors.get((ws.id, connection.account)) != why:
            log.warning("reports do not come", extra={"workspace": ws.id, "account": connection.account, "why": why})
        self._logged_errors[ws.id, connection.account] = why

    def sync(self, ws: Workspace, connection: Connection) -> Pass:
        """Take a connection's reports as far as they go now. Raises what the database raises."""
        outcomes: list[Outcome] = []
        try:
            zone = context_of(ws, self._clock()).zone
            client = self._client(ws, connection)
            session = Session(ws, connection.account, client, zone, self._clock, self._claimant, outcomes)
            if not is_idle(session):
                self._sync(session)
        except (LeaseLost, AmazonError, EncryptionError) as error:
            return Pass(outcomes, error)
        return Pass(outcomes)

    def _sync(self, session: Session) -> None:
        ws, account, claimant = session.ws, session.account, session.claimant
        try:
            sync(session, lambda: not self._stopping.is_set())
            connections.clear_trouble(ws, account, claimant)
        except Denied as denied:
            now = self._clock()
            connections.mark_refused(ws, account, claimant, denied.code, now, now + DENIED_FOR)
            raise
        finally:
            connections.release(ws, account, claimant)

    def stop(self) -> None:
        """End every pass after the call that it is making."""
        self._stopping.set()

    def close(self) -> None:
        """Close the clients."""
        for _, client in self._clients.values():
            client.close()
        self._clients.clear()

    def _client(self, ws: Workspace, connection: Connection) -> ReportsClient:
        """The connection's client; a new one where its credentials are others than before."""
        place, version = (ws.id, connection.account), (connection.since, connection.key_id)
        current = self._clients.get(place)
        if current and current[0] == version:
            return current[1]
        if current:
            current[1].close()
        client = self._new_client(ws, connection)
        self._clients[place] = version, client
        return client

    def _new_client(self, ws: Workspace, connection: Connection) -> ReportsClient:
        account, credentials = connection.account, self._credentials(ws, connection.account)

        def learn(operation: str, rate: float) -> None:
            with ws.begin() as transaction:
                rate_limits.set_rate(transaction, account, operation, RATE_LIMITS[operation], rate, self._clock())

        endpoint = endpoint_of(self._settings, connection.marketplace)
        return ReportsClient(new_client(), credentials, endpoint, self._clock, learn)

    def _credentials(self, ws: Workspace, account: str) -> Credentials:
        try:
            return connections.get_credentials(ws, self._settings.keys, account)
        except LookupError:
            raise LeaseLost(account) from None


def endpoint_of(settings: Settings, marketplace: str) -> Endpoint:
    """The addresses of a marketplace, or those that the settings name instead."""
    marketplace_id, api_url = MARKETPLACES[marketplace]
    return Endpoint(marketplace_id, settings.amazon_api_url or api_url, settings.amazon_login_url)
