"""What was read in a message, before its answer; or the readings to choose from."""

import json
from collections.abc import Sequence
from typing import Any

from bot.language.catalogue import escaped, say
from bot.language.extraction.extract import Told, Values
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.language.policy_words import in_cents
from bot.slack.blocks import Message, actions, button, context, cut, section
from bot.views.refusal import LABEL_LIMIT
from bot.views.reply import ASK_AGAIN, plain

MOST_LEFT = 5
"""Sentences on what is left out; a long message has much that is not of this return."""

Way = tuple[Values, str]
"""A reading of a message, and the line that it makes."""


def told_view(locale: Locale, told: Told, command: str, line: str, answer: Message) -> Message:
    """What was read and what was left out, the answer, and the line to copy where something is to be corrected."""
    above = "\n".join((*_read(locale, told), *_left(locale, told)))
    below = say(locale, "message.copy", line=f"{command} {line}")
    blocks = (section(above), *answer.blocks, context(below))
    return Message("\n".join((plain(above), answer.text, plain(below))), blocks)


def asked_view(locale: Locale, told: Told, command: str, ways: Sequence[Way]) -> Message:
    """What was read, what only a person can tell, and a button for each line that the message may stand for."""
    text = "\n".join(
        (*_read(locale, told), *(f"✋ {_said(locale, slip)}" for slip in told.asked), *_left(locale, told))
    )
    buttons = [
        button(_label(locale, told, way, ways), f"{ASK_AGAIN}_{place}", json.dumps({"command": command, "text": line}))
        for place, (way, line) in enumerate(ways, start=1)
    ]
    lines = [f"{command} {escaped(line)}" for _, line in ways]
    return Message(plain("\n".join((text, *lines))), (section(text), actions(*buttons)))


def nothing_view(locale: Locale, told: Told, command: str) -> Message:
    """That nothing was read that can be worked out, and what to type."""
    text = "\n".join((*_left(locale, told), say(locale, "message.nothing", command=command)))
    return Message(plain(text), (section(text),))


def _read(locale: Locale, told: Told) -> tuple[str, ...]:
    return (say(locale, "message.read", values=_listed(locale, told.certain)),) if told.certain else ()


def _left(locale: Locale, told: Told) -> list[str]:
    """What was seen and is not taken."""
    more = len(told.left) - MOST_LEFT
    rest = [say(locale, "message.more", n=more)] if more > 0 else []
    return [f"• {sentence}" for sentence in (*(_said(locale, slip) for slip in told.left[:MOST_LEFT]), *rest)]


def _said(locale: Locale, slip: Slip) -> str:
    return say(locale, slip.key, **slip.values)


def _label(locale: Locale, told: Told, way: Values, ways: Sequence[Way]) -> str:
    """What sets one reading apart from the others: the values that are not certain, or what it leaves out."""
    own = {name: way[name] for name in way if name not in told.certain}
    wanting = dict.fromkeys(name for other, _ in ways for name in other if name not in way)
    without = [say(locale, "message.without", name=name) for name in wanting]
    return cut(say(locale, "message.way", parts=[*_listed(locale, own), *without]), LABEL_LIMIT)


def _listed(locale: Locale, values: Values) -> list[str]:
    return [_shown(locale, name, meant) for name, meant in in_cents(values).items()]


def _shown(locale: Locale, name: str, meant: Any) -> str:
    """A value in words; a condition by the word that is typed for it."""
    return name if meant is True else say(locale, f"message.value.{name}", value=meant)
