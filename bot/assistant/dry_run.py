"""Trying a corrected line before it is offered, so that nobody copies one which is refused in its turn."""

from dataclasses import replace
from types import ModuleType
from typing import NoReturn

from bot.language.grammar.slip import Slip
from bot.workspace.request import Ask
from rules.core.policy import NoTerms
from storage.workspaces import Workspace

MENDS = 4
"""Corrections of corrections that are followed."""


class Understood(Exception):
    """A rehearsed line came to where it would be written down."""


class Rehearsal(Workspace):
    """A workspace that is read as it is, and in which nothing can be written."""

    def __init__(self, real: Workspace) -> None:
        vars(self).update(vars(real))

    def begin(self) -> NoReturn:
        """End the rehearsal. Raises Understood."""
        raise Understood


def mended(module: ModuleType, ask: Ask, text: str | None) -> str | None:
    """The corrected line, itself corrected until the command takes it; None where only the person can do that."""
    workspace = Rehearsal(ask.workspace)
    for _ in range(MENDS):
        if text is None:
            return None
        try:
            module.answer(replace(ask, line=replace(ask.line, text=text), workspace=workspace))
        except (Understood, NoTerms):
            return text
        except Slip as slip:
            text = slip.suggestion
        else:
            return text
    return None
