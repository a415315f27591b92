"""Usage: of one command, and of all of them."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.language.catalogue import escaped, say
from bot.language.grammar.slip import echo
from bot.language.locale import Locale
from bot.slack.blocks import Message, section
from bot.views.model.usage import Usage
from bot.views.reply import plain


def usage_view(locale: Locale, command: Usage) -> Message:
    """What a command is for, what it takes, and lines to copy."""
    examples = "\n".join(f"`{example_line(command, example)}`" for example in command.EXAMPLES)
    lines = (
        f"*{command.NAME}*: {_summary(locale, command)}",
        f"`{command.NAME} {escaped(command.USAGE)}`",
        f"{say(locale, 'help.examples')}\n{examples}",
    )
    return Message(plain("\n".join(lines)), tuple(section(line) for line in lines))


def _summary(locale: Locale, command: Usage) -> str:
    return say(locale, f"help.summary.{command.NAME.removeprefix('/')}")


def example_line(command: Usage, example: str) -> str:
    """A command's example as it is typed."""
    return f"{command.NAME} {example}".rstrip()


def commands_view(locale: Locale, commands: Iterable[Usage]) -> Message:
    """Every command in a line, with its first example."""
    lines = [
        say(
            locale,
            "help.command",
            name=each.NAME,
            summary=_summary(locale, each),
            example=example_line(each, each.EXAMPLES[0]),
        )
        for each in commands
    ]
    text = "\n".join((say(locale, "help.title"), *lines, say(locale, "help.more")))
    return Message(plain(text), (section(text),))


def unknown_command_view(locale: Locale, command: str, known: Iterable[str]) -> Message:
    """A command that is not ours, with the nearest one that is."""
    text = say(locale, "reply.unknown_command", text=echo(command))
    if near := get_close_matches(command, known, n=1):
        text = f"{text}\n{say(locale, 'reply.try', line=near[0])}"
    return Message(plain(text), (section(text),))
