"""The door that Slack's HTTP requests come through, behind the server that serves them."""

import http.client
import json
import threading

import pytest
import waitress
from waitress import wasyncore

from bot.slack.requests import command_form, signed
from bot.slack.wsgi import HttpDoor
from tests.fakes.slack_person import SECRET


@pytest.fixture
def port(ann):
    sockets: dict[int, object] = {}
    stopped = threading.Event()
    server = waitress.create_server(HttpDoor(ann.app), map=sockets, host="127.0.0.1", port=0, threads=2)

    def serve():
        while not stopped.is_set():
            wasyncore.loop(timeout=0.01, map=sockets, count=1)

    serving = threading.Thread(target=serve)
    serving.start()
    yield server.effective_port
    stopped.set()
    serving.join()
    server.task_dispatcher.shutdown()
    wasyncore.close_all(sockets)


def send(port, method="POST", path="/slack/events", body="", headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    answered = response.status, response.read().decode()
    connection.close()
    return answered


def request(line):
    asked = signed(command_form(line, "T0SHOP", "U0ANN", "C0GENERAL", "http://127.0.0.1:9/"), SECRET)
    return asked.raw_body, {name: value[0] for name, value in asked.headers.items()}


def test_a_signed_command_is_answered(port):
    status, body = send(port, body=(asked := request("/sfp-refund 129.99 late=18d used"))[0], headers=asked[1])
    assert status == 200
    assert "$65.00" in json.loads(body)["text"]


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
