"""Reports come by themselves while Slack is served, and nothing that is secret is written down anywhere."""

import io
import logging
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from bot.amazon.sp_api import http
from bot.amazon.sp_api import syncer as running
from bot.config import Settings
from bot.entrypoints.server.amazon_worker import reports_coming
from bot.entrypoints.server.logs import write_logs
from bot.entrypoints.server.scheduler import Scheduler
from storage.database.engine import database_file
from storage.reports import connections, report_requests
from tests.builders.amazon import CREDENTIALS, connect
from tests.fakes.amazon import CLIENT, REFRESH_TOKEN, THROTTLED

SECRETS = (CLIENT["client_secret"], REFRESH_TOKEN, "Atza|", "secret-of-the-address")


@pytest.fixture
def log():
    """Everything that is logged, however little it matters."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", "bot")}
    write_logs(stream)
    root.setLevel(logging.INFO)
    yield stream
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_reports_come_while_something_else_is_served(engine, connected, settings, amazon, monkeypatch):
    came = threading.Event()
    well = connections.clear_trouble

    def heard(*arguments):
        well(*arguments)
        came.set()

    monkeypatch.setattr(connections, "clear_trouble", heard)
    with closing(Scheduler()) as scheduler, reports_coming(engine, settings, lambda: amazon.now, scheduler):
        assert came.wait(30)
    assert amazon.asked["createReport"] == 11
    assert {each.state for each in report_requests.list_open(connected, "main")} == {"requested"}


def test_nothing_is_asked_without_a_key(engine, connected, amazon):
    with closing(Scheduler()) as scheduler, reports_coming(engine, Settings(), lambda: amazon.now, scheduler):
        pass
    assert amazon.asked.total() == 0


def test_a_connection_that_fails_keeps_no_other_from_its_reports(connected, settings, amazon, syncer, log):
    connect(connected, settings, "second")
    connect(connected, Settings(headroom_key=Settings.of({"HEADROOM_KEY": "A" * 43 + "="}).headroom_key), "lost")
    amazon.slow("createReport", 1, 50)
    syncer.sync_all()
    syncer.sync_all()
    assert amazon.asked["createReport"] == 22
    assert log.getvalue().count("reports do not come") == 1, "once, and not every minute"
    assert '"why": "EncryptionError"' in log.getvalue()


def test_no_secret_is_logged_or_stored(engine, connected, url, settings, amazon, syncer, log):
    amazon.faults["createReport"].extend([THROTTLED, "cut after"])
    amazon.faults["download"].extend(["cut short", "token expired"])
    for _ in range(20):
        syncer.sync_all()
        amazon.pass_time(minutes=1)
    amazon.refresh_tokens.clear()
    amazon.pass_time(days=1)
    syncer.sync_all()
    assert '"kind": "returns"' in log.getvalue()
    with closing(sqlite3.connect(database_file(url))) as database:
        stored = "\n".join(database.iterdump())
    key = settings.headroom_key.get_secret_value()
    shown = f"{settings!r}{syncer!r}{connections.get_credentials(connected, settings.keys, 'main')!r}"
    for secret in (*SECRETS, key):
        assert secret not in log.getvalue()
        assert secret not in stored
        assert secret not in shown


def test_a_pass_ends_soon_when_it_is_told_to(connected, syncer, amazon):
    syncer.stop()
    syncer.sync_all()
    assert amazon.asked.total() == 0


def test_a_connection_has_one_client_for_as_long_as_it_has_its_credentials(
    connected, settings, amazon, syncer, monkeypatch
):
    opened = []

    def new_client():
        opened.append(http.new_client())
        return opened[-1]

    monkeypatch.setattr(running, "new_client", new_client)
    for _ in range(3):
        syncer.sync_all()
        amazon.pass_time(minutes=1)
    assert [client.is_closed for client in opened] == [False]
    [connection] = connections.list_all(connected)
    connections.upsert(connected, settings.keys, replace(connection, since=amazon.now), CREDENTIALS)
    syncer.sync_all()
    assert [client.is_closed for client in opened] == [True, False]
    syncer.close()
    assert [client.is_closed for client in opened] == [True, True]
