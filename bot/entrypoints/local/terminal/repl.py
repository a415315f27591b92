"""The local workspace in a terminal: lines are answered, a number presses a button, a #name switches channel.

`drop FILE` drops a file into the channel, `say WORDS` writes a message there, and `shortcut 1` chooses [Work out this
refund] in the menu of message 1. What mentions Headroom is a message too, and in the direct messages
all that has no slash.
"""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.assistant.dispatch import HELP_WORDS
from bot.entrypoints.local.emulator.person import CHANNELS, DIRECT, USER, LocalWorkspace
from bot.entrypoints.local.emulator.slack import BOT, MENTIONED, Payload, Shown
from bot.entrypoints.local.terminal.arrivals import Arrivals
from bot.entrypoints.local.terminal.form import CLOSE, Filling
from bot.entrypoints.local.terminal.render import draw, draw_form, draw_refusal
from bot.entrypoints.server.wakeup import WakeUp
from bot.language.grammar.openings import MENTION
from bot.listeners.shortcuts.work_out_refund import SHORTCUT
from bot.slack.blocks import Message
from bot.slack.plain_text import unmarked
from bot.workspace.request import Answer

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

WELCOME = """Headroom, in a workspace of its own: no Slack is needed, and a sample Canadian seller is there.
Type a command, a number to press a button, #returns to switch channel, drop FILE, help, or quit.
say WORDS writes a message into the channel, and shortcut chooses [Work out this refund] in the menu of the last one.
In a channel @Headroom status asks in front of all; #dm goes where you can write to me without a slash.
Tab completes, the arrow up brings back what you typed and what I suggest. Try: /sfp-refund 129.99 late=18d used
To see warnings arrive, let a day go by each second: make run CLOCK=1d/s"""

TOUR = (
    ("What must be refunded on a used item that came back 18 days late?", "/sfp-refund 129.99 late=18d used"),
    ("A number presses a button. Here the first one, for everyone in the channel to see:", "1"),
    (
        "A message can be worked out as it stands. A colleague writes one:",
        "say paid $59, screen damaged, arrived yesterday",
    ),
    ("And its menu has [Work out this refund]:", "shortcut"),
    ("Who pays this return label?", "/sfp-label unwanted category=watches"),
    ("What is to be refunded today?", "/sfp-returns today"),
    ("Are we still safe in Renewed?", "/renewed-status"),
    ("Could we get in?", "/renewed-eligibility invoices=49999.99usd images=8 warranty=90d odr=0.6%"),
    ("A slip is answered with the line to type instead:", "/sfp-refund 129.99 late=18d uesd"),
    ("And a date that reads two ways is asked back:", "/sfp-refund 129.99 received=12/11/2026"),
)

LEAVE = ("quit", "exit", "q")
PIPE_WIDTH = 100
"""Columns where there is no terminal to ask."""

WAIT = re.compile(r"wait (\d{1,3})", re.IGNORECASE)
LONGEST_WAIT = 300
"""Seconds that `wait` waits at most, while messages arrive."""

DROP = re.compile(r"drop\s+(.+)", re.IGNORECASE)
SAY = re.compile(r"say\s+(.+)", re.IGNORECASE)
CHOOSE = re.compile(r"shortcut(?:\s+(\d{1,4}))?", re.IGNORECASE)
PRESS = re.compile(r"(\d{1,9})")
ENTER = re.compile(r"(#.*)")

REMEMBERED = 5
"""Messages shown when a channel is entered."""


