"""Headroom serving in a process of its own, and what a test does to it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bot.slack.requests import command_form, signed_form

HOME = Path(__file__).parents[2]
RUN = "import sys; sys.argv[1:] = ['run']; from bot.__main__ import main; main()"
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-of-the-bot",
    "SLACK_APP_TOKEN": "xapp-of-the-app",
    "SLACK_SIGNING_SECRET": "of-the-signatures",
}
RESPONSE_URL = "http://127.0.0.1:9/commands/T0SHOP/1/of-the-reply"
LOOPBACK = "127.0.0.1"
PATIENCE = 90


@dataclass
class Served:
    """A process that serves, and the lines that it has written so far."""

    process: "subprocess.Popen[bytes]"
    file: Path

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def event(self, name: str) -> dict[str, Any]:
        """The first line about this, once it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in self.log if self.file.read_text("utf-8").endswith("\n") else []:
                if name in line["event"]:
                    return line
            assert self.process.poll() is None, self.file.read_text("utf-8")
            time.sleep(0.02)
        raise AssertionError(self.file.read_text("utf-8"))

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)(/|$)", self.event("over HTTP")["address"])[1])

    def stop(self, told: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(told)
        return self.process.wait(PATIENCE)

    def asks(self, line: str, **headers: str) -> tuple[int, str]:
        """Send a typed line as Slack would."""
        body, signatures = asked(line)
        return self.sends("POST", "/slack/events", body, signatures | headers)

    def sends(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        answered = response.status, response.read().decode()
        connection.close()
        return answered


def asked(line: str) -> tuple[str, dict[str, str]]:
    """The body and headers of a typed line."""
    form = command_form(line, "T0SHOP", "U0ANN", "C0GENERAL", RESPONSE_URL)
    return signed_form(form, SECRETS["SLACK_SIGNING_SECRET"])


@contextmanager
def serving(file: Path, source: str = RUN, **settings: str) -> Iterator[Served]:
    """`headroom run` with these settings, its log in a file; ended at the end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    with (
        file.open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-c", source], cwd=HOME, env=inherited | settings, stdout=subprocess.DEVNULL, stderr=log
        ) as process,
    ):
        try:
            yield Served(process, file)
        finally:
            if process.poll() is None:
                process.kill()
