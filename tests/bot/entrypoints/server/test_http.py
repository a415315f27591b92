"""The HTTP server with the route of Slack's requests, and what it makes of requests that are not Slack's."""

import http.client
import json
import resource
import socket
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from itertools import repeat

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.entrypoints.server import http as http_server
from bot.entrypoints.server import routes
from bot.entrypoints.server.http import HttpServer
from bot.entrypoints.server.routes import BODY_LIMIT, EVENTS, SlackEvents
from bot.slack.requests import command_form, dispatch_signed, signed_form
from tests.fakes.slack_person import SECRET, Person

LOOPBACK, PATIENCE = "127.0.0.1", 10
SOON = 0.2
"""A deadline that a test can wait for."""


@pytest.fixture
def port(ann: Person) -> Iterator[int]:
    with ThreadPoolExecutor(2) as threads:
        events = SlackEvents(partial(dispatch_signed, ann.app, SignatureVerifier(SECRET)), threads)
        server = HttpServer({EVENTS: events}, LOOPBACK, 0)
        running = threading.Thread(target=server.run)
        running.start()
        yield server.addresses[0][1]
        server.stop()
        running.join()


def send(port, method="POST", path=EVENTS, body: object = "", headers=None):
    with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)) as connection:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode()


def request(line: str) -> tuple[str, dict[str, str]]:
    return signed_form(command_form(line, "T0SHOP", "U0ANN", "C0GENERAL", "http://127.0.0.1:9/"), SECRET)


def connect(port: int) -> socket.socket:
    return socket.create_connection((LOOPBACK, port), timeout=PATIENCE)


def received(connection: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    with connection, connection.makefile("rb") as stream:
        return stream.read()


def test_a_signed_command_is_answered(port):
    body, headers = request("/sfp-refund 129.99 late=18d used")
    status, answer = send(port, body=body, headers=headers)
    assert status == 200
    assert "$65.00" in json.loads(answer)["text"]


def test_a_command_with_the_word_payload_in_it_is_answered(port):
    body, headers = request("/sfp-label unwanted category=payload")
    status, answer = send(port, body=body, headers=headers)
    assert status == 200
    assert "The buyer pays" in json.loads(answer)["text"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/slack/events"), ("GET", "/"), ("POST", "/elsewhere")])
def test_anything_else_is_not_found(port, method, path):
    assert send(port, method, path)[0] == 404


def test_a_bad_signature_is_refused(port):
    body, headers = request("/sfp-refund 129.99")
    assert send(port, body=body, headers=headers | {"x-slack-signature": "v0=00"})[0] == 401


BODIES = [
    b"",
    b"\xff\xfe",
    b"{",
    b"{}",
    b"payload=%",
    b"payload=%7B",
    b"payload=5",
    b"payload=null",
    b"payload=[]",
    b"a" * 99_999,
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_an_unsigned_body_of_any_kind_is_refused(port, body):
    assert send(port, body=body)[0] in (400, 401)


def test_the_signature_is_looked_at_before_the_body(port):
    unlike_slack = {"payload": "{"}
    body, headers = signed_form(unlike_slack, SECRET)
    assert send(port, body=body, headers=headers)[0] == 400
    assert send(port, body=body)[0] == 401


def test_a_body_at_the_limit_is_read(port):
    assert send(port, body=b"a" * BODY_LIMIT)[0] == 401


def test_a_body_over_the_limit_is_refused_before_it_is_sent(port):
    connection = connect(port)
    connection.sendall(b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % (BODY_LIMIT + 1))
    assert received(connection).startswith(b"HTTP/1.1 413 ")


def test_a_body_of_no_told_length_is_read_to_the_limit(port):
    chunk = b"a" * (BODY_LIMIT // 10)
    connection = connect(port)
    connection.sendall(b"POST /slack/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
    for _ in range(10):
        connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
    connection.sendall(b"1\r\na")
    assert received(connection).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_does_not_come_is_not_waited_for(port, monkeypatch):
    monkeypatch.setattr(routes, "BODY_SECONDS", SOON)
    connection = connect(port)
    connection.sendall(b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf")
    assert received(connection).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("sent", [b"", b"POST /slack/ev"], ids=len)
def test_a_head_that_does_not_come_is_not_waited_for(port, monkeypatch, sent):
    monkeypatch.setattr(http_server, "HEAD_SECONDS", SOON)
    connection = connect(port)
    connection.sendall(sent)
    assert received(connection) == b""


def test_a_second_head_that_does_not_come_is_not_waited_for(port, monkeypatch):
    connection = connect(port)
    connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    assert connection.recv(1_000).startswith(b"HTTP/1.1 404 ")
    monkeypatch.setattr(http_server, "HEAD_SECONDS", SOON)
    connection.sendall(b"POST /slack/events HTTP/1.1\r\nhost")
    assert b"HTTP/1.1 " not in received(connection)


ENDLESS = {
    "path": [b"GET ", b"/" * 8_192],
    "header": [b"GET / HTTP/1.1\r\nx: ", b"x" * 8_192],
    "headers": [b"GET / HTTP/1.1\r\n", b"x: y\r\n" * 1_024],
}


@pytest.mark.parametrize("endless", ENDLESS.values(), ids=ENDLESS)
def test_a_head_without_an_end_is_not_read(port, endless):
    begin, more = endless
    with connect(port) as connection:
        connection.sendall(begin)
        with pytest.raises(ConnectionError):
            deque(map(connection.sendall, repeat(more, 8_192)))


@pytest.fixture
def many_files() -> Iterator[None]:
    """Leave to open as many files and connections as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_commands_are_answered_beside_a_thousand_open_connections(port):
    body, headers = request("/seller-help")
    with ExitStack() as open_connections:
        for number in range(1_000):
            connection = open_connections.enter_context(connect(port))
            connection.sendall(b"POST /slack/events HTTP/1.1\r\n"[: number % 20])
        assert send(port, body=body, headers=headers)[0] == 200