class Terminal:
    """A conversation with the local workspace on one console."""

    def __init__(
        self, workspace: LocalWorkspace, answers: Sequence[Answer], console: Console, wake_ups: Sequence[WakeUp] = ()
    ) -> None:
        self.workspace = workspace
        self.heard = answers
        self.console = console
        self._filling: Filling | None = None
        self._watching = False
        self._arrivals = Arrivals(workspace.slack, wake_ups)
        workspace.slack.on_message = self.arrived
        self._doings = {
            ENTER: self._enter,
            WAIT: self._watch,
            DROP: self._drop,
            SAY: self._say,
            CHOOSE: self._choose,
            PRESS: self._press,
        }

    def converse(self, lines: Iterable[str]) -> int:
        """Answer lines until they end or one says quit; returns how many were answered."""
        answered = 0
        for line in map(str.strip, lines):
            if self._filling:
                self._fill(line)
                continue
            if not line:
                continue
            if line.lower() in LEAVE:
                break
            self.answer(line)
            answered += 1
        return answered

    def answer(self, line: str) -> None:
        """Do what a line says: switch channel, press a button and so on, or send a command."""
        for pattern, do in self._doings.items():
            if match := pattern.fullmatch(line):
                do(match[1])
                return
        if not line.startswith("/") and self._is_for_headroom(line):
            self._say(line)
            return
        command = "/seller-help" if line.lower() in HELP_WORDS else line
        self._show(self.workspace.type(command if command.startswith("/") else f"/{command}"))

    def _watch(self, seconds: str) -> None:
        """Wait for what arrives, wherever it does."""
        self._watching = True
        time.sleep(min(int(seconds), LONGEST_WAIT))
        self._watching = False

    def _is_for_headroom(self, words: str) -> bool:
        """Whether a message of these words is one to Headroom."""
        return self.workspace.channel == DIRECT or MENTIONED.search(words) is not None

    def _say(self, words: str) -> None:
        """Write a message; one to Headroom has its answer stand before the next line."""
        self._arrivals.begin()
        shown = self.workspace.say(words)
        if self._is_for_headroom(words):
            self._arrivals.wait(lambda arrived: _answers(arrived, shown))
        else:
            self._print_message(shown)
        self._show([])

    def _print_message(self, shown: Shown) -> None:
        """A person's message, with the number that chooses it."""
        number = self.workspace.standing().index(shown) + 1
        text = shown.payload["text"].replace(f"<@{BOT}>", MENTION)
        self.console.print(f"Message {number}, said by you: {unmarked(text)}", markup=False)

    def _choose(self, number: str | None) -> None:
        """Choose the shortcut on that message of the channel, or on the last one."""
        standing = len(self.workspace.standing())
        chosen = int(number or standing)
        if not 1 <= chosen <= standing:
            self.console.print(f"There is no message {number or 1} here. Write one: say paid $129.99, screen damaged")
            return
        self._show(self.workspace.choose(chosen, SHORTCUT))

    def _press(self, typed: str) -> None:
        number = int(typed)
        if not 1 <= number <= len(self.workspace.buttons):
            self.console.print(f"There is no button {number} here.")
            return
        channel, _ = self.workspace.buttons[number - 1]
        self._arrivals.begin()
        replies = self.workspace.press(number)
        self._show(replies)
        if self.workspace.form:
            self._open(self.workspace.form)
        elif not replies:
            self._arrivals.wait(lambda arrived: arrived.channel == channel)

    def _open(self, form: Payload) -> None:
        """Ask for the fields of a form; one without any is there to be read."""
        filling = Filling(form, USER)
        if filling.done:
            draw_form(self.console, form)
            self.workspace.close_form()
            return
        self._filling = filling
        self.console.print(f"{filling.title} (cancel closes it)", style="bold", markup=False)
        self._ask()

    def _drop(self, typed: str) -> None:
        """Drop a file, and wait for what is said to it."""
        path = Path(typed.strip("\"'")).expanduser()
        if not path.is_file():
            self.console.print(f"There is no file {path} here.", markup=False)
            return
        self._arrivals.begin()
        shown = self.workspace.drop(path)
        if not self._arrivals.wait(lambda arrived: arrived.thread == shown.ts):
            self.console.print("Nothing was said to this file.")
        self._show([])

    def arrived(self, shown: Shown, how: str) -> None:
        """Draw what the app says by itself: a new message whole, an edit as the line it now begins with.

        One of another channel is a line too, unless somebody waits for it: its buttons would take the numbers of
        those that are looked at.
        """
        channel = channel_name(shown.channel)
        text = shown.payload["text"].partition("\n")[0]
        here = self._watching or bool(shown.to) or channel in (self.workspace.channel, DIRECT)
        if how == "posted" and here:
            where = f"posted to {channel}{', in a thread' if shown.thread else ''}"
            draw(self.console, "only you can see this" if shown.to else where, _message(shown))
        else:
            self.console.print(f"{how} in {channel}: {unmarked(text)}", style="dim", markup=False)
        if here:
            self.workspace.look_at(shown)
        self._arrivals.came(shown)

    def _fill(self, line: str) -> None:
        """Take a line for the open form, and send it when it is filled in."""
        filling = self._filling
        if filling is None:
            return
        if line.lower() in CLOSE:
            self.workspace.close_form()
            self._filling = None
            return
        filling.take(line)
        if filling.done:
            wrong = self.workspace.submit(filling.fields)
            filling.again(wrong)
            self._filling = filling if wrong else None
            for words in wrong.values():
                self.console.print(words, markup=False)
        self._ask()

    def _ask(self) -> None:
        for words in self._filling.question() if self._filling else ():
            self.console.print(words, markup=False)

    def _enter(self, typed: str) -> None:
        channel = typed.lower()
        if channel not in CHANNELS:
            self.console.print(f"There is no {channel} here, only {', '.join(CHANNELS)}.")
            return
        self.workspace.channel = channel
        self.console.print(f"This is {channel}.", style="bold")
        shown_here = self.workspace.shown_in(channel)
        for shown in [each for each in shown_here if not each.thread][-REMEMBERED:]:
            if "files" in shown.payload:
                self.console.print(f"You dropped {shown.payload['text']}.", markup=False)
            elif "user" in shown.payload:
                self._print_message(shown)
            else:
                draw(self.console, _where(channel, shown), _message(shown))
            self.workspace.look_at(shown)
            for reply in [each for each in shown_here if each.thread == shown.ts][-REMEMBERED:]:
                self._show_again(reply)

    def _show_again(self, reply: Shown) -> None:
        """Draw a reply in a thread: as a line, or whole where it has buttons."""
        if any(block["type"] == "actions" for block in reply.payload.get("blocks", ())):
            draw(self.console, "in its thread", _message(reply))
            self.workspace.look_at(reply)
        else:
            self.console.print(f"  ↳ {unmarked(reply.payload['text'])}", style="dim", markup=False)

    def _show(self, replies: list[tuple[str, Message]]) -> None:
        for refused in self.workspace.take_refusals():
            draw_refusal(self.console, refused)
        for audience, message in replies:
            everyone = f"posted to {self.workspace.channel}"
            draw(self.console, everyone if audience == "in_channel" else "only you can see this", named(message))

    def play_tour(self) -> None:
        """Show what Headroom does, line by line."""
        for title, line in TOUR:
            self.console.print(f"\n{title}", style="bold")
            self.converse(self._echoed([line]))
        self.console.print("\nThat was the tour. In a terminal, `make run` lets you type lines of your own.")

    def piped(self) -> Iterator[str]:
        """The lines of standard input, each shown before its answer."""
        return self._echoed(filter(str.strip, sys.stdin))

    def typed(self) -> Iterator[str]:
        """The lines that a person types, until end of input; what was suggested is one arrow up."""
        from prompt_toolkit.patch_stdout import patch_stdout

        from bot.entrypoints.local.terminal.completion import prompt_session

        session: PromptSession[str] = prompt_session()
        while True:
            try:
                with patch_stdout(raw=True):
                    line = session.prompt(f"{self.workspace.channel}> ")
            except (EOFError, KeyboardInterrupt):
                return
            yield line
            if suggested := self._suggested():
                session.history.append_string(suggested)

    def _suggested(self) -> str | None:
        """The line that the last answer suggests to type instead, if it was a refusal that does."""
        last = self.heard[-1] if self.heard else None
        suggestion = last.slip.suggestion if last and last.slip else None
        return None if suggestion is None or last is None else f"{last.invocation.command} {suggestion}"

    def _echoed(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self.console.print(f"> {line.strip()}", style="yellow", markup=False)
            yield line


def _message(shown: Shown) -> Message:
    return named(Message(shown.payload["text"], tuple(shown.payload.get("blocks", ()))))


def named(message: Message) -> Message:
    """The message with channels by their names, as Slack shows them."""
    as_json = json.dumps([message.text, message.blocks])
    for name, known in CHANNELS.items():
        as_json = as_json.replace(f"<#{known}>", name)
    text, blocks = json.loads(as_json)
    return Message(text, tuple(blocks))


def _answers(arrived: Shown, shown: Shown) -> bool:
    """Whether a message answers one: it is in its thread, or in the same direct messages."""
    return arrived.thread == shown.ts or arrived.channel == shown.channel == CHANNELS[DIRECT]


def channel_name(channel: str) -> str:
    """The name of a channel; what is no channel is somebody's direct message."""
    return next((name for name, known in CHANNELS.items() if known == channel), "your direct messages")


def _where(channel: str, shown: Shown) -> str:
    """Where a message stands and who sees it, with whether it was edited or is in a thread."""
    marks = [f"posted to {channel}" if not shown.to else "only you can see this"]
    marks += ["edited"] if shown.edited else []
    return ", ".join(marks)


def run(workspace: LocalWorkspace, answers: Sequence[Answer], wake_ups: Sequence[WakeUp]) -> None:
    """Talk with whoever is there: a person at a terminal, lines from a pipe, or nobody, who gets the tour.

    `heard` grows by every answer that the app gives, and `wake_ups` are what wakes its workers.
    """
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    terminal = Terminal(workspace, answers, console, wake_ups)
    if sys.stdin.isatty():
        terminal.console.print(WELCOME, markup=False)
        terminal.converse(terminal.typed())
    elif not terminal.converse(terminal.piped()):
        terminal.play_tour()
