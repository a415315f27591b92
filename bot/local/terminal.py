"""The local workspace in a terminal: type a line, see the reply; a number presses a button."""

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console

from bot.commands import COMMANDS
from bot.conversation import HELP_WORDS
from bot.local.drawing import draw
from bot.local.workspace import LocalWorkspace
from bot.message import Message

WELCOME = """Headroom, in a workspace of its own: no Slack is needed, and a sample Canadian seller is there.
Type a command, a number to press a button, help, or quit. Try: /sfp-refund 129.99 late=18d used"""

TOUR = (
    ("What must be refunded on a used item that came back 18 days late?", "/sfp-refund 129.99 late=18d used"),
    ("Who pays this return label?", "/sfp-label unwanted category=watches"),
    ("Are we still safe in Renewed?", "/renewed-status"),
    ("Could we get in?", "/renewed-eligibility invoices=49999.99usd images=8 warranty=90d odr=0.6%"),
    ("A slip is answered with the line to type instead:", "/sfp-refund 129.99 late=18d uesd"),
    ("And a date that reads two ways is asked back:", "/sfp-refund 129.99 received=12/11/2026"),
)

PIPE_WIDTH = 100
"""Columns where there is no terminal to ask."""

LEAVE = ("quit", "exit", "q")


def converse(workspace: LocalWorkspace, lines: Iterable[str], console: Console) -> int:
    """Answer lines until they end or one says quit; returns how many were answered."""
    answered = 0
    for line in filter(None, map(str.strip, lines)):
        if line.lower() in LEAVE:
            break
        for audience, message in _replies(workspace, line, console):
            draw(console, audience, message)
        answered += 1
    return answered


def _replies(workspace: LocalWorkspace, line: str, console: Console) -> list[tuple[str, Message]]:
    if line.isdecimal():
        if 1 <= int(line) <= len(workspace.buttons):
            return workspace.press(int(line))
        console.print(f"There is no button {line} here.")
        return []
    if line.lower() in HELP_WORDS:
        line = "/seller-help"
    return workspace.type(line if line.startswith("/") else f"/{line}")


def play_tour(workspace: LocalWorkspace, console: Console) -> None:
    """Show what Headroom does, line by line."""
    for title, line in TOUR:
        console.print(f"\n{title}", style="bold")
        console.print(f"> {line}", style="yellow", markup=False)
        converse(workspace, [line], console)
    console.print("\nThat was the tour. In a terminal, `make run` lets you type lines of your own.")


def typed() -> Iterator[str]:
    """The lines that a person types, with completion and history, until end of input."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter

    completer = WordCompleter([*COMMANDS, "help", "quit"], sentence=True)
    session: PromptSession[str] = PromptSession(completer=completer)
    while True:
        try:
            yield session.prompt("> ")
        except (EOFError, KeyboardInterrupt):
            return


def piped(console: Console) -> Iterator[str]:
    """The lines of standard input, each shown before its answer."""
    for line in filter(str.strip, sys.stdin):
        console.print(f"> {line.strip()}", style="yellow", markup=False)
        yield line


def run(workspace: LocalWorkspace) -> None:
    """Talk with whoever is there: a person at a terminal, lines from a pipe, or nobody, who gets the tour."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    if sys.stdin.isatty():
        console.print(WELCOME, markup=False)
        converse(workspace, typed(), console)
    elif not converse(workspace, piped(console), console):
        play_tour(workspace, console)
