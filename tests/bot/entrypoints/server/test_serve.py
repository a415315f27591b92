"""Headroom as it runs in earnest: in a process of its own, stopped by a signal."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bot.entrypoints.local.emulator.http import slack_server
from bot.entrypoints.local.emulator.slack import Slack
from bot.entrypoints.server import health as ops
from bot.entrypoints.server.health import Health
from bot.slack.requests import command_form
from storage import audit_log
from storage.database.engine import open_engine
from storage.workspaces import open_workspace
from tests.fakes.socket_mode import SocketMode
from tests.processes.served import HOME, LOOPBACK, RESPONSE_URL, RUN, SECRETS, asked, serving

HTTP = {name: SECRETS[name] for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")}
SOCKET = {name: SECRETS[name] for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")}

BROKEN = """
from bot.commands import sfp_refund
def read(ask):
    raise ValueError(f"cannot take {ask.text} at {ask.invocation}")
sfp_refund.read = read
"""
"""A fault whose words quote what was typed."""

SLOW = """
import time
from bot.commands import seller_help
quick = seller_help.run
def run(request):
    time.sleep(0.5)
    return quick(request)
seller_help.run = run
"""


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def settings(slack: Slack, url: str) -> Iterator[dict[str, str]]:
    """Where the database and the stand-in for Slack are."""
    with slack_server(slack) as address:
        yield {"DATABASE_URL": url, "SLACK_API_URL": f"{address}/api", "PORT": "0"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log"


def audited(url: str) -> list[str]:
    """The lines in the audit, as they were typed."""
    engine = open_engine(url)
    rows = audit_log.list_recent(open_workspace(engine, "T0SHOP", None), 100_000)
    engine.dispose()
    return [f"{row.command} {row.line}".strip() for _, row in rows]


def test_it_serves_over_http_and_stops_when_told(settings, file, url):
    with serving(file, **HTTP, **settings) as served:
        status, body = served.asks("/sfp-refund 129.99 late=18d used")
        assert status == 200
        assert "$65.00" in json.loads(body)["text"]
        assert served.stop() == 0
    assert [line["event"] for line in served.log] == ["serving Slack over HTTP", "stopped"]
    assert audited(url) == ["/sfp-refund 129.99 late=18d used"]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_request_under_way_is_answered_before_the_end(settings, file, url, told):
    with serving(file, SLOW + RUN, **HTTP, **settings) as served:
        connection = HTTPConnection(LOOPBACK, served.port, timeout=10)
        connection.request("POST", "/slack/events", *asked("/seller-help"))
        time.sleep(0.2)
        assert served.stop(told) == 0
        response = connection.getresponse()
        assert response.status == 200
        assert "text" in json.loads(response.read())
        connection.close()
    assert audited(url) == ["/seller-help"]


def test_a_second_signal_stops_at_once(settings, file):
    with serving(file, SLOW.replace("0.5", "30") + RUN, **HTTP, **settings) as served:
        connection = HTTPConnection(LOOPBACK, served.port, timeout=10)
        connection.request("POST", "/slack/events", *asked("/seller-help"))
        time.sleep(0.2)
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert served.process.poll() is None
        assert served.stop() == -signal.SIGTERM
        connection.close()


class Client(threading.Thread):
    """Asks line after line, each different, until nobody answers any more."""

    def __init__(self, number: int, port: int) -> None:
        super().__init__()
        self.number, self.port = number, port
        self.answered: dict[str, float] = {}
        self.asking, self.ended_by = "", ""

    def run(self) -> None:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=10)
        keeps_alive = self.number % 2
        for count in range(10_000):
            line = f"/sfp-refund {self.number + 1}.{count % 100:02} late={count // 100}d used"
            body, headers = asked(line)
            try:
                self.asking = line
                connection.request("POST", "/slack/events", body, headers)
                response = connection.getresponse()
                assert response.status == 200
                assert "blocks" in json.loads(response.read())
            except OSError as ended:
                self.ended_by = type(ended).__name__
                break
            self.answered[line], self.asking = time.monotonic(), ""
            if not keeps_alive:
                connection.close()
        connection.close()


def test_no_request_is_lost_when_it_is_stopped_under_load(settings, file, url):
    with serving(file, **HTTP, **settings) as served:
        clients = [Client(number, served.port) for number in range(32)]
        for client in clients:
            client.start()
        time.sleep(1.5)
        under_way = {client.asking for client in clients} - {""}
        told = time.monotonic()
        assert served.stop() == 0
        for client in clients:
            client.join(10)
    answered = {line: at for client in clients for line, at in client.answered.items()}
    later = under_way & {line for line, at in answered.items() if at > told}
    assert len(later) >= 8
    ended = Counter(client.ended_by for client in clients)
    # Who connects between the last look at the door and its closing is reset by the kernel, and was never heard.
    assert ended["ConnectionRefusedError"] + ended["ConnectionResetError"] == len(clients)
    assert ended["ConnectionResetError"] <= 2
    kept = audited(url)
    assert len(kept) == len(set(kept))
    assert set(kept) == answered.keys()


def test_a_connection_that_asks_nothing_does_not_keep_it_from_stopping(settings, file):
    with serving(file, **HTTP, **settings) as served, closing(HTTPConnection(LOOPBACK, served.port)) as idle:
        idle.connect()
        served.asks("/seller-help")
        began = time.monotonic()
        assert served.stop() == 0
        assert time.monotonic() - began < 3


def test_in_socket_mode_too_what_was_asked_is_answered_before_the_end(slack, settings, file, url):
    with closing(SocketMode()) as link:
        slack.call = lambda *_: {"ok": True, "url": link.address, "user_id": "U1", "bot_id": "B1"}
        with serving(file, SLOW + RUN, **SOCKET, **settings) as served:
            link.accept()
            served.event("over Socket Mode")
            assert served.sends("GET", "/healthz") == (200, "ok")
            assert served.sends("POST", "/slack/events")[0] == 404
            for number in range(5):
                line = f"/seller-help {number}"
                link.send(str(number), command_form(line, "T0SHOP", "U0ANN", "C0GENERAL", RESPONSE_URL))
            time.sleep(0.2)
            served.process.send_signal(signal.SIGTERM)
            replies = [link.receive() for _ in range(5)]
            assert served.process.wait(10) == 0
    assert {str(number) for number in range(5)} == {reply["envelope_id"] for reply in replies}
    assert all(reply["payload"]["text"] for reply in replies)
    assert sorted(audited(url)) == [f"/seller-help {number}" for number in range(5)]


LINES = (
    "/sfp-refund 1234.56 late=19d received=2026-11-03",
    "/sfp-label unwanted cost=98.76",
    "/sfp-refund nonsenseandmore",
)


def test_the_log_holds_no_secret_and_nothing_that_was_typed(settings, file):
    with serving(file, BROKEN + RUN, **HTTP, **settings) as served:
        replies = [json.loads(served.asks(line)[1])["text"] for line in LINES]
        for _ in range(50):
            assert served.asks("/sfp-label unwanted", **{"x-slack-signature": "v0=" + "f" * 64})[0] == 401
        assert served.sends("POST", "/slack/events", "payload=%7B", {})[0] == 401
        assert served.stop() == 0
    written = file.read_text("utf-8")
    typed = {word for line in LINES for word in line.split()[1:]} | {"unwanted", "%7B"}
    for secret in (*SECRETS.values(), RESPONSE_URL, "of-the-reply", "v0=", *typed, "U0ANN", "C0GENERAL"):
        assert secret not in written
    faults = [line for line in served.log if line["level"] == "error"]
    assert [fault["command"] for fault in faults] == ["/sfp-refund", "/sfp-refund"]
    assert [fault["reference"] in replies[at] for fault, at in zip(faults, (0, 2), strict=True)] == [True, True]
    assert all(re.search(r"in read\n(.*\n)?ValueError$", fault["exception"]) for fault in faults)
    assert [line["requests"] for line in served.log if "did not sign" in line["event"]] == [1]
    assert all({"time", "level", "event"} <= line.keys() for line in served.log)


def test_a_denial_is_written_down(settings, file):
    with serving(file, **HTTP, **settings) as served:
        served.asks("/seller-settings role <@U0BOB>=admin")
        served.asks("/seller-settings province=QC")
        served.stop()
    denied = served.log[1]
    assert (denied["event"], denied["command"], denied["user"]) == ("denied", "/seller-settings", "U0ANN")


def sample(page: str, name: str) -> float:
    """The value of a line on the page of metrics."""
    return float(next(line.rpartition(" ")[2] for line in page.splitlines() if line.startswith(name + " ")))


def test_what_happens_is_counted(settings, file):
    with serving(file, BROKEN + RUN, **HTTP, **settings) as served:
        for line in ("/sfp-label unwanted", "/sfp-label nonsenseandmore", "/sfp-refund 5", "/made-up <b>", "/made-2"):
            served.asks(line)
        served.asks("/sfp-label", **{"x-slack-signature": "v0=00"})
        status, page = served.sends("GET", "/metrics")
        served.stop()
    assert status == 200
    counted = {
        'headroom_answers_total{command="/sfp-label",status="decided"}': 1,
        'headroom_answers_total{command="/sfp-label",status="refused"}': 1,
        'headroom_answers_total{command="/sfp-refund",status="decided"}': 0,
        'headroom_answers_total{command="unknown",status="refused"}': 2,
        "headroom_failures_total": 1,
        "headroom_unsigned_requests_total": 1,
        "headroom_request_seconds_count": 6,
    }
    assert counted == {name: sample(page, name) for name in counted}
    assert 0 <= sample(page, "headroom_audit_waiting_rows") <= 5
    assert re.search(r'headroom_build_info\{.*version="\d.*"\} 1.0', page)
    assert "made" not in page


def test_health_says_when_the_database_is_away(settings, file, url):
    with serving(file, **HTTP, **settings) as served:
        assert served.sends("GET", "/healthz") == (200, "ok")
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert served.sends("GET", "/healthz") == (200, "ok")
        served.stop()


def test_health_names_a_database_that_is_gone(tmp_path):
    (tmp_path / "headroom.db").write_bytes(b"this is no database " * 100)
    engine = open_engine(f"sqlite:///{tmp_path / 'headroom.db'}")
    assert Health(engine).word() == "database away"
    engine.dispose()


def test_health_keeps_nobody_waiting_for_a_database_that_hangs(monkeypatch, engine):
    answers_again, asked = threading.Event(), []
    monkeypatch.setattr(ops, "current_revision", lambda _: asked.append(1) or answers_again.wait(10))
    health = Health(engine)
    began = time.monotonic()
    assert [health.word(), health.word()] == ["database slow"] * 2
    assert time.monotonic() - began < 4 * ops.PATIENCE
    assert len(asked) == 1
    answers_again.set()
    assert health.word() == "ok"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_name_of_this_machine_is_served_and_stopped_too(settings, file, host):
    with serving(file, **HTTP, **settings, HOST=host) as served:
        assert served.event("over HTTP")["open_to"] == "this machine only, unless HOST says otherwise"
        assert served.sends("GET", "/healthz") == (200, "ok")
        assert served.sends("GET", "/elsewhere")[0] == 404
        assert served.stop() == 0


def refused_start(file: Path, **settings: str) -> str:
    """What it says when it cannot start."""
    with serving(file, **settings) as served:
        assert served.process.wait(120) == 1
    return file.read_text("utf-8")


def test_a_token_that_slack_refuses_is_said_before_anyone_asks(slack, settings, file):
    slack.call = lambda *_: {"ok": False, "error": "invalid_auth"}
    assert refused_start(file, **HTTP, **settings) == (
        "Slack refuses SLACK_BOT_TOKEN: invalid_auth. `headroom doctor` says more.\n"
    )


def test_an_app_token_that_slack_refuses_is_said(slack, settings, file):
    slack.call = lambda method, _: {"ok": method == "auth.test", "error": "not_allowed_token_type"}
    assert "Slack refuses SLACK_APP_TOKEN: not_allowed_token_type" in refused_start(file, **SOCKET, **settings)


def test_a_port_that_is_taken_is_said(settings, file, tmp_path):
    with serving(file, **HTTP, **settings) as served:
        other = settings | {"PORT": str(served.port), "DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
        assert f"Cannot listen on 127.0.0.1:{served.port}" in refused_start(tmp_path / "other", **HTTP, **other)
        served.stop()


def test_while_slack_is_away_it_starts_and_lines_are_answered(slack, settings, file):
    with serving(file, **HTTP, **settings | {"SLACK_API_URL": "http://127.0.0.1:9/"}) as served:
        assert served.event("could not be reached")["level"] == "warning"
        text: dict[str, Any] = json.loads(served.asks("/seller-help")[1])
        assert "/sfp-refund" in text["text"]
        served.stop()


def test_slack_is_asked_once_whose_the_token_is(slack, settings, file):
    asked_for = []
    slack.call = lambda method, _: asked_for.append(method) or {"ok": True, "user_id": "U1", "bot_id": "B1"}
    with serving(file, **HTTP, **settings) as served:
        for _ in range(3):
            served.asks("/seller-help")
        served.stop()
    assert asked_for == ["auth.test"]


def test_nothing_of_serving_is_loaded_for_the_local_workspace_and_for_one_line():
    loaded = (
        "import bot.__main__, bot.entrypoints.cli.ask, bot.entrypoints.local.emulator.person, sys; print(*sys.modules)"
    )
    modules = subprocess.check_output([sys.executable, "-c", loaded], cwd=HOME, text=True).split()
    assert {"structlog", "prometheus_client", "uvicorn"} & set(modules) == set()
