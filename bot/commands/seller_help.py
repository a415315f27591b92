"""`/seller-help`: what can be asked, and how."""

from difflib import get_close_matches

from bot.asking import Ask, Reply
from bot.grammar.normalise import normalise
from bot.grammar.slip import Slip
from bot.views.help import commands_view, usage_view

NAME = "/seller-help"
SUMMARY = "what you can ask, and how"
USAGE = "[command]"
EXAMPLES = ("", "sfp-refund")


def answer(ask: Ask) -> Reply:
    """Every command, or the usage of the one named. Raises Slip for a name that is none."""
    words = normalise(ask.text)
    if not words:
        return Reply(commands_view(ask.commands.values()))
    name = "/" + words.removeprefix("/").lower()
    if name in ask.commands:
        return Reply(usage_view(ask.commands[name]))
    near = get_close_matches(name, ask.commands, n=1)
    raise Slip("help.unknown", words, suggestion=near[0].removeprefix("/") if near else "")
