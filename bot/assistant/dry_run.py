"""Trying a corrected line before it is offered, so that nobody copies one which is refused in its turn."""

from typing import Any

from bot.commands.command import Command
from bot.language.grammar.slip import Slip
from bot.workspace.request import Ask
from rules.core.policy import NoTerms

ROUNDS = 4
"""Corrections of corrections that are followed."""


def corrected(command: Command[Any], ask: Ask, text: str | None) -> str | None:
    """The line, itself corrected until the command can read it; None where only the person can do that."""
    for _ in range(ROUNDS):
        if text is None:
            return None
        try:
            command.read(ask.with_text(text))
        except NoTerms:
            return text
        except Slip as slip:
            text = slip.suggestion
        else:
            return text
    return None
