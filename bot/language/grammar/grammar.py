"""What may be typed after a command."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from bot.language.grammar.fold import fold
from bot.language.grammar.values.kinds import NAME, YES_NO, Kind, never

NAMED = 6
"""Arguments that a refusal names: a phone shows no more."""

_FLAG = replace(YES_NO)
_NOT = ("not", "no", "pas", "sans", "without")


@dataclass(frozen=True)
class Argument:
    """A named value; if `bare`, a value of its kind without a name is this one."""

    name: str
    kind: Kind
    bare: bool = False
    aliases: tuple[str, ...] = ()

    @cached_property
    def keyword(self) -> str:
        """Its name as Python spells it."""
        return self.name.replace("-", "_")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, its own first."""
        return self.name, *self.aliases

    @property
    def is_flag(self) -> bool:
        """Whether the name alone says yes."""
        return self.kind is _FLAG

    @property
    def usage(self) -> str:
        """What to type for it."""
        return self.name if self.is_flag else f"{self.name}={self.kind.example}"


def flag(name: str, *aliases: str) -> Argument:
    """An argument that its name alone makes true; `not NAME` and `NAME=no` make it false."""
    return Argument(name, _FLAG, bare=True, aliases=aliases)


class Claim(NamedTuple):
    """An argument that words without a name may be for, and what it would read."""

    argument: Argument
    text: str


class Grammar:
    """The arguments of one command, indexed by everything they can be recognised by."""

    def __init__(self, *arguments: Argument) -> None:
        self.arguments = arguments
        self.keys = {fold(name): argument for argument in arguments for name in argument.names}
        self.flags = {name for argument in arguments if argument.is_flag for name in argument.names}
        self.claims = self._claims()
        self.openers = self._openers()
        self._shapes = self._by_shape()
        self.longest = max((argument.kind.longest for argument in arguments), default=1)
        self.free = tuple(argument for argument in arguments if argument.bare and argument.kind is NAME)
        self._spaced_key = self._key_pattern()

    def split(self, word: str) -> tuple[str, int] | None:
        """The key of `key=value`, or of `key:value` if it is known, and where the value begins."""
        head, equals, _ = word.partition("=")
        if equals and head and '"' not in head:
            return head, len(head) + 1
        head, colon, _ = word.partition(":")
        return (head, len(head) + 1) if colon and fold(head) in self.keys else None

    def claims_of_shape(self, text: str) -> tuple[Claim, ...]:
        """The arguments whose values look like `text`; of one shape, only those that need no name if any do not."""
        shapes = self._shapes
        return tuple([Claim(each, text) for looks_like, several in shapes if looks_like(text) for each in several])

    def with_joined_keys(self, line: str) -> str:
        """`line` with `window end=` written `window-end=`."""
        if self._spaced_key is None:
            return line
        return self._spaced_key.sub(lambda key: key[0].replace(" ", "-"), line)

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments' names, of many the first ones."""
        names = tuple(argument.name for argument in self.arguments)
        return names if len(names) <= NAMED else (*names[:NAMED], "…")

    @cached_property
    def corrections(self) -> dict[str, str]:
        """What to type for each phrase that a misspelt word is compared with."""
        return dict(self._corrections())

    def _claims(self) -> dict[str, tuple[Claim, ...]]:
        claims: defaultdict[str, dict[str, Claim]] = defaultdict(dict)
        for argument in self.arguments:
            for phrase, text in _spoken(argument):
                claims[phrase].setdefault(argument.name, Claim(argument, text))
        return {phrase: tuple(several.values()) for phrase, several in claims.items()}

    def _openers(self) -> dict[str, int]:
        """The first word of each phrase, and how many words the longest such phrase has."""
        openers: defaultdict[str, int] = defaultdict(int)
        for phrase in self.claims:
            words = phrase.split()
            openers[words[0]] = max(openers[words[0]], len(words))
        return dict(openers)

    def _by_shape(self) -> tuple[tuple[Callable[[str], bool], tuple[Argument, ...]], ...]:
        shapes: defaultdict[Callable[[str], bool], list[Argument]] = defaultdict(list)
        for argument in self.arguments:
            shapes[argument.kind.looks_like].append(argument)
        shapes.pop(never, None)
        return tuple((looks_like, _unnamed_or_all(several)) for looks_like, several in shapes.items())

    def _key_pattern(self) -> re.Pattern[str] | None:
        spaced = sorted((re.escape(key) for key in self.keys if " " in key), key=len, reverse=True)
        return re.compile(rf"(?<![^ ])(?:{'|'.join(spaced)})(?=[=:])", re.IGNORECASE) if spaced else None

    def _corrections(self) -> Iterator[tuple[str, str]]:
        spoken = [argument for argument in self.arguments if argument.kind.spoken]
        owners = Counter(phrase for argument in spoken for phrase in argument.kind.phrases())
        for argument in spoken:
            own = (phrase for phrase in argument.kind.phrases() if argument.bare or owners[phrase] == 1)
            yield from ((phrase, _typed(argument, phrase)) for phrase in own)
        for argument in self.arguments:
            for name in argument.names:
                yield fold(name), name if argument.is_flag else f"{name}="


def keyed(argument: Argument, value: str) -> str:
    """`name=value`, quoted where the value has spaces."""
    return f"{argument.name}={in_quotes(value)}"


def in_quotes(value: str) -> str:
    """`value`, in quotes if it has spaces."""
    return f'"{value}"' if " " in value else value


def _spoken(argument: Argument) -> Iterator[tuple[str, str]]:
    """The phrases that need no name, and what each says."""
    if argument.is_flag:
        for name in map(fold, argument.names):
            yield name, "yes"
            yield from ((f"{no} {name}", "no") for no in _NOT)
    elif argument.bare and argument.kind.spoken:
        yield from ((phrase, phrase) for phrase in argument.kind.phrases())


def _unnamed_or_all(arguments: Sequence[Argument]) -> tuple[Argument, ...]:
    return tuple(argument for argument in arguments if argument.bare) or tuple(arguments)


def _typed(argument: Argument, phrase: str) -> str:
    return phrase if argument.bare else keyed(argument, phrase)
