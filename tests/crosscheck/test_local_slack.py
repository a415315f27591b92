"""The same lines and buttons in the local workspace and in local-slack, a stand-in for Slack that others wrote.

    make crosscheck

What arrives must be the same: who sees it, its text and its blocks. local-slack also writes its own `ts`, `user`,
`bot_id` and `app_id` on a message, which the app never sends and nothing here compares. Where it does differ, it is
more lenient than Slack; the tests at the end say in what.
"""

import json
import multiprocessing
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk import WebClient

from bot.assistant.assistant import Assistant
from bot.entrypoints.local.emulator.limits import Refused
from bot.entrypoints.local.emulator.person import CHANNELS, TEAM, USER, LocalWorkspace
from bot.entrypoints.local.emulator.slack import RESPONSE_USES
from bot.entrypoints.server.app import NO_TOKEN, build_app, known_bot
from bot.entrypoints.server.serve import serve_http
from bot.slack.blocks import Block
from storage.database.engine import open_engine
from storage.database.migrate import upgrade

LOOPBACK = "127.0.0.1"
SLACK_PORT, APP_PORT = 3000, 4000
"""Any will do: in a network namespace of its own, every port is free."""

START_SECONDS, ANSWER_SECONDS, STOP_SECONDS = 20, 5, 10

SECRET = "of the cross-check"
CHANNEL = CHANNELS["#general"]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)

CONFIG = {
    "workspace": {"teamId": TEAM},
    "app": {
        "botUserId": "UHEADROOM",
        "signingSecret": SECRET,
        "mode": "events",
        "requestUrl": f"http://{LOOPBACK}:{APP_PORT}/slack/events",
    },
    "users": [{"id": USER, "name": "you"}],
    "channels": [{"id": CHANNEL, "name": "general", "members": [USER, "UHEADROOM"]}],
}


@dataclass(frozen=True)
class Seen:
    """A message in the channel; `to` is the one person who sees it, empty for everyone."""

    to: str
    text: str
    blocks: list[Block]


class Ours:
    """A person in the local workspace."""

    def __init__(self, workspace: LocalWorkspace) -> None:
        self._workspace = workspace

    def types(self, line: str) -> None:
        self._workspace.type(line)

    def presses(self, label: str) -> None:
        labels = [button["text"]["text"] for _, button in self._workspace.buttons]
        self._workspace.press(labels.index(label) + 1)

    def new_response_url(self) -> str:
        return self._workspace.slack.new_response_url(CHANNEL, USER)

    def respond(self, url: str, reply: dict[str, Any]) -> None:
        self._workspace.slack.respond(url, reply)

    def sees(self) -> list[Seen]:
        return [
            Seen(shown.to, shown.payload["text"], shown.payload.get("blocks", []))
            for shown in self._workspace.slack.messages
        ]


class Theirs:
    """A person in local-slack, through its control API."""

    def types(self, line: str) -> None:
        command, _, text = line.partition(" ")
        ask("/_control/command", {"channel": CHANNEL, "user": USER, "command": command, "text": text})

    def presses(self, label: str) -> None:
        last = self._messages()[-1]
        rows = [block["elements"] for block in last["blocks"] if block["type"] == "actions"]
        [button] = [each for row in rows for each in row if each["text"]["text"] == label]
        ask("/_control/interact", {"channel": CHANNEL, "user": USER, "messageTs": last["ts"], "action": button})

    def new_response_url(self) -> str:
        """The one that came with a new line."""
        self.types("/seller-help")
        sent = [entry["detail"] for entry in self._log() if entry["direction"] == "to_bot"]
        return parse_qs(sent[-1])["response_url"][0]

    def respond(self, url: str, reply: dict[str, Any]) -> None:
        ask(urlsplit(url).path, reply)

    def sees(self) -> list[Seen]:
        return [Seen(each.get("ephemeral_to", ""), each["text"], each.get("blocks", [])) for each in self._messages()]

    def answers(self) -> list[str]:
        """How the app answered each request."""
        return [entry["summary"] for entry in self._log() if entry["direction"] == "from_bot"]

    def _messages(self) -> list[dict[str, Any]]:
        return ask(f"/_control/messages/{CHANNEL}")["messages"]

    def _log(self) -> list[dict[str, Any]]:
        return ask("/_control/log")["log"]


def ask(path: str, body: dict[str, Any] | None = None) -> Any:
    """What local-slack answers to a GET, or to a POST where there is a body."""
    with closing(HTTPConnection(LOOPBACK, SLACK_PORT, timeout=ANSWER_SECONDS)) as connection:
        if body is None:
            connection.request("GET", path)
        else:
            connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        response = connection.getresponse()
        answered = response.read().decode()
    assert response.status == 200, answered
    return json.loads(answered or "null")


@contextmanager
def open_desk(database: Path) -> Iterator[Assistant]:
    """A assistant with a new database, on a Monday morning in Toronto."""
    engine = open_engine(f"sqlite:///{database}")
    upgrade(engine)
    with closing(Assistant(engine, lambda: NOW)) as assistant:
        yield assistant
    engine.dispose()


