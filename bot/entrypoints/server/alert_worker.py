"""The warnings at work: the clock that ticks, and the sender that delivers."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from slack_sdk import WebClient

from bot.alerts.notify.undeliverable import troubled
from bot.alerts.tick import EVERY, tick
from bot.assistant.assistant import Assistant
from bot.entrypoints.server.scheduler import Jobs
from bot.entrypoints.server.wakeup import Bell, _nobody
from bot.slack.delivery.sender import Sender
from bot.views.channel.backlog import folded_view
from storage import workspaces

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1.1)
"""Between two posts in a channel, of which Slack takes about one a second."""


@contextmanager
def speaking(
    assistant: Assistant,
    bell: Bell,
    client: WebClient,
    *,
    every: float = EVERY,
    speed: float = 1,
    before: Callable[[], None] = _nobody,
) -> Iterator[None]:
    """Tick and deliver until the end of the block; what is being sent then is finished.

    `before` runs before every tick. `speed` is that of the assistant's clock, in whose time a lease is counted.
    """
    stopping = threading.Event()
    claimant = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"[:80]
    sender = Sender(
        assistant.workspace,
        assistant.engine,
        lambda _: client,
        assistant.clock,
        claimant,
        troubled,
        folded_view,
        LEASE * speed,
        PACE * speed,
    )
    bell.ring = sender.wake

    def look() -> None:
        before()
        tick([assistant.workspace(each) for each in workspaces.ids(assistant.engine)], assistant.clock())
        sender.wake()

    jobs, sending = Jobs(), threading.Thread(target=sender.run, args=(stopping,), name="sender")
    sending.start()
    jobs.every(every, "tick", look)
    try:
        yield
    finally:
        jobs.stop()
        stopping.set()
        sender.wake()
        sending.join()
