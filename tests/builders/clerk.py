"""A clerk in the local workspace who drops files: real events, the real reader and sender, and a strict Slack."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from bot.alerts.notify.backlog import folding
from bot.alerts.notify.undeliverable import mark_undeliverable
from bot.assistant.assistant import Assistant
from bot.entrypoints.local.emulator.person import TEAM, USER, LocalWorkspace
from bot.entrypoints.local.emulator.slack import Shown, Slack
from bot.entrypoints.server.upload_worker import Reader
from bot.entrypoints.server.wakeup import WakeUp
from bot.language.locale import ENGLISH, Locale
from bot.slack.blocks import Message
from bot.slack.delivery.sender import Sender
from bot.slack.plain_text import message_text
from storage import accounts
from storage.workspaces import Workspace
from tests.builders.channel import Clock, never_the_same_second, stopped


@dataclass
class Clerk:
    """What a clerk does, and what is said to it."""

    assistant: Assistant
    local: LocalWorkspace
    reader: Reader
    sender: Sender
    clock: Clock
    folder: Path
    dropped: WakeUp

    @property
    def ws(self) -> Workspace:
        return self.assistant.workspace(TEAM)

    def drops(self, text: str | bytes, name: str = "report.txt", thread: str = "") -> list[str]:
        """Drop a file of this text: what is said to it in its thread, once everybody has done their work."""
        shown = self.only_drops(text, name, thread)
        self.work()
        return self.told(thread or shown.ts)

    def only_drops(self, text: str | bytes, name: str = "report.txt", thread: str = "") -> Shown:
        path = self.folder / str(len(list(self.folder.iterdir()))) / name[:200]
        path.parent.mkdir()
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return self.local.drop(path, thread)

    def work(self) -> None:
        """Read what waits, and say what is to be said."""
        while self.reader.read():
            pass
        while self.sender.deliver():
            pass

    def told(self, ts: str) -> list[str]:
        return [words(each) for each in self.replies(ts)]

    def replies(self, ts: str) -> list[Shown]:
        return [each for each in self.local.slack.messages if each.thread == ts and each.posted]

    def presses(self, label: str) -> list[str]:
        """Press a button of the newest message, and have come of it what does: what is said then, wherever."""
        said = self.local.slack.messages
        self.local.look_at(said[-1])
        labels = [button["text"]["text"] for _, button in self.local.buttons]
        before = len(said)
        self.local.press(labels.index(label) + 1)
        self.work()
        return [words(each) for each in said[before:]]

    def adds(self, *names: str) -> None:
        for name in names:
            accounts.add(self.ws, name, USER, self.clock.now)


def words(shown: Shown) -> str:
    """All that a message says, buttons by their labels."""
    return message_text(Message(shown.payload["text"], tuple(shown.payload.get("blocks", ()))))


@contextmanager
def clerk_at(
    engine: Engine, folder: Path, *, trusted: bool = True, user: str = USER, locale: Locale = ENGLISH
) -> Iterator[Clerk]:
    clock = Clock()
    seconds = never_the_same_second()
    slack = Slack(clock=seconds.__next__, calendar=lambda: clock().timestamp())
    dropped = WakeUp()
    assistant = Assistant(engine, clock, trusted=trusted, dropped=dropped, locale=locale)
    with closing(assistant), LocalWorkspace(assistant, user=user, slack=slack, stopwatch=stopped) as local:
        sender = Sender(
            assistant.workspace,
            engine,
            lambda _: local.client,
            clock,
            "test",
            mark_undeliverable,
            folding,
            pace=timedelta(0),
        )
        local.channel = "#returns"
        yield Clerk(assistant, local, Reader(assistant, lambda _: local.client), sender, clock, folder, dropped)
        assert slack.refusals == []
