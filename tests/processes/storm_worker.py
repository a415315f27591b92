"""A process that delivers, and that is killed or frozen at the worst moments with a given chance."""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.alerts.notify.backlog import folding
from bot.slack.delivery import sender
from bot.slack.delivery.sender import Sender
from storage.database.engine import open_engine
from storage.workspaces import Workspace

KILLED_BEFORE, KILLED_AFTER = "killed before a post", "killed after a post"
FROZEN_AFTER_CLAIM, FROZEN_BEFORE = "frozen after a claim", "frozen before a post"
SAYING = ("chat.postMessage", "chat.update")


@dataclass(frozen=True)
class Life:
    """What a worker does, and what may happen to it; `happened` is the file in which it writes that down before."""

    url: str
    slack: str
    protocol: str
    lease: float
    happened: str
    chances: Mapping[str, float] = field(default_factory=dict)


class Fate:
    """Draws what happens now."""

    def __init__(self, life: Life, seed: int) -> None:
        self._life, self._random = life, Random(seed)  # noqa: S311

    def strike(self, *names: str) -> None:
        for name in names:
            if self._random.random() < self._life.chances.get(name, 0):
                self._note(name)
                os.kill(os.getpid(), signal.SIGKILL if name.startswith("killed") else signal.SIGSTOP)

    def _note(self, name: str) -> None:
        note = os.open(self._life.happened, os.O_WRONLY | os.O_APPEND)
        os.write(note, f"{name}\n".encode())
        os.close(note)


class MortalClient(WebClient):
    """The SDK's client; whoever uses it may not live to see the answer."""

    def __init__(self, address: str, fate: Fate) -> None:
        super().__init__(token="xoxb-1", base_url=address)
        self._logger.disabled = True
        self._fate = fate

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:  # type: ignore[override]
        if api_method in SAYING:
            self._fate.strike(KILLED_BEFORE, FROZEN_BEFORE)
        answer = super().api_call(api_method, **arguments)
        if api_method in SAYING:
            self._fate.strike(KILLED_AFTER)
        return answer


@dataclass(frozen=True)
class Means:
    """What a protocol has to deliver with."""

    engine: Engine
    workspace: Workspace
    client: Callable[[], WebClient]
    claimant: str
    lease: timedelta


Protocol = Callable[[Means], Callable[[], int]]


def ours(means: Means) -> Callable[[], int]:
    """The real sender."""
    return Sender(
        lambda _: means.workspace,
        means.engine,
        lambda _: means.client(),
        lambda: datetime.now(UTC),
        means.claimant,
        lambda *_: None,
        folding,
        lease=means.lease,
        pace=timedelta(0),
    ).deliver


def live(life: Life, seed: int) -> None:
    """Deliver until killed."""
    from tests.processes.broken_protocols import PROTOCOLS

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    sender.BACK_OFF = 2  # type: ignore[misc]  # a storm is short
    fate = Fate(life, seed)
    engine = open_engine(life.url)

    def client() -> WebClient:
        fate.strike(FROZEN_AFTER_CLAIM)
        return MortalClient(life.slack, fate)

    lease = timedelta(seconds=life.lease)
    means = Means(engine, Workspace(engine, "T1"), client, f"worker {seed}", lease)
    deliver = PROTOCOLS[life.protocol](means)
    while True:
        try:
            said = deliver()
        except SQLAlchemyError:
            said = 0
        if not said:
            time.sleep(0.02)
