"""What was read in somebody's own words, before its answer; or the readings to choose from, each with its sums."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.language.catalogue import escaped, has, say
from bot.language.extraction.finding import Values
from bot.language.extraction.reading import Reading
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.language.policy_words import in_cents
from bot.slack.blocks import Block, Message, actions, button, context, cut, section
from bot.views.refusal import LABEL_LIMIT
from bot.views.reply import ASK_AGAIN, plain
from bot.views.rules.readings import sums
from rules.core.decision import Decision

MOST_LEFT = 5
"""Phrases that are named as not used; a long message has much that is not of this return."""

Way = tuple[Values, str, Decision[Any] | None]
"""A reading of a message, the line that it makes, and what that comes to."""


def read_view(locale: Locale, reading: Reading, command: str, line: str, answer: Message) -> Message:
    """What was read, the answer with what was not used below its verdict, and the line to copy for a correction."""
    above = "\n".join(_read(locale, reading))
    below = say(locale, "message.copy", line=f"{command} {line}")
    left = _left(locale, reading)
    blocks = (section(above), *_under_the_verdict(answer.blocks, left), context(below))
    return Message("\n".join((plain(above), answer.text, *map(plain, left), plain(below))), blocks)


def _under_the_verdict(blocks: Sequence[Block], left: Sequence[str]) -> tuple[Block, ...]:
    named = (section("\n".join(left)),) if left else ()
    return (*blocks[:1], *named, *blocks[1:])


def asked_view(locale: Locale, reading: Reading, command: str, ways: Sequence[Way]) -> Message:
    """What only a person can tell, the sums of each reading, and a button for each."""
    lines = [
        say(locale, "message.unsure"),
        *(f"✋ {_sentence(locale, question.why)}" for question in reading.questions),
    ]
    lines += [
        f"• {_label(locale, reading, way, ways)}: {sums(locale, decision.outcome)}"
        for way, _, decision in ways
        if decision
    ]
    text = "\n".join((*lines, *_read(locale, reading), *_left(locale, reading)))
    buttons = [
        button(
            _label(locale, reading, way, ways), f"{ASK_AGAIN}_{place}", json.dumps({"command": command, "text": line})
        )
        for place, (way, line, _) in enumerate(ways, start=1)
    ]
    copied = [f"{command} {escaped(line)}" for _, line, _ in ways]
    blocks = (section(text), *((actions(*buttons),) if buttons else ()))
    return Message(plain("\n".join((text, *copied))), blocks)


def _asked(command: str, line: str) -> str:
    """What a button carries that asks a line."""
    return json.dumps({"command": command, "text": line}, ensure_ascii=False)


def nothing_view(locale: Locale, reading: Reading, command: str) -> Message:
    """That nothing was read that can be worked out, and what to type."""
    text = "\n".join((*_left(locale, reading), say(locale, "message.nothing", command=command)))
    return Message(plain(text), (section(text),))


def _read(locale: Locale, reading: Reading) -> tuple[str, ...]:
    return (say(locale, "message.read", values=_listed(locale, reading.values)),) if reading.values else ()


def _left(locale: Locale, reading: Reading) -> list[str]:
    """What is not used, why a figure is refused, and what was taken as not so."""
    lines = [f"• {_sentence(locale, slip)}" for slip in reading.slips[:MOST_LEFT]]
    if reading.unread:
        lines.append(say(locale, "message.not_used", seen=reading.unread[:MOST_LEFT]))
        more = len(reading.unread) - MOST_LEFT
        lines += [say(locale, "message.more", n=more)] if more > 0 else []
    return lines + [f"• {say(locale, 'message.denied', text=phrase)}" for phrase in reading.denied[:MOST_LEFT]]


def _sentence(locale: Locale, slip: Slip) -> str:
    return say(locale, slip.key, **slip.values)


def _label(locale: Locale, reading: Reading, way: Values, ways: Sequence[Way]) -> str:
    """What sets one reading apart from the others: the values that are not certain, or what it leaves out."""
    own = {name: way[name] for name in way if reading.values.get(name) != way[name]}
    wanting = dict.fromkeys(name for other, _, _ in ways for name in other if name not in way)
    without = [say(locale, "message.without", name=name) for name in wanting]
    return cut(say(locale, "message.way", parts=[*_listed(locale, own), *without]), LABEL_LIMIT)


def _listed(locale: Locale, values: Values) -> list[str]:
    return list(_in_words(locale, in_cents(values).items()))


def _in_words(locale: Locale, items: Iterable[tuple[str, Any]]) -> Iterable[str]:
    """Values in words; a condition by the word that is typed for it."""
    for name, meant in items:
        if isinstance(meant, bool):
            yield name if meant else say(locale, "message.no_flag", name=name)
        else:
            known = has(f"message.value.{name}")
            yield say(locale, f"message.value.{name}", value=meant, n=meant) if known else f"{name} {escaped(meant)}"
