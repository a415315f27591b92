"""What a module is that answers a slash command. mypy holds every module in the registry to it."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from bot.language.grammar.grammar import Grammar
from bot.views.model.usage import Usage
from bot.workspace.request import Ask, Reply

Request = TypeVar("Request")


class Command(Usage, Protocol[Request]):
    """A slash command, read and run apart; `Request` is its own type of what a line may ask for."""

    GRAMMARS: Mapping[str, Grammar]
    """What may be typed, by the word that it begins with, which is empty for a line that needs none."""

    def read(self, ask: Ask, /) -> Request:
        """What the line asks for. It may look at what is stored, and changes nothing.

        Raises Slip for whatever the person has to put right, a missing role included, and NoTerms.
        """

    def run(self, request: Request, /) -> Reply:
        """Do it and say what came of it. Raises NoTerms, and `storage.transaction.RepeatedRequest`, but no Slip."""


def checked(command: Command[Request]) -> Command[Any]:
    """The command, whose `run` takes what its `read` gives: mypy refuses any other.

    To be told what is wrong with a refused one, assign it to a name of type `Command[...]` with its request's type.
    """
    return command
