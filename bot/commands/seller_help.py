"""`/seller-help`: what can be asked, and how; and any clause by its id."""

from difflib import get_close_matches

from bot.language.grammar.normalise import normalise
from bot.language.grammar.slip import Slip
from bot.views.help import commands_view, usage_view
from bot.views.rules.clauses import clause_view
from bot.workspace.request import Ask, Reply
from rules.core.policy import clause, clause_ids

NAME = "/seller-help"
SUMMARY = "what you can ask, and how; or what a clause says"
USAGE = "[command or clause]"
EXAMPLES = ("", "sfp-refund", "sfp-ca/returns/address")


def answer(ask: Ask) -> Reply:
    """Every command, the usage of the one named, or the clause named. Raises Slip for a name that is none."""
    words = normalise(ask.text)
    if not words:
        return Reply(commands_view(ask.commands.values()))
    name = words.removeprefix("/").lower()
    if f"/{name}" in ask.commands:
        return Reply(usage_view(ask.commands[f"/{name}"]))
    if name in clause_ids():
        return Reply(clause_view(*clause(name)))
    near = get_close_matches(name, [each.removeprefix("/") for each in ask.commands] + list(clause_ids()), n=1)
    raise Slip("help.unknown", words, suggestion=near[0] if near else "")
