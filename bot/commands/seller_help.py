"""`/seller-help`: what can be asked, and how; and any clause by its id."""

from collections.abc import Mapping
from difflib import get_close_matches

from bot.language.grammar.grammar import Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.slip import Slip
from bot.views.help import commands_view, usage_view
from bot.views.model.usage import Usage
from bot.views.rules.clauses import clause_view
from bot.workspace.request import Ask, Reply
from rules.core.policy import clause, clause_ids
from rules.core.value import value

NAME = "/seller-help"
SUMMARY = "what you can ask, and how; or what a clause says"
USAGE = "[command or clause]"
EXAMPLES: tuple[str, ...] = ("", "sfp-refund", "sfp-ca/returns/address")
GRAMMARS: Mapping[str, Grammar] = {}


@value
class ListCommands:
    """Every command, in a line each."""

    ask: Ask


@value
class ShowUsage:
    """How one command is used."""

    ask: Ask
    command: Usage


@value
class ShowClause:
    """What a clause says, by its id."""

    ask: Ask
    clause: str


Request = ListCommands | ShowUsage | ShowClause


def read(ask: Ask) -> Request:
    """Every command, the one named, or the clause named. Raises Slip for a name that is none."""
    words = normalise(ask.text)
    if not words:
        return ListCommands(ask)
    name = words.removeprefix("/").lower()
    if f"/{name}" in ask.commands:
        return ShowUsage(ask, ask.commands[f"/{name}"])
    if name in clause_ids():
        return ShowClause(ask, name)
    near = get_close_matches(name, [each.removeprefix("/") for each in ask.commands] + list(clause_ids()), n=1)
    raise Slip("help.unknown", words, suggestion=near[0] if near else "")


def run(request: Request) -> Reply:
    """Show it."""
    match request:
        case ListCommands(ask):
            return Reply(commands_view(ask.locale, ask.commands.values()))
        case ShowUsage(ask, command):
            return Reply(usage_view(ask.locale, command))
        case ShowClause(ask, name):
            return Reply(clause_view(ask.locale, *clause(name)))