def serve(database: Path) -> None:
    """Serve the app to local-slack until stopped."""
    client = WebClient(NO_TOKEN, base_url=f"http://{LOOPBACK}:{SLACK_PORT}/api/")
    with open_desk(database) as assistant:
        serve_http(build_app(assistant, SECRET, known_bot(TEAM), lambda _: client), SECRET, LOOPBACK, APP_PORT)


def wait_until_open(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as asked:
            if asked.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port} after {START_SECONDS} seconds")


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[None]:
    """The app in a process of its own, as it is served in earnest."""
    database = tmp_path_factory.mktemp("theirs") / "headroom.db"
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(database,), daemon=True)
    process.start()
    try:
        wait_until_open(APP_PORT)
        yield
    finally:
        process.terminate()
        process.join(STOP_SECONDS)
        process.kill()
        process.join()


@pytest.fixture(scope="module")
def local_slack(tmp_path_factory) -> Iterator[None]:
    """local-slack with one workspace, one person and our app."""
    if "LOCAL_SLACK" not in os.environ:
        pytest.fail("local-slack listens to the whole network unless it is shut in: run `make crosscheck`")
    home = tmp_path_factory.mktemp("local-slack")
    (home / "config.json").write_text(json.dumps(CONFIG))
    options = {"--config": home / "config.json", "--files-dir": home, "--port": SLACK_PORT, "--base-host": LOOPBACK}
    command = [os.environ["LOCAL_SLACK"], *(str(each) for option in options.items() for each in option)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_open(SLACK_PORT)
            yield
        finally:
            process.kill()


@pytest.fixture
def theirs(local_slack: None, app: None) -> Theirs:
    ask("/_control/reset", {})
    return Theirs()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> Iterator[Assistant]:
    with open_desk(tmp_path_factory.mktemp("ours") / "headroom.db") as assistant:
        yield assistant


@pytest.fixture
def ours(assistant: Assistant) -> Iterator[Ours]:
    with LocalWorkspace(assistant) as workspace:
        yield Ours(workspace)


REFUND = "/sfp-refund 129.99 late=18d used"
SCENARIOS = {
    "a refund": [REFUND],
    "a label": ["/sfp-label unwanted category=watches"],
    "a reading, and the status with it": [
        "/renewed-status set odr=0.74% orders=4210 defects=31 window=90d",
        "/renewed-status",
    ],
    "a line that is refused": ["/sfp-refund 129.99 late=18d uesd"],
    "a date that reads two ways, and the choice": [
        "/sfp-refund 129.99 received=12/11/2026",
        "[received=2026-11-12]",
    ],
    "an answer posted for everyone": [REFUND, "[Post to channel]"],
    "the clauses of an answer": [REFUND, "[Show clauses]"],
    "a line with the word payload": ["/sfp-label unwanted category=payload"],
    "a line that could be markup": ["/sfp-refund <!channel> & *129.99*"],
}
"""What a person does, a step each: a line is typed, a [label] is pressed."""


def does(person: Ours | Theirs, step: str) -> None:
    if step.startswith("["):
        person.presses(step[1:-1])
    else:
        person.types(step)


@pytest.mark.parametrize("steps", SCENARIOS.values(), ids=SCENARIOS)
def test_the_same_arrives_in_both(ours: Ours, theirs: Theirs, steps: list[str]):
    for step in steps:
        does(ours, step)
        does(theirs, step)
    assert theirs.answers() == ["HTTP 200"] * len(steps)
    assert len(theirs.sees()) == len(steps)
    assert theirs.sees() == ours.sees()


def test_local_slack_shows_everyone_a_reply_that_does_not_say_for_whom(ours: Ours, theirs: Theirs):
    # Slack shows it to the one who asked. Ours always say, so that this never decides who sees an answer.
    for person, to in ((ours, USER), (theirs, "")):
        person.respond(person.new_response_url(), {"text": "hello"})
        assert person.sees()[-1] == Seen(to, "hello", [])


REFUSED = {
    "no_text": {"text": ""},
    "unescaped": {"text": "nuts & bolts"},
    "invalid_blocks": {"text": "too many", "blocks": [{"type": "divider"}] * 51},
}


@pytest.mark.parametrize(("rule", "reply"), REFUSED.items(), ids=REFUSED)
def test_local_slack_takes_what_slack_refuses_or_garbles(ours: Ours, theirs: Theirs, rule: str, reply: dict[str, Any]):
    theirs.respond(theirs.new_response_url(), reply)
    assert theirs.sees()[-1].text == reply["text"]
    with pytest.raises(Refused) as refused:
        ours.respond(ours.new_response_url(), reply)
    assert refused.value.rule == rule


def test_local_slack_takes_any_number_of_replies_at_a_response_url(ours: Ours, theirs: Theirs):
    our_url, their_url = ours.new_response_url(), theirs.new_response_url()
    for _ in range(RESPONSE_USES):
        ours.respond(our_url, {"text": "hello"})
        theirs.respond(their_url, {"text": "hello"})
    theirs.respond(their_url, {"text": "once more"})
    with pytest.raises(Refused, match="used_url"):
        ours.respond(our_url, {"text": "once more"})
