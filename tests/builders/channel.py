"""A channel that hears of one account, day after day: the real tick, the real sender and the strict workspace."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import Engine

from bot.alerts.notify.backlog import folding
from bot.alerts.notify.undeliverable import mark_undeliverable
from bot.alerts.tick import tick_workspace
from bot.assistant.assistant import Assistant
from bot.entrypoints.local.emulator.person import CHANNELS, TEAM, LocalWorkspace
from bot.entrypoints.local.emulator.slack import Shown, Slack
from bot.language.locale import ENGLISH, Locale
from bot.slack.delivery.sender import Sender
from rules.renewed.standing import Reading
from storage import accounts
from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription
from storage.metrics import readings
from storage.workspaces import Workspace

CHANNEL = "C0RENEWED"
MORNING = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Ten o'clock in Toronto on a Monday."""

ORDERS = 10_000
"""Of which 80 may have a defect: 72 are near the limit, 80 leave no room, 81 are too many."""


@dataclass
class Clock:
    """An instant that a test moves."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Watched:
    """What a test does, and what was heard of it: how, and the first line."""

    assistant: Assistant
    local: LocalWorkspace
    sender: Sender
    clock: Clock
    heard: list[tuple[str, Shown]] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        return self.assistant.workspace(TEAM)

    @property
    def channel(self) -> list[Shown]:
        """The messages that stand in the channel, threads left out."""
        shown = (each for each in self.local.slack.messages if each.channel == CHANNEL)
        return [each for each in shown if not each.thread and not each.to]

    def read(self, defects: int, metric: str = "odr", subject: str = "", account: str = "main") -> None:
        """Today's figures arrive."""
        share = defects * 1_000_000 // ORDERS
        reading = Reading(
            metric=metric,
            subject=subject,
            value=share if metric == "odr" else 1_000_000 - share,
            as_of=self.clock.now.date(),
            source="typed",
            orders=ORDERS,
            defects=defects,
            window_days=90,
        )
        readings.record(self.workspace, account, [reading], self.clock.now)

    def tick(self) -> list[str]:
        """Look, and deliver what is due: what was heard of it."""
        before = len(self.heard)
        tick_workspace(self.workspace, self.clock.now)
        while self.sender.deliver():
            pass
        return [told(how, shown) for how, shown in self.heard[before:]]

    def day(self, defects: int, **about: str) -> list[str]:
        """The next day at the same hour, with its figures."""
        self.clock.now += timedelta(days=1)
        self.read(defects, **about)
        return self.tick()

    def days(self, defects: int, several: int) -> list[str]:
        return [heard for _ in range(several) for heard in self.day(defects)]

    def press(self, label: str, shown: Shown | None = None) -> list[str]:
        """Press a button of the newest message, and deliver what comes of it."""
        self.local.look_at(shown or self.channel[-1])
        labels = [button["text"]["text"] for _, button in self.local.buttons]
        number = next(at for at, each in enumerate(labels, start=1) if label in each)
        replies = self.local.press(number)
        before = len(self.heard)
        while self.sender.deliver():
            pass
        return [message.text for _, message in replies] + [told(how, each) for how, each in self.heard[before:]]

    def fill_in(self, **fields: str) -> dict[str, str]:
        """Send the form that is open, and deliver what comes of it."""
        wrong = self.local.submit(fields)
        while self.sender.deliver():
            pass
        return wrong


def told(how: str, shown: Shown) -> str:
    """`posted: 🟡 Watch · Order defect rate`, `thread: Worse on ...`."""
    where = "thread" if shown.thread else how
    return f"{where}: {shown.payload['text'].splitlines()[0]}"


def never_the_same_second() -> Iterator[float]:
    return (float(second) for second in count(step=2))


def stopped() -> float:
    """A stopwatch by which nothing is late, however busy the machine is."""
    return 0.0


@contextmanager
def watched(
    engine: Engine, slack: Slack | None = None, clock: Clock | None = None, locale: Locale = ENGLISH
) -> Iterator[Watched]:
    """An assistant, its local workspace with a channel that hears of everything, and a sender."""
    clock = clock or Clock()
    seconds = never_the_same_second()
    slack = slack or Slack(clock=seconds.__next__, calendar=lambda: clock().timestamp())
    assistant = Assistant(engine, clock, trusted=True, locale=locale)
    with closing(assistant), LocalWorkspace(assistant, slack=slack, stopwatch=stopped) as local:
        workspace = assistant.workspace(TEAM)
        accounts.add(workspace, "main", "U0YOU", clock.now)
        if not subscriptions.list_all(workspace):
            subscriptions.upsert(workspace, Subscription(channel=CHANNEL, since=clock.now, who="U0YOU"), clock.now)
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
        watching = Watched(assistant, local, sender, clock)
        slack.on_message = lambda shown, how: watching.heard.append((how, shown))
        local.channel = next(name for name, known in CHANNELS.items() if known == CHANNEL)
        yield watching
