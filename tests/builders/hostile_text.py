"""What careless and hostile people send, and what must never come back to them."""

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from slack_sdk.signature import SignatureVerifier

from bot.commands import COMMANDS
from bot.entrypoints.local.emulator.limits import Refused, check_message, mrkdwn_of
from bot.language.catalogue import say
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.locale import ENGLISH

TEXTS = {
    "an emoji": "late=😀 👩‍👩‍👧 🇨🇦",
    "four thousand characters": "x" * 4_000,
    "four thousand characters of words": ("129.99 " * 600)[:4_000],
    "four thousand characters to escape": "&" * 4_000,
    "forty thousand characters": "1 " * 20_000,
    "a call to the channel": "<!channel>",
    "a call to who is here": "account=<!here>",
    "a call to a group": "<!subteam^S1>",
    "a call that was escaped": "&lt;!everyone&gt; &amp;lt;!channel&amp;gt;",
    "a mention": "<@U1>",
    "a mention with its name": "account=<@U1|bob>",
    "a mention inside a mention": "<@U1|<@U2>> <<!here>>",
    "a mention in quotes": 'category="<@U1>"',
    "a link": "<https://example.com|click> <mailto:a@example.com|a>",
    "right-to-left marks": "\u202e129.99\u202c \u200f\u2067used\u2069",
    "zero-width characters": "12\u200b9.99\ufeff us\u200ded\u2060",
    "the word payload": 'payload payload=1 payload={"type":"block_actions"}',
    "control characters": "129.99\x07\x1b[31m\x7f\x85\r\n\t\x0b used",
    "NUL": "129.99\x00 used\x00",
    "half a surrogate pair": "129.99 \ud800",
    "no words": " \u00a0\u3000",
    "marks of formatting": "*bold* _under_ `code` ~struck~ ```block``` > quote",
    "a template": "{text} {0} %s %(x)s ${x}",
    "quotes": "“‘\"'»",
}
"""Texts that no command asks for."""

LOOSE = (
    *("payer CR-UNWANTED_ITEM=buyer", "payer X=seller", "region X0A=rural", "region K1A = moon", "province=default"),
    *("role <@U0BOB>=reader", "role <@U0BOB|bob>=admin", "role @bob=admin", "role <@U0ANN>=admin"),
    *("+2 defects", "+ 1 more defect", "-2 defects", "reviews", "help", "?", "set", "history", "what-if", "trend"),
    *("on", "off", "list", "mute 2d", "mute=40d", "mute off", "digest daily 09:00", "digest weekly 9", "test", "owner"),
    *("quiet 18h–8h", "quiet=18:00", "quiet 25:00-8", "owner=<@U0BOB>", "owner bob", "digest=“fri 16h30”", "at=0.7%"),
    *("escalate=<!subteam^S1AB|@team>", "escalate=<!here>", "after=4h", "after=4", "fallback=<#C0WARN|warn>"),
    *("sfp-refund", "/sfp-label", "sfp-refnd", "account=Second", "account=“My shop”", "account=Sceond"),
)
"""Words outside the grammars that some command reads."""

VALUES = (
    *("129.99", "$129.99", "CA$1,299.90", "1 299,90 $", "US$50", "52000usd", "€5", "-5", "0", "12k", "1/2", "1e9"),
    *("0.74%", "0.74", "98.4 %", "101%", "3.9", "6", "NaN", "99999999999", "1,500", "18d", "18", "2 weeks", "3h"),
    *(
        "2026-11-20",
        "20 Nov",
        "Nov 20th, 2026",
        "12/11/2026",
        "31 Nov",
        "yesterday",
        "hier",
        "3 days ago",
        "1999-01-01",
    ),
    *("K1A 0B1", "K1A OB1", "B0ABCD1234", "B0ABC", "123-1234567-1234567", "12345671234567123", "FR", "Atlantis"),
    *("unwanted", "CR-NO_SUCH_CODE", "watches", "yes", "no", "peut-être", "prime", "<@U1>", "<!here>", "&lt;b&gt;"),
)
"""Values of every kind, for the wrong argument as often as for the right one."""

UNITS = ("%", "d", "h", "$", "usd", "k", " days", " €", "kg")


def _doors() -> Iterator[tuple[str, str, Grammar]]:
    for name, command in COMMANDS.items():
        for first, grammar in (command.GRAMMARS or {"": Grammar()}).items():
            yield name, first, grammar


DOORS = tuple(_doors())
"""Each grammar with its command and the word that leads to it."""


def draw_line(random: Random) -> tuple[str, str]:
    """A command, and a text that it nearly understands."""
    command, first, grammar = random.choice(DOORS)
    words = [_argument(random, argument) for argument in _some(random, grammar.arguments)]
    if random.random() < 0.2:
        words.append(random.choice(LOOSE))
    if random.random() < 0.1:
        words.append(random.choice([*TEXTS.values()])[: random.choice((5, 80, 5_000))])
    random.shuffle(words)
    for _ in range(random.choice((0, 0, 0, 0, 1, 1, 2, 3))):
        words = SPOIL[random.choice(tuple(SPOIL))](random, words)
    return command, " ".join(filter(None, (first, *words)))


def _some(random: Random, arguments: tuple[Argument, ...]) -> list[Argument]:
    return random.sample(arguments, min(len(arguments), random.choice((0, 1, 1, 2, 2, 3, 4, 6))))


