"""The warnings at work: the clock that ticks, and the sender that delivers."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from bot.alerts.notify.backlog import folding
from bot.alerts.notify.undeliverable import mark_undeliverable
from bot.alerts.tick import EVERY, tick
from bot.assistant.assistant import Assistant
from bot.entrypoints.server.scheduler import Scheduler
from bot.slack.calls import ClientOf
from bot.slack.delivery.sender import Sender
from storage import workspaces

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1.1)
"""Between two posts in a channel, of which Slack takes about one a second."""


def nothing() -> None:
    """What is done before a tick unless somebody says otherwise."""


@contextmanager
def speaking(
    assistant: Assistant,
    client_of: ClientOf,
    scheduler: Scheduler,
    outgoing: threading.Event,
    *,
    every: float = EVERY,
    before: Callable[[], None] = nothing,
) -> Iterator[None]:
    """Tick and deliver until the end of the block; what is being sent then is finished.

    `outgoing` wakes the sender, and `before` runs before every tick. A lease is counted by the assistant's clock.
    """
    stopping = threading.Event()
    claimant = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"[:80]
    sender = Sender(
        assistant.workspace,
        assistant.engine,
        client_of,
        assistant.clock,
        claimant,
        mark_undeliverable,
        folding,
        LEASE * assistant.speed,
        PACE * assistant.speed,
        outgoing,
    )

    def look() -> None:
        before()
        tick([assistant.workspace(each) for each in workspaces.list_ids(assistant.engine)], assistant.clock())
        sender.wake()

    sending = threading.Thread(target=sender.run, args=(stopping,), name="sender")
    sending.start()
    try:
        with scheduler.every(every, "tick", look):
            yield
    finally:
        stopping.set()
        sender.wake()
        sending.join()
