"""What is said when a line cannot be answered: what was wrong, and what to type instead."""

import json
from collections.abc import Sequence
from itertools import takewhile

from bot.language.catalogue import escaped, say
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.slack.blocks import VALUE_LIMIT, Block, Message, actions, button, section
from bot.views.reply import ASK_AGAIN, plain
from rules.core.policy import NoTerms

MOST_CHOICES = 5
LABEL_LIMIT = 75
"""Characters on a button."""


def refusal_view(locale: Locale, slip: Slip, command: str, typed: str | None = None) -> Message:
    """A person's slip, with the corrected line to copy or the choices as buttons.

    `typed` is what lines begin with in a thread, where a slash command cannot be typed.
    """
    begun = typed or command
    lines = [f"✋ {say(locale, slip.key, **slip.values)}"]
    choices = slip.choices[:MOST_CHOICES]
    if slip.suggestion is not None and not choices:
        lines.append(say(locale, "reply.try", line=f"{begun} {slip.suggestion}".rstrip()))
    elif not choices:
        lines.append(say(locale, "reply.see_help", command=begun))
    text = "\n".join(lines)
    run = () if choices or typed or not slip.suggestion else _choices(command, (slip.suggestion,))
    blocks = [section(text), *(run or _choices(command, choices))]
    fallback = [text, *(f"{begun} {escaped(choice)}" for choice in choices)]
    return Message(plain("\n".join(fallback)), tuple(blocks))


def _choices(command: str, choices: tuple[str, ...]) -> tuple[Block, ...]:
    """A button for each way the line can be read; the numbered action keeps their ids apart."""
    packed = [json.dumps({"command": command, "text": choice}) for choice in choices]
    if not choices or max(map(len, packed)) > VALUE_LIMIT:
        return tuple(section(f"`{command} {escaped(choice)}`") for choice in choices)
    buttons = [
        button(label[:LABEL_LIMIT], f"{ASK_AGAIN}_{place}", value)
        for place, (label, value) in enumerate(zip(_labels(choices), packed, strict=True), start=1)
    ]
    return (actions(*buttons),)


def _labels(choices: Sequence[str]) -> Sequence[str]:
    """The words in which each choice differs from the others: a phone shows hardly more of a button."""
    words = [choice.split() for choice in choices]
    start = _shared(words)
    end = _shared([each[start:][::-1] for each in words])
    own = [" ".join(each[start : len(each) - end]) for each in words]
    return own if all(own) else choices


def _shared(lines: Sequence[Sequence[str]]) -> int:
    """With how many of the same words the lines begin."""
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*lines, strict=False)))


def no_terms_view(locale: Locale, none_held: NoTerms) -> Message:
    """A day for which no terms are held: an answer, and never an extrapolation."""
    text = say(locale, "reply.no_terms", day=none_held.day, first=none_held.first)
    return Message(plain(text), (section(text),))


def fault_view(locale: Locale, reference: str) -> Message:
    """Something failed on our side."""
    text = say(locale, "reply.fault", reference=reference)
    return Message(plain(text), (section(text),))


def expired_view(locale: Locale) -> Message:
    """A button whose line this version cannot read."""
    text = say(locale, "reply.expired")
    return Message(plain(text), (section(text),))


def repeated_view(locale: Locale) -> Message:
    """A request that changed something before and came again."""
    text = say(locale, "reply.repeated")
    return Message(plain(text), (section(text),))
