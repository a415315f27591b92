"""Order numbers, amounts and quantities of a text, each with the argument that the words beside it name."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from bot.language.extraction.beside import role_beside
from bot.language.extraction.finding import Finding, Values, asked
from bot.language.extraction.marks import Mark, Scan
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.day_words import COUNTS
from bot.language.grammar.values.identifiers import looks_like_order
from bot.language.grammar.values.money import Money
from rules.core.value import value

AMOUNTS = ("price", "each", "total", "label", "deduct", "tax", "with-tax", "other-amount", "ignored", "quantity")
MOST_AMOUNTS = 40
"""Amounts of one text that are looked at; of more nobody can be asked."""

_CENTS = re.compile(r"[.,][0-9]{2}$")
_BARE = re.compile(r"[0-9., ']+")
_MEASURES = frozenset(
    (
        *(
            "kg",
            "g",
            "lb",
            "lbs",
            "oz",
            "cm",
            "mm",
            "m",
            "km",
        ),
        *(
            "in",
            "inch",
            "inches",
            "ft",
            "l",
            "ml",
            "gb",
            "tb",
            "mb",
        ),
        *(
            "w",
            "watts",
            "v",
            "volts",
            "mah",
            "hz",
            "inch",
            "po",
            "pouces",
        ),
        *(
            "livres",
            "stars",
            "etoiles",
            "hours",
            "heures",
            "h",
            "min",
            "minutes",
            "am",
        ),
        *(
            "pm",
            "km/h",
            "ans",
            "years",
            "year",
            "an",
            "boxes",
            "lots",
        ),
    )
)


@value
class Figured:
    """How the figures of a text are meant: whether it is a typed line, and whether every amount is of a label."""

    typed: bool = False
    of_label: bool = False


PROSE = Figured()


@value
class Amount:
    """An amount at a place, and the argument that the words beside it name, if any."""

    role: str | None
    place: int
    text: str
    money: Money | None
    slip: Slip | None
    is_sure: bool


_OR = ("or", "ou")
_IN = ("in", "into", "en")
"""Words before a number of pieces that something broke into."""


class Figures:
    """The figures of one text."""

    def __init__(self, scan: Scan, grammar: Grammar, day: date, figured: Figured = PROSE) -> None:
        self._typed, self._of_label = figured.typed, figured.of_label
        self._is_each = any(mark.means("argument", "each") for mark in scan.meaning("argument"))
        self._scan = scan
        self._price = grammar.keys["price"]
        self._order = grammar.keys["order"]
        self._day = day

    def orders(self) -> Iterator[Finding]:
        """The order numbers."""
        for place in self._scan.of_kind("order"):
            item = self._scan.items[place]
            if looks_like_order(item.said):
                try:
                    number = self._order.kind.read(item.said, self._day).value
                    yield Finding("order", item.said, ({"order": number},), None, place, place + 1)
                except Slip as slip:
                    yield Finding("order", item.said, (), slip, place, place + 1)

    def quantities(self) -> Iterator[Finding]:
        """How many items came back."""
        counts = [place for place in self._scan.of_kind("word") if self._scan.items[place].said in COUNTS]
        for place in sorted([*self._scan.of_kind("times", "number"), *counts]):
            item = self._scan.items[place]
            count = self._count(place, item.kind, item.said)
            if count is None:
                continue
            text = self._scan.written(place, place + 1)
            if self._scan.denied(place, place + 1):
                yield Finding("quantity", text, ({},), Slip("message.denied", text), place, place + 1)
            elif 0 < count < 1_000:
                yield Finding("quantity", text, ({"quantity": count},), None, place, place + 1)

    def _count(self, place: int, kind: str, said: str) -> int | None:
        if kind == "times":
            return int(said.strip("x "))
        number = int(said) if kind == "number" and said.isdigit() else COUNTS.get(said) if kind == "word" else None
        if number is None or (place and self._scan.items[place - 1].said in _IN):
            return None
        if kind == "number" and any(
            one.means("argument", "quantity") and one.end == place for one in self._near(place)
        ):
            return number
        following = next(self._scan.after(place + 1, 1), None)
        units = following is not None and following.means("argument", "quantity") and following.start == place + 1
        units = units and not self._is_label(following)
        ends = units and following is not None and following.end < self._scan.clause(place).stop
        if 1 < number < 100 and kind == "number" and self._scan.clause_means(place, "argument", "each"):
            return number
        if 1 < number < 100 and kind == "word" and self._is_each and self._scan.clause(place).start == place:
            return number
        if units and following and self._scan.items[following.start].said == "of" and not ends:
            return None
        return number if units and number > 1 else None

    def _is_label(self, mark: Mark | None) -> bool:
        """Whether a number follows a word for a quantity, as in `qty 2`."""
        following = self._scan.items[mark.end : mark.end + 1] if mark else ()
        return bool(following) and following[0].kind == "number"

    def _near(self, place: int) -> Iterator[Mark]:
        return self._scan.before(place, 2)

    def amounts(self) -> Iterator[Finding]:
        """Every amount, and what it is of."""
        amounts = list(self._amounts())
        if len({one.money for one in amounts if one.role in (None, "price")}) > 8:
            text = ", ".join(one.text for one in amounts[:5])
            yield Finding("price", text, (), Slip("message.too_many", seen=(text,)))
            return
        yield from self._weighed(amounts)

    def _amounts(self) -> Iterator[Amount]:
        count = 0
        for place in self._scan.of_kind("amount", "number", "percent"):
            found = self._amount(place, self._scan.items[place].kind) if count < MOST_AMOUNTS else None
            if found:
                count += 1
                yield found

    def _amount(self, place: int, kind: str) -> Amount | None:
        items, text = self._scan.items, self._scan.written(place, place + 1)
        role = self._role(place)
        if kind == "percent":
            if role not in ("deduct", "other-amount"):
                return None
            return Amount("percent" if role == "deduct" else "share", place, text, None, None, True)
        if role in ("ignored", "quantity") and kind == "number":
            if role == "ignored" or not _CENTS.search(text):
                return None
            role = None
        if kind == "number":
            following = items[place + 1] if place + 1 < len(items) else None
            if following and following.said in _MEASURES and following.clause == items[place].clause:
                return None
            has_cents = _CENTS.search(text) or (self._typed and self._is_bare(place, text))
            if not has_cents and not (role and self._is_named_directly(place)):
                return None
        role = None if role in ("ignored", "quantity") else role
        role = "label" if self._of_label else "price" if role == "each" else role
        money, slip = self._read(self._price, text)
        near = any(
            (mark.means("mark", "about") or mark.means("mark", "doubt")) and items[mark.start].said not in _OR
            for mark in self._scan.before(place, 2)
        )
        return Amount(role, place, text, money, slip, not near)

    def _is_bare(self, place: int, text: str) -> bool:
        """Whether a number of a typed line is neither a count nor the value of another argument."""
        before = self._scan.at[place - 1] if place else None
        named = before is not None and before.means("argument") and not before.means("argument", *AMOUNTS)
        return not named and self._count(place, "number", text) is None

    def _is_named_directly(self, place: int) -> bool:
        """Whether a number without cents stands right behind the word that makes it an amount."""
        for mark in self._scan.before(place, 3):
            if mark.means("argument", "price", "total", "label", "deduct"):
                return True
            if not mark.means("mark", "filler"):
                return False
        return self._scan.clause(place).start == place and self._role(place) is not None

    def _role(self, place: int) -> str | None:
        shapes, wins = ("amount", "number", "percent"), ("total", "tax", "with-tax", "label", "deduct")
        role = role_beside(self._scan, place, place + 1, AMOUNTS, shapes, after_wins=wins)
        if role != "with-tax":
            return role
        before = role_beside(self._scan, place, place, ("total",), shapes)  # a total has its tax in it
        return before or role

    def _read(self, argument: Argument, text: str) -> tuple[Money | None, Slip | None]:
        try:
            return argument.kind.read(text, self._day).value, None
        except Slip as slip:
            for offered in slip.choices or ((slip.suggestion,) if slip.suggestion else ()):
                with suppress(Slip):
                    return argument.kind.read(offered, self._day).value, slip
            return None, slip

    def _weighed(self, amounts: list[Amount]) -> Iterator[Finding]:
        """Amounts with the arguments they are for: one that nothing names is the price where no other is."""
        amounts = [self._joined(amounts, number) for number in range(len(amounts))]
        priced = any(one.role in ("price", "with-tax") and one.money for one in amounts)
        for one in amounts:
            yield from self._of(one, priced, sum(other.role != "corrected" for other in amounts))

    def _joined(self, amounts: list[Amount], number: int) -> Amount:
        """The amount; `$129.99 or $139.99` are of one role."""
        one = amounts[number]
        following = amounts[number + 1] if number + 1 < len(amounts) else None
        if following and following.role in (None, one.role) and self._scan.corrects(one.place, following.place):
            return Amount("corrected", one.place, one.text, one.money, one.slip, one.is_sure)
        if number and one.role is None:
            before = amounts[number - 1]
            if self._scan.corrects(before.place, one.place):
                return Amount(before.role or "price", one.place, one.text, one.money, one.slip, one.is_sure)
            between = [item.said for item in self._scan.items[before.place + 1 : one.place]]
            if between in (["or"], ["ou"]):
                return Amount(before.role or "price", one.place, one.text, one.money, one.slip, one.is_sure)
        return one

    def _of(self, one: Amount, priced: bool, several: int) -> Iterator[Finding]:
        where: dict[str, Any] = {"start": one.place, "end": one.place + 1}
        if self._scan.denied(one.place, one.place + 1) and one.role != "percent":
            yield Finding("price", one.text, ({},), Slip("message.denied", one.text), **where)
        elif one.role == "percent":
            yield Finding("deduct", one.text, ({"deduct-percent": one.text},), None, **where)
        elif one.role == "share":
            yield Finding("amount", one.text, (), Slip("message.other_amount", one.text), **where)
        elif one.money is None:
            yield Finding("price", one.text, (), one.slip, **where)
        elif one.role in ("tax", "ignored", "quantity", "corrected") or (
            one.role == "other-amount" and (priced or several > 1)
        ):
            yield Finding("amount", one.text, (), Slip("message.other_amount", one.text), **where)
        elif one.role is None and priced:
            yield Finding("amount", one.text, (), Slip("message.unnamed_amount", one.text), **where)
        else:
            yield self._priced(one, where)

    def _priced(self, one: Amount, where: dict[str, Any]) -> Finding:
        name = one.role if one.role in ("total", "label", "deduct") else "price"
        options: Values = {name: one.money}
        if one.role == "with-tax":
            return asked("price", one.text, options, why=Slip("message.with_tax", one.text), **where)
        if one.slip:
            return asked(name, one.text, options, why=one.slip, **where)
        if one.role == "other-amount" or not one.is_sure:
            return asked(name, one.text, options, **where)
        return Finding(name, one.text, (options,), None, **where)
