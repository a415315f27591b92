"""The parts that a serving process is made of, each made once and handed to whoever needs it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.alerts.tick import EVERY
from bot.assistant.assistant import Assistant, Clock
from bot.entrypoints.server.alert_worker import nothing, speaking
from bot.entrypoints.server.scheduler import Scheduler
from bot.entrypoints.server.upload_worker import reading_files
from bot.entrypoints.server.wakeup import WakeUp
from bot.slack.calls import ClientOf
from bot.workspace.request import Answer


@dataclass(frozen=True, slots=True)
class Composition:
    """What answers requests, and what works beside it: `outgoing` wakes the sender, `dropped` the reader of files."""

    assistant: Assistant
    scheduler: Scheduler
    outgoing: WakeUp
    dropped: WakeUp

    @contextmanager
    def at_work(
        self, client_of: ClientOf, *, every: float = EVERY, before: Callable[[], None] = nothing
    ) -> Iterator[None]:
        """Tick, deliver and read dropped files until the end of the block; `speaking` says what the others mean."""
        sender = speaking(self.assistant, client_of, self.scheduler, self.outgoing, every=every, before=before)
        with sender, reading_files(self.assistant, client_of, self.dropped):
            yield


@contextmanager
def composed(
    engine: Engine,
    clock: Clock,
    *,
    heard: Callable[[Answer], None],
    failed: Callable[[], None] = nothing,
    speed: float = 1,
    trusted: bool = False,
) -> Iterator[Composition]:
    """The parts around one database and one clock until the end of the block; `Assistant` says what the others mean."""
    outgoing, dropped = WakeUp(), WakeUp()
    assistant = Assistant(
        engine,
        clock,
        speed=speed,
        trusted=trusted,
        on_answer=heard,
        failed=failed,
        outgoing=outgoing,
        dropped=dropped,
    )
    with closing(assistant), closing(Scheduler()) as scheduler:
        yield Composition(assistant, scheduler, outgoing, dropped)


def one_client(client: WebClient) -> ClientOf:
    """The same client for every workspace: that of the one bot token that there is."""
    return lambda _team_id: client
