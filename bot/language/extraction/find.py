"""What the clauses of a message tell, or nearly tell, of each argument of a grammar.

An order number, an amount, a number of days and a date are known by the shapes that typed lines have; a date also
needs a word that says which date it is, a number of days one that says that it is a lateness. A condition is known by
the grammar's own words for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from bot.language.extraction.sentences import Clause, clauses
from bot.language.extraction.words import (
    AFTER_DAYS,
    AMERICAN,
    AMOUNTS,
    BETWEEN,
    DATES,
    LATE,
    LATE_BY,
    NEARLY,
    OTHERWISE,
    QUANTITY,
    UNITS,
    UNSURE,
)
from bot.language.grammar.fold import fold, is_prose
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.dates import NEAR_TODAY, looks_like_date
from bot.language.grammar.values.days import looks_like_days
from bot.language.grammar.values.identifiers import looks_like_order
from bot.language.grammar.values.money import looks_like_money
from rules.core.value import value

LONGEST_RUN = 5
"""Words of the longest date or amount."""

LONGEST_TEXT = 60
"""Characters of it."""

_NUMBERS = re.compile(r"(?<![0-9-])[0-9]{1,9}(?:-[0-9]{1,9}){2}(?![0-9-])")
_CURRENCY = re.compile(r"[$€£¥₹]|[a-z]{3}", re.IGNORECASE)
_TIMES = re.compile(r"(?P<times>x)?(?P<count>[0-9]{1,6})(?(times)|(?P<after>x)?)", re.IGNORECASE)
_CENTS = re.compile(r"[.,][0-9]{2}$")


@value
class Found:
    """Some words of a message, and what they may mean for an argument.

    One value without a `why` is certain. Otherwise `why` says what is in the way, and only a person can choose among
    the values. None stands for leaving the argument out; without any value, nothing is to be had of these words.
    """

    argument: Argument
    text: str
    values: tuple[Any, ...]
    why: Slip | None = None


Span = tuple[Found | None, int]
"""What was found, which may be of no interest, and the place after it."""


def find(grammar: Grammar, message: str, day: date) -> Iterator[Found]:
    """What a message of that day tells, in its order."""
    for clause in clauses(message):
        yield from _Finding(grammar, clause, day).all()


class _Finding:
    """One pass over a clause; places count its words."""

    def __init__(self, grammar: Grammar, clause: Clause, day: date) -> None:
        self._grammar = grammar
        self._clause = clause
        self._day = day

    def all(self) -> Iterator[Found]:
        """Everything in the clause."""
        at = 0
        while at < len(self._clause.words):
            found, at = self._at(at)
            if found:
                yield found

    def _at(self, at: int) -> Span:
        for read in (self._order, self._condition, self._date, self._lateness, self._quantity, self._amount):
            if span := read(at):
                return span
        return None, at + 1

    def _order(self, at: int) -> Span | None:
        text = self._clause.words[at].text
        for number in _NUMBERS.findall(text):
            if looks_like_order(number):
                return self._read("order", number), at + 1
        return None

    def _condition(self, at: int) -> Span | None:
        opener = self._clause.words[at].said.partition(" ")[0]
        for end in self._ends(at, self._grammar.openers.get(opener, 0)):
            claims = self._grammar.claims.get(self._said(at, end), ())
            if claims and is_prose(self._clause.text(at, end)):
                return self._flag(claims[0].argument, claims[0].text == "yes", at, end), end
        name = NEARLY.get(self._clause.words[at].said)
        return (self._flag(self._argument(name), True, at, at + 1), at + 1) if name else None

    def _flag(self, argument: Argument, yes: bool, at: int, end: int) -> Found:
        text = self._clause.text(at, end)
        if not yes or self._clause.denies(at, end):
            return Found(argument, text, (None,), Slip("message.denied", text))
        return self._doubted(Found(argument, text, (True,)), at, end)

    def _date(self, at: int) -> Span | None:
        for end in self._ends(at, LONGEST_RUN) if self._clause.words[at].said not in BETWEEN else ():
            text = self._clause.text(at, end)
            if looks_like_date(text) and not self._goes_on(end):
                name = self._named_by(DATES, at)
                return (self._settled(self._day_of(name, text), at, end) if name else self._undated(text)), end
        return None

    def _day_of(self, name: str, text: str) -> Found:
        """What a date means: either day, where no year is said and the next such day is nearer than the last."""
        found = self._read(name, text)
        if found.why:
            return found
        last = found.values[0]
        with_year = _readable(found.argument, [f"{text} {last.year + 1}"], self._day)
        coming = tuple([day for day in with_year if day - self._day < self._day - last])
        return Found(found.argument, text, (last, *coming), Slip("message.year", text)) if coming else found

    def _undated(self, text: str) -> Found | None:
        """A date of which nobody says which date it is; `yesterday` alone is in too many messages to tell."""
        if text.lower() in NEAR_TODAY:
            return None
        found = self._day_of("received", text)
        return Found(found.argument, text, (), found.why or Slip("message.which_day", text, day=found.values[0]))

    def _lateness(self, at: int) -> Span | None:
        for end in self._ends(at, 2):
            text = self._clause.text(at, end)
            if looks_like_days(text) and (after := self._late(at, end)):
                return self._settled(self._read("late", text), at, after), after
        return None

    def _late(self, at: int, end: int) -> int | None:
        """Where the words end that make these days a lateness."""
        for words in AFTER_DAYS:
            after = end + len(words.split())
            if self._said(end, after) == words:
                return after
        return end if self._said(at - 1, at) == LATE or self._said(at - 2, at) == LATE_BY else None

    def _quantity(self, at: int) -> Span | None:
        number = _TIMES.fullmatch(self._clause.words[at].text)
        before, after = self._said(at - 1, at), self._said(at + 1, at + 2)
        if number and (number["times"] or number["after"] or before in QUANTITY or after in UNITS):
            return self._settled(self._read("quantity", number["count"]), at, at + 1), at + 1
        return None

    def _amount(self, at: int) -> Span | None:
        for end in self._ends(at, LONGEST_RUN):
            text = self._clause.text(at, end)
            if looks_like_money(text) and (found := self._money(text, at, end)):
                return found, end
        return None

    def _money(self, text: str, at: int, end: int) -> Found | None:
        """An amount, where a sign says so, or a word before it, or its cents; only asked about where that is all."""
        named, has_sign, has_cents = self._named_by(AMOUNTS, at), _CURRENCY.search(text), _CENTS.search(text)
        if not (named or has_sign or has_cents):
            return None
        found = self._settled(self._read(named or "price", text), at, end)
        if {word.text for word in self._clause.words[max(at - 1, 0) : end + 1]} & AMERICAN:
            return Found(found.argument, text, (), Slip("slip.canadian_only", text))
        if not (found.why or has_sign or (named and has_cents)):
            return Found(found.argument, text, found.values, Slip("message.bare", text))
        return found

    def _read(self, name: str, text: str) -> Found:
        """What `text` means for an argument; where it is refused, what may be meant instead."""
        argument = self._argument(name)
        try:
            return Found(argument, text, (argument.kind.read(text, self._day).value,))
        except Slip as slip:
            offered = slip.choices or ((slip.suggestion,) if slip.suggestion else ())
            return Found(argument, text, tuple(_readable(argument, offered, self._day)), slip)

    def _settled(self, found: Found, at: int, end: int) -> Found:
        """What was read, unless its clause denies or doubts it."""
        if self._clause.denies(at, end):
            return Found(found.argument, found.text, (None,), Slip("message.denied", found.text))
        return found if found.why else self._doubted(found, at, end)

    def _doubted(self, found: Found, at: int, end: int) -> Found:
        """What was read, with the doubt that its clause casts on it, if any."""
        others = OTHERWISE.get(found.argument.name, frozenset())
        phrases = {self._said(*span) for span in ((at, end), (at - 1, end), (at, end + 1))}
        if self._clause.is_doubted or others & self._clause.said or phrases & UNSURE:
            return Found(found.argument, found.text, found.values, Slip("message.doubted", found.text))
        return found

    def _argument(self, name: str) -> Argument:
        return self._grammar.keys[fold(name)]

    def _ends(self, at: int, longest: int) -> Iterator[int]:
        """Where the runs of words from `at` end, the longest run first."""
        for end in range(min(at + longest, len(self._clause.words)), at, -1):
            if sum([len(word.text) for word in self._clause.words[at:end]]) <= LONGEST_TEXT:
                yield end

    def _named_by(self, names: Mapping[str, str], at: int) -> str | None:
        """The argument that the words right before a place name."""
        while at and self._clause.words[at - 1].said in BETWEEN:
            at -= 1
        return names.get(self._said(at - 2, at)) or names.get(self._said(at - 1, at))

    def _said(self, start: int, end: int) -> str:
        return " ".join([word.said for word in self._clause.words[max(start, 0) : end]])

    def _goes_on(self, end: int) -> bool:
        """Whether the last word before a place belongs to what follows: `18` in `20 Nov 18 days late`."""
        last, *following = self._clause.words[end - 1 : end + 1]
        return any(looks_like_days(f"{last.text} {word.text}") or word.said in UNITS for word in following)


def _readable(argument: Argument, texts: Iterable[str], day: date) -> Iterator[Any]:
    """The values of those texts that can be read."""
    for text in texts:
        with suppress(Slip):
            yield argument.kind.read(text, day).value
