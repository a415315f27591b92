"""What the libraries get wrong: each test shows the library alone doing it, and then that we do not."""

import argparse
import ast
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.listener import thread_runner
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import FileInstallationStore, Installation
from slack_sdk.webhook import WebhookClient

import bot
from bot.commands import COMMANDS, sfp_refund
from bot.config import Settings
from bot.entrypoints.local.emulator.http import slack_server
from bot.entrypoints.local.emulator.slack import Slack
from bot.entrypoints.server.app import build_app, known_bot, known_to_slack
from bot.entrypoints.server.http import HttpServer
from bot.slack.blocks import Message
from bot.slack.calls import single_tries
from bot.slack.requests import command_form, dispatch, signed_event, signed_form
from bot.slack.responses import TIMEOUT, respond_at
from tests.fakes.slack_person import CHANNEL, SECRET

GONE = "http://127.0.0.1:9/"


def bare_app(listener: Callable[..., None], **options: Any) -> App:
    """Bolt as its documentation starts it, with one command."""
    known = {} if "installation_store" in options else {"authorize": known_bot("T0SHOP")}
    app = App(signing_secret=SECRET, **known, **options)
    app.command("/sfp-refund")(listener)
    return app


def hello(ack: Ack) -> None:
    ack("hello")


def request(text: str, **headers: str) -> tuple[str, dict[str, str]]:
    form = command_form(f"/sfp-refund {text}", "T0SHOP", "U0ANN", CHANNEL, GONE)
    body, signatures = signed_form(form, SECRET)
    return body, signatures | headers


def send_bare(app: App, body: str, headers: dict[str, str]) -> int:
    """The status with which Bolt's own adapter answers a request."""
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "SERVER_PROTOCOL": "HTTP/1.1"}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    environ |= {"CONTENT_TYPE": headers["content-type"], "CONTENT_LENGTH": str(len(body))}
    answered: list[str] = []
    adapter = SlackRequestHandler(app)
    adapter({**environ, "wsgi.input": io.BytesIO(body.encode())}, lambda status, _: answered.append(status))
    return int(answered[0].split()[0])


def send(app: App, body: str, headers: dict[str, str]) -> int:
    """The status with which we answer it."""
    return dispatch(app, body, headers).status


def test_a_command_with_the_word_payload_in_it(ann):
    asked = request("129.99 payload")
    assert send_bare(bare_app(hello), *asked) == 404
    assert send(ann.app, *asked) == 200


@pytest.mark.parametrize("wrong", [{"x-slack-request-timestamp": "soon"}, {"x-slack-signature": "v0=é"}], ids=str)
def test_a_signature_that_cannot_even_be_checked(ann, wrong, caplog):
    asked = request("129.99", **wrong)
    assert send_bare(bare_app(hello), *asked) == 500
    assert "Traceback" in caplog.text
    caplog.clear()
    assert send(ann.app, *asked) == 401
    assert "Traceback" not in caplog.text


def test_waiting_for_the_acknowledgement(ann, monkeypatch):
    slept: list[float] = []
    looked = threading.Event()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        looked.set()
        time.sleep(seconds)

    def hello_later(ack: Ack) -> None:
        looked.wait(5)
        ack("hello")

    monkeypatch.setattr(thread_runner, "time", SimpleNamespace(time=time.time, sleep=sleep))
    assert send_bare(bare_app(hello_later), *request("129.99")) == 200
    assert len(slept) > 0
    assert min(slept) >= 0.01
    slept.clear()
    assert send(ann.app, *request("129.99")) == 200
    assert slept == []


def test_asking_slack_whose_the_token_is(assistant, tmp_path):
    slack, asked = Slack(), []
    slack.call = lambda method, _: asked.append(method) or {"ok": True, "user_id": "U1", "bot_id": "B1"}
    store = FileInstallationStore(base_dir=str(tmp_path))
    store.save(Installation(user_id="U1", team_id="T0SHOP", bot_token="xoxb-1", bot_id="B1", bot_user_id="U1"))
    with slack_server(slack) as address:
        client = WebClient("xoxb-1", base_url=f"{address}/api/")
        ours = build_app(assistant, SECRET, known_to_slack(client))
        bare = bare_app(hello, installation_store=store, client=WebClient(base_url=client.base_url))
        assert [send_bare(bare, *request("129.99")) for _ in range(3)] == [200] * 3
        assert asked == ["auth.test"] * 3
        asked.clear()
        assert [send(ours, *request("129.99")) for _ in range(3)] == [200] * 3
        assert asked == []  # to answer a line takes no token
        message = signed_event({"type": "message", "channel": CHANNEL, "user": "U0ANN"}, "T0SHOP", SECRET)
        assert [send(ours, *message) for _ in range(3)] == [200] * 3
    assert asked == ["auth.test"]