def _argument(random: Random, argument: Argument) -> str:
    """An argument as it is typed, mostly well."""
    name = random.choice(argument.names)
    if argument.is_flag:
        return random.choice((name, name, f"not {name}", f"{name}=yes", f"{name}=no"))
    value = random.choice(
        (argument.kind.example,) * 3 + (*sorted(argument.kind.phrases())[:40],) + (random.choice(VALUES),)
    )
    shapes = (f"{name}={value}", f"{name}={value}", f'{name}="{value}"', f"{name}: {value}", f"{name} {value}", value)
    return random.choice(shapes if argument.bare else shapes[:4])


def _mistyped(random: Random, words: list[str]) -> list[str]:
    at, word = _any_word(random, words)
    place = random.randrange(len(word) or 1)
    left, right = word[:place], word[place:]
    spoilt = random.choice((left + right[1:], left + right[:1] + right, left + right[1:2] + right[:1] + right[2:]))
    return [*words[:at], spoilt, *words[at + 1 :]]


def _said_twice(random: Random, words: list[str]) -> list[str]:
    return [*words, _any_word(random, words)[1]]


def _in_another_unit(random: Random, words: list[str]) -> list[str]:
    at, word = _any_word(random, words)
    return [*words[:at], word.rstrip("%d$usk") + random.choice(UNITS), *words[at + 1 :]]


def _in_quotes(random: Random, words: list[str]) -> list[str]:
    at, word = _any_word(random, words)
    opening, closing = random.choice(('""', "“”", "«»", "''", '" ', " ”", "``", "**"))
    return [*words[:at], opening + word + closing, *words[at + 1 :]]


def _spaced(random: Random, words: list[str]) -> list[str]:
    at, word = _any_word(random, words)
    place = random.randrange(len(word) + 1)
    return [*words[:at], word[:place] + random.choice((" ", "\u00a0", "\t", "\u200b")) + word[place:], *words[at + 1 :]]


def _with_another_value(random: Random, words: list[str]) -> list[str]:
    at, word = _any_word(random, words)
    return [*words[:at], f"{word.partition('=')[0]}={random.choice(VALUES)}", *words[at + 1 :]]


def _any_word(random: Random, words: list[str]) -> tuple[int, str]:
    """A word and its place; an empty one behind the last where there are none."""
    at = random.randrange(len(words)) if words else 0
    return at, words[at] if words else ""


SPOIL = {
    "a typing mistake": _mistyped,
    "said twice": _said_twice,
    "another unit": _in_another_unit,
    "quotes": _in_quotes,
    "spaces": _spaced,
    "another value": _with_another_value,
}
"""The ways in which a line goes wrong."""

_LIVE = re.compile("<[^>]*>")
_NAMED = re.compile(r"(?:owner |escalate = \*?|fallback = \*?)<(?:@[UW]|#C|!subteam\^S)[A-Z0-9]+>")
"""Whom and what an answer names because somebody was chosen for that."""
_FAULT = say(ENGLISH, "reply.fault", reference="").partition(".")[0]


def wrong_with(sent: dict[str, Any], asker: str) -> list[str]:
    """What is wrong with a reply: Slack refuses it, it excuses itself, or it calls somebody who did not ask."""
    try:
        check_message(sent)
    except Refused as refused:
        return [str(refused)]
    written = (sent["text"], *mrkdwn_of(sent["blocks"]))
    called = [live for text in written for live in _LIVE.findall(_NAMED.sub("", text)) if live != f"<@{asker}>"]
    return called + [_FAULT for text in written if _FAULT in text]


def signature(secret: str, timestamp: str, body: str) -> str:
    """What Slack would sign a body with."""
    return SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body) or ""


_TIME, _SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"

SIGNATURES: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "none": lambda headers: headers | {_SIGNATURE: ""},
    "without its header": lambda headers: {name: value for name, value in headers.items() if name != _SIGNATURE},
    "of another secret": lambda headers: headers | {_SIGNATURE: "v0=" + "0" * 64},
    "of another version": lambda headers: headers | {_SIGNATURE: headers[_SIGNATURE].replace("v0", "v1")},
    "cut short": lambda headers: headers | {_SIGNATURE: headers[_SIGNATURE][:-1]},
    "in other letters": lambda headers: headers | {_SIGNATURE: "v0=é😀"},
    "with a NUL": lambda headers: headers | {_SIGNATURE: headers[_SIGNATURE] + "\0"},
    "of no time": lambda headers: {name: value for name, value in headers.items() if name != _TIME},
    "of a time in words": lambda headers: headers | {_TIME: "soon"},
    "of a time in other digits": lambda headers: headers | {_TIME: "١٧٠٠٠٠٠٠٠٠"},
    "of a time with decimals": lambda headers: headers | {_TIME: headers[_TIME] + ".5"},
    "of a time without end": lambda headers: headers | {_TIME: "9" * 5_000},
    "of five minutes ago": lambda headers: headers | {_TIME: str(int(headers[_TIME]) - 301)},
    "of the next hour": lambda headers: headers | {_TIME: str(int(headers[_TIME]) + 3_600)},
}
"""Ways in which a request's headers show that Slack did not send it, or not now."""
