"""From a typed line to an answer: the one road that slash commands, messages, buttons and the command line take."""

from types import ModuleType
from zoneinfo import ZoneInfo

from bot.assistant.dry_run import mended
from bot.commands import COMMANDS
from bot.language.grammar.slip import Slip
from bot.views.help import unknown_command_view, usage_view
from bot.views.refusal import no_terms_view, refusal_view, repeated_view
from bot.workspace.defaults import DEFAULT_ZONE
from bot.workspace.interpretation import interpretation
from bot.workspace.request import Answer, Ask, Line, Reply
from rules.core.policy import NoTerms
from storage.settings import recent as recent_settings
from storage.workspaces import Repeated, Workspace

HELP_WORDS = ("help", "?", "aide")


def answer(line: Line, workspace: Workspace) -> Answer:
    """Answer a line. A person's slip is answered with what to type instead; anything else that fails is raised."""
    module = COMMANDS.get(line.command)
    if module is None:
        return _answer_other(line, workspace)
    if line.text.strip().lower() in HELP_WORDS:
        return Answer(line, usage_view(module))
    return _answer_command(module, ask_of(line, workspace))


def _answer_other(line: Line, workspace: Workspace) -> Answer:
    """Answer what a message says, or a command that is not ours."""
    from bot.assistant.plain_text import answer_plain
    from bot.language.grammar.openings import MENTION  # no command needs them

    if line.command == MENTION:
        return answer_plain(line, workspace)
    slip = Slip("reply.unknown_command", line.command)
    return Answer(line, unknown_command_view(line.command, COMMANDS), slip=slip)


def ask_of(line: Line, workspace: Workspace) -> Ask:
    """A line with what its command needs, read anew."""
    settings = recent_settings(workspace)
    zone = ZoneInfo(settings["zone"].value if "zone" in settings else DEFAULT_ZONE)
    today = line.as_of or line.now.astimezone(zone).date()
    return Ask(line, workspace, settings, interpretation(settings, zone), today, zone, COMMANDS)


def _answer_command(module: ModuleType, ask: Ask) -> Answer:
    try:
        reply: Reply = module.answer(ask)
    except Slip as slip:
        slip.suggestion = mended(module, ask, slip.suggestion)
        return Answer(ask.line, refusal_view(slip, ask.line.command), slip=slip)
    except Repeated:
        return Answer(ask.line, repeated_view())
    except NoTerms as none_held:
        return Answer(ask.line, no_terms_view(none_held))
    return Answer(ask.line, reply.message, reply.decision)