class Hasty:
    """A server that takes a request and closes the connection without a word."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.taken = 0
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while True:
            connection = self._door.accept()[0]
            with connection, connection.makefile("rb") as stream:
                lines = iter(stream.readline, b"\r\n")
                headers = dict(line.decode().lower().split(": ", 1) for line in lines if b": " in line)
                if not headers:
                    return
                stream.read(int(headers["content-length"]))
                self.taken += 1

    def close(self) -> None:
        with socket.create_connection(self._door.getsockname()) as last:
            last.sendall(b"\r\n")
        self._thread.join()
        self._door.close()


@pytest.fixture
def hasty() -> Iterator[Hasty]:
    with closing(Hasty()) as server:
        yield server


def test_a_reply_to_a_connection_that_is_closed_after_it_was_taken(hasty):
    with pytest.raises(OSError, match="closed"):
        WebhookClient(hasty.address).send(text="hello")
    assert hasty.taken == 2
    with pytest.raises((SlackClientError, OSError)):
        respond_at(hasty.address, Message("hello", ()))
    assert hasty.taken == 3


def test_a_post_to_a_connection_that_is_closed_after_it_was_taken(hasty):
    def post(client: WebClient) -> int:
        before = hasty.taken
        with pytest.raises(OSError, match="closed"):
            client.chat_postMessage(channel=CHANNEL, text="hello")
        return hasty.taken - before

    assert post(bare_app(hello, client=WebClient(base_url=hasty.address)).client) == 2
    assert post(single_tries(WebClient(base_url=hasty.address), TIMEOUT)) == 1


def test_one_listener_however_many_commands(assistant, monkeypatch):
    def ours() -> int:
        return len(build_app(assistant, SECRET, known_bot("T0SHOP"))._listeners)

    bare = bare_app(hello)
    for command in COMMANDS:
        bare.command(command)(hello)
    assert len(bare._listeners) == 1 + len(COMMANDS)
    few = ours()
    for number in range(100):
        monkeypatch.setitem(COMMANDS, f"/another-{number}", sfp_refund)
    assert ours() == few <= 4


def test_nothing_listens_on_every_network_unless_told(monkeypatch, capsys):
    hosts: list[str] = []
    monkeypatch.setattr(HTTPServer, "serve_forever", lambda server, _: hosts.append(server.server_address[0]))
    bare_app(hello).start(port=0)
    assert hosts == ["0.0.0.0"]  # noqa: S104
    assert bound({}) == "127.0.0.1"
    assert bound({"HOST": "0.0.0.0"}) == "0.0.0.0"  # noqa: S104


def bound(environment: dict[str, str]) -> str:
    """The address that our server listens on."""
    server = HttpServer({}, Settings.of(environment).host, 0)
    [(host, _)] = server.addresses
    server.stop()
    server.run()
    return host


def test_a_parser_that_ends_the_program(capsys):
    def parse(ack: Ack, command: dict[str, Any]) -> None:
        parser = argparse.ArgumentParser()
        parser.add_argument("price", type=float)
        ack(str(parser.parse_args(command["text"].split())))

    with pytest.raises(SystemExit):
        send_bare(bare_app(parse, process_before_response=True), *request("a lot"))


ANSWERING = [
    path for part in ("commands", "listeners", "language") for path in (Path(bot.__path__[0]) / part).rglob("*.py")
]


@pytest.mark.parametrize("path", ANSWERING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_that_answers_can_end_the_program(path):
    tree = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    imported = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in tree if isinstance(node, ast.ImportFrom)}
    assert imported.isdisjoint({"argparse", "sys", "os"})
    assert {node.id for node in tree if isinstance(node, ast.Name)}.isdisjoint({"exit", "quit", "SystemExit"})
