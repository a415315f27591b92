"""Typing in the terminal: completion of commands and their arguments, and a history that lasts."""

from collections.abc import Iterator
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory

from bot.commands import COMMANDS
from bot.commands.command import Command
from bot.config import HOME
from bot.entrypoints.local.emulator.person import CHANNELS
from bot.language.grammar.openings import MENTION

DROP = "drop"
WORDS = (MENTION, DROP, "say", "shortcut", "quit")
"""What is no command and no channel."""

HISTORY = HOME / "data" / "history"


class LineCompleter(Completer):
    """Completes the command first, and after it the names of what it takes."""

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The completions of the word before the cursor; after `drop`, those of a path."""
        before = document.text_before_cursor
        command, space, rest = before.partition(" ")
        if command == DROP and space:
            yield from PathCompleter(expanduser=True).get_completions(Document(rest.lstrip()), complete_event)
            return
        word = before.rpartition(" ")[2]
        known = argument_names(COMMANDS[command]) if space and command in COMMANDS else [*COMMANDS, *CHANNELS, *WORDS]
        yield from (Completion(each, start_position=-len(word)) for each in known if word and each.startswith(word))


def argument_names(command: Command[Any]) -> list[str]:
    """What may be typed after a command: flags as they are, other arguments with their equals sign."""
    named = {each.name: each for grammar in command.GRAMMARS.values() for each in grammar.arguments}
    return sorted(name if each.is_flag else f"{name}=" for name, each in named.items())


def prompt_session() -> PromptSession[str]:
    """A prompt that completes and remembers."""
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    return PromptSession(completer=LineCompleter(), history=FileHistory(HISTORY), complete_while_typing=False)
