"""How a language writes numbers, money, days and lists, and which plural a number takes: CLDR, as Canadians write it.

The figures of CLDR stand in `cldr.json`, which `make cldr` takes from Babel; a language that is not there is written
as English is.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from rules.core.marketplaces import HOME

DATA = Path(__file__).with_name("cldr.json")

Number = int | Decimal


class Locale:
    """A language by its tag, such as `en`. There is one value of each: take it from `catalogue.locale_of`."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    def __repr__(self) -> str:
        return f"Locale({self.tag!r})"

    @cached_property
    def _cldr(self) -> Mapping[str, Any]:
        return _cldr().get(self.tag) or _cldr()[ENGLISH.tag]

    @cached_property
    def _signs(self) -> dict[int, str] | None:
        """What stands for English signs in a number; None where it is these."""
        signs = {",": self._cldr["group"], ".": self._cldr["decimal"]}
        return str.maketrans(signs) if any(sign != own for sign, own in signs.items()) else None

    def plural(self, number: Number) -> str:
        """The plural category of a number as it is written: `one`, `many`, `other` and so on."""
        operands = _operands(number)
        for category, alternatives in self._cldr["plural"].items():
            if any(all(_holds(operands, *condition) for condition in every) for every in alternatives):
                return str(category)
        return "other"

    @property
    def plurals(self) -> tuple[str, ...]:
        """The plural categories of the language, `other` last."""
        return (*self._cldr["plural"], "other")

    def decimal(self, number: Number, places: int | None = None) -> str:
        """A number with its thousands apart, with as many decimals as it has or so many: `1,299.9`."""
        if places is not None:
            text = f"{number:,.{places}f}"
        else:
            text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
        return text if self._signs is None else text.translate(self._signs)

    def plain(self, number: Number) -> str:
        """A number as it is typed, its thousands together: `1299.9`."""
        text = f"{Decimal(number):f}"
        return text if self._signs is None else text.translate(self._signs)

    def percent(self, number: Number, places: int | None = None) -> str:
        """A percentage, with no more decimals than it needs or with so many: `0.8 %`, `20 %`."""
        before, after = self._cldr["percent"]
        return f"{before}{self.decimal(Decimal(number).normalize(), places)}{after}"

    def money(self, amount: Decimal, currency: str = HOME.currency) -> str:
        """An amount in dollars: `$1,299.90`, and `US$52.00` in `USD`."""
        before, after = self._cldr["money"][currency]
        text = f"{amount:,.2f}"
        text = text if self._signs is None else text.translate(self._signs)
        return f"-{before}{text[1:]}{after}" if text[0] == "-" else f"{before}{text}{after}"

    def day(self, day: date) -> str:
        """A day: `24 Nov 2026`."""
        return self._dated("date", day)

    def weekday(self, day: date) -> str:
        """A day with its weekday: `Tue 24 Nov 2026`."""
        return self._dated("weekday", day)

    def short_day(self, day: date) -> str:
        """A day of this year or so, as a chart and a list have room for: `3 Dec`."""
        return self._dated("short", day)

    def _dated(self, pattern: str, day: date) -> str:
        month, weekday = self._cldr["months"][day.month - 1], self._cldr["weekdays"][day.weekday()]
        return str(self._cldr[pattern].format(d=day.day, MMM=month, y=day.year, E=weekday))

    def clock(self, at: datetime) -> str:
        """The time on a clock: `18:05`."""
        return str(self._cldr["time"].format(HH=f"{at.hour:02}", mm=f"{at.minute:02}"))

    def listed(self, items: Sequence[str], how: Literal["and", "or"] = "and") -> str:
        """Several as a sentence has them: `a, b and c`."""
        patterns: Mapping[str, str] = self._cldr[how]
        if len(items) < 3:
            return patterns["2"].format(*items) if len(items) == 2 else "".join(items)
        *first, last = items
        text = patterns["start"].format(first[0], first[1])
        for item in first[2:]:
            text = patterns["middle"].format(text, item)
        return patterns["end"].format(text, last)


ENGLISH = Locale("en")


@cache
def _cldr() -> Mapping[str, Mapping[str, Any]]:
    data: Mapping[str, Mapping[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


def _operands(number: Number) -> dict[str, Number]:
    """What plural rules ask of a number, by CLDR's letters; `e` and `c` are of shortened numbers, which none is."""
    exact = abs(Decimal(number))
    whole, _, fraction = f"{exact:f}".partition(".")
    short = fraction.rstrip("0")
    operands: dict[str, Number] = {"n": exact, "i": int(whole), "e": 0, "c": 0}
    digits = {"v": len(fraction), "w": len(short), "f": int(fraction or 0), "t": int(short or 0)}
    return {**operands, **digits}


def _holds(operands: Mapping[str, Number], name: str, modulus: int, holds: bool, ranges: list[list[int]]) -> bool:
    """Whether an operand, or its remainder, is in one of the ranges; or whether it is in none."""
    number = operands[name] % modulus if modulus else operands[name]
    return holds == any(low <= number <= high and number == int(number) for low, high in ranges)
