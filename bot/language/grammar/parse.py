"""Turns a line typed in Slack into named values, or into a slip that says what to type instead."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from bot.language.grammar.corrections import Corrections, may_go_on
from bot.language.grammar.fold import fold, is_prose
from bot.language.grammar.grammar import Argument, Claim, Grammar
from bot.language.grammar.line import Line, ReadValue
from bot.language.grammar.slip import Slip, Unread
from bot.language.grammar.values.read import Note, Read
from rules.core.value import value

LONGEST_TEXT = 4_000
LONGEST_VALUE = 200
MENDS = 4

_FIGURES = re.compile(r"[0-9.,' ]+")


@value
class Parsed:
    """What a line said: `values` by argument name with `_` for `-`, only those that were given."""

    values: dict[str, Any]
    notes: tuple[Note, ...]
    taken: tuple[ReadValue, ...]

    @property
    def understood(self) -> tuple[tuple[str, str], ...]:
        """Each argument's name and its value as it could be typed, in the order given."""
        return tuple((one.argument.name, one.argument.kind.show(one.read.value)) for one in self.taken)


def parse(grammar: Grammar, text: str, today: date) -> Parsed:
    """Reads `text`, the line after a command's name.

    Raises Slip for whatever cannot be read in exactly one way; its `suggestion` parses.
    """
    try:
        return _parsed(grammar, text, today)
    except Slip as slip:
        if slip.suggestion is not None:
            slip.suggestion = _copyable(grammar, slip.suggestion, today)
        raise


def _parsed(grammar: Grammar, text: str, today: date) -> Parsed:
    if len(text) > LONGEST_TEXT:
        raise Slip("slip.too_long", limit=LONGEST_TEXT)
    reading = _Reading(grammar, Line(grammar, text), today)
    reading.read()
    taken = tuple(reading.taken.values())
    return Parsed(
        {one.argument.keyword: one.read.value for one in taken},
        tuple([note for one in taken for note in one.read.notes]),
        taken,
    )


def _copyable(grammar: Grammar, line: str, today: date) -> str | None:
    """`line` with its other slips mended too; None when that takes the person's own knowledge."""
    for _ in range(MENDS):
        try:
            _parsed(grammar, line, today)
        except Slip as slip:
            if slip.suggestion is None:
                return None
            line = slip.suggestion
        else:
            return line
    return None


class _Reading:
    """One pass over a line. Places are characters of the line, `at` counts its words."""

    def __init__(self, grammar: Grammar, line: Line, today: date) -> None:
        self.taken: dict[str, ReadValue] = {}
        self._grammar = grammar
        self._line = line
        self._today = today
        self._corrections = Corrections(grammar, line)

    def read(self) -> None:
        """Fills `taken` from the whole line. Raises Slip."""
        at = 0
        last: ReadValue | None = None
        while at < len(self._line.words):
            last = self._argument(at, last)
            at = self._line.after(at, last.end)

    def _argument(self, at: int, last: ReadValue | None) -> ReadValue:
        taken = self._keyed(at) or self._phrase(at) or self._shape(at) or self._quoted(at)
        if taken is not None:
            return self._kept(taken)
        slip = self._corrections.unknown(at)
        if last is not None and slip.key == "slip.unknown_word" and may_go_on(last):
            slip = self._corrections.unquoted_name(last, at)
        raise slip

    def _kept(self, taken: ReadValue) -> ReadValue:
        before = self.taken.setdefault(taken.argument.name, taken)
        if before is not taken and before.read.value != taken.read.value:
            raise self._corrections.twice(before, taken.start, taken.end)
        return taken

    def _keyed(self, at: int) -> ReadValue | None:
        word = self._line.words[at]
        split = self._grammar.split(word.text)
        if split is None:
            return None
        head, offset = split
        argument = self._grammar.keys.get(fold(head))
        if argument is None:
            raise self._corrections.unknown_key(head, word.start)
        return self._value(argument, at, word.start + offset)

    def _value(self, argument: Argument, at: int, start: int) -> ReadValue:
        """The longest run of words that is a value of its kind."""
        unread: Unread | None = None
        for end in self._line.runs(at, argument.kind.longest, through_flags=argument.kind.spoken):
            text = self._line.between(start, end)
            try:
                read = self._read(argument, text, self._corrections.value, start, end)
            except Unread as slip:
                unread = slip if text else None
            else:
                self._refuse_two(at, start, end)
                return ReadValue(argument, read, self._line.words[at].start, end)
        raise self._corrections.misread(argument, at, start, unread)

    def _refuse_two(self, at: int, start: int, end: int) -> None:
        """`label=12 129.99` may be one amount, or a label and a price: only a sign ties figures together."""
        first = self._line.words[at].end
        if first < end and _FIGURES.fullmatch(self._line.text, start, end):
            claims = self._grammar.claims_of_shape(self._line.between(first + 1, end))
            others = [claim for claim in claims if claim.argument.bare and claim.argument.name not in self.taken]
            if others:
                raise self._corrections.one_or_two(start, first, end, others)

    def _read(self, argument: Argument, text: str, line_with: Callable[..., str], *where: Any) -> Read[Any]:
        if len(text) > LONGEST_VALUE:
            raise Unread("slip.value_too_long", text, name=argument.name)
        try:
            return argument.kind.read(text, self._today)
        except Slip as slip:
            slip.place(partial(line_with, *where))
            raise

    def _phrase(self, at: int) -> ReadValue | None:
        """Flags and other words known by heart."""
        start = self._line.words[at].start
        opener = fold(self._line.words[at].text).partition(" ")[0]
        longest = self._grammar.openers.get(opener)
        for end in self._line.runs(at, longest, through_flags=True) if longest else ():
            text = self._line.between(start, end)
            claims = self._grammar.claims.get(fold(text), ()) if is_prose(text) else ()
            if claims:
                return self._settled(claims, start, end)
        return None

    def _shape(self, at: int) -> ReadValue | None:
        """Amounts, dates and whatever else is known by its shape."""
        start = self._line.words[at].start
        for end in self._line.runs(at, self._grammar.longest):
            text = self._line.between(start, end)
            claims = self._grammar.claims_of_shape(text) if len(text) <= LONGEST_VALUE else ()
            if claims:
                return self._settled(claims, start, end)
        return None

    def _quoted(self, at: int) -> ReadValue | None:
        """Free text in quotes."""
        word = self._line.words[at]
        if not (word.is_quoted and self._grammar.free):
            return None
        text = self._line.between(word.start, word.end)
        claims = tuple(Claim(argument, text) for argument in self._grammar.free)
        return self._settled(claims, word.start, word.end)

    def _settled(self, claims: Sequence[Claim], start: int, end: int) -> ReadValue:
        """Words without a name, given to the only argument they can be for."""
        bare = [claim for claim in claims if claim.argument.bare]
        if len(bare) != 1:
            raise self._corrections.which(self._unfilled(bare or claims), start, end)
        argument, text = bare[0].argument, bare[0].text
        read = self._read(argument, text, self._corrections.named, argument, start, end)
        return ReadValue(argument, read, start, end)

    def _unfilled(self, claims: Sequence[Claim]) -> Sequence[Claim]:
        return [claim for claim in claims if claim.argument.name not in self.taken] or claims
