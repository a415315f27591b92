"""From what was typed to its answer: the one road that slash commands, messages, buttons and the command line take."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands import COMMANDS
from bot.commands.command import Command
from bot.language.grammar.slip import Slip
from bot.views.help import unknown_command_view, usage_view
from bot.views.refusal import no_terms_view, refusal_view, repeated_view
from bot.workspace.defaults import DEFAULT_ZONE
from bot.workspace.interpretation import interpretation
from bot.workspace.request import Answer, Ask, Invocation
from rules.core.policy import NoTerms
from storage.settings import cached as recent_settings
from storage.transaction import RepeatedRequest
from storage.workspaces import Workspace

HELP_WORDS = ("help", "?", "aide")


def answer(invocation: Invocation, workspace: Workspace) -> Answer:
    """Answer a command. A person's slip is answered with what to type instead; anything else that fails is raised."""
    name = invocation.command
    command = COMMANDS.get(name)
    if command is None:
        slip = Slip("reply.unknown_command", name)
        return Answer(invocation, unknown_command_view(invocation.locale, name, COMMANDS), slip=slip)
    if invocation.text.strip().lower() in HELP_WORDS:
        return Answer(invocation, usage_view(invocation.locale, command))
    return _answer_ask(command, ask_of(invocation, workspace))


def today(invocation: Invocation, workspace: Workspace) -> date:
    """What day it is where a workspace is."""
    return ask_of(invocation, workspace).today


def ask_of(invocation: Invocation, workspace: Workspace) -> Ask:
    """An invocation with what its command needs: the settings are those of now, or of a second ago."""
    settings = recent_settings(workspace)
    zone = ZoneInfo(settings["zone"].value if "zone" in settings else DEFAULT_ZONE)
    day = invocation.as_of or invocation.now.astimezone(zone).date()
    return Ask(invocation, workspace, settings, interpretation(settings, zone), day, zone, COMMANDS)


def _answer_ask(command: Command[Any], ask: Ask) -> Answer:
    try:
        reply = command.run(command.read(ask))
    except Slip as slip:
        from bot.assistant.mending import mended  # a good line needs no words

        slip = mended(command, ask, slip)
        return Answer(ask.invocation, refusal_view(ask.locale, slip, ask.invocation.command), slip=slip)
    except RepeatedRequest:
        return Answer(ask.invocation, repeated_view(ask.locale))
    except NoTerms as none_held:
        return Answer(ask.invocation, no_terms_view(ask.locale, none_held))
    return Answer(ask.invocation, reply.message, reply.decision)
