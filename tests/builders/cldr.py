"""`make cldr`: takes from Babel's CLDR what `bot/language/cldr.json` holds, a section for each language.

English is written as Canadians write it, but for days, clock times and percentages, whose patterns are our own.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import get_currency_symbol

DATA = Path(__file__).parents[2] / "bot" / "language" / "cldr.json"

TAGS = {"en": "en_CA", "fr": "fr_CA"}
"""Which region's conventions a language is written by."""

OURS = {"en": {"date": "d MMM y", "weekday": "E d MMM y", "short": "d MMM", "time": "HH:mm", "percent": "#,##0 %"}}
"""Patterns of our own, in CLDR's letters."""

CURRENCIES = ("CAD", "USD")

_FIELD = re.compile(r"'(?P<literal>[^']*)'|(?P<field>[A-Za-z]+)")


def data_of(language: str) -> dict[str, Any]:
    """A language's section."""
    locale = Locale.parse(TAGS[language])
    patterns = patterns_of(language)
    before, after = patterns["percent"].replace("%", locale.number_symbols["latn"]["percentSign"]).split("#,##0")
    return {
        "plural": {category: list(_any_of(rule)) for category, rule in locale.plural_form.abstract},
        "decimal": locale.number_symbols["latn"]["decimal"],
        "group": locale.number_symbols["latn"]["group"],
        "percent": [before, after],
        "money": {currency: _money(locale, currency) for currency in CURRENCIES},
        **{name: _fields(patterns[name]) for name in ("date", "weekday", "short", "time")},
        "months": [locale.months["format"]["abbreviated"][month] for month in range(1, 13)],
        "weekdays": [locale.days["format"]["abbreviated"][day] for day in range(7)],
        "and": dict(locale.list_patterns["standard"]),
        "or": dict(locale.list_patterns["or"]),
    }


def patterns_of(language: str) -> dict[str, str]:
    """The patterns of days, clock times and percentages, in CLDR's letters."""
    locale = Locale.parse(TAGS[language])
    skeletons = {"date": "yMMMd", "weekday": "yMMMEd", "short": "MMMd"}
    return {
        **{name: str(locale.datetime_skeletons[skeleton]) for name, skeleton in skeletons.items()},
        "time": str(locale.time_formats["short"].pattern),
        "percent": str(locale.percent_formats[None].pattern),
        **OURS.get(language, {}),
    }


def _fields(pattern: str) -> str:
    """A pattern as `str.format` takes it: `d MMM y` is `{d} {MMM} {y}`."""
    return _FIELD.sub(lambda part: part["literal"] or f"{{{part['field']}}}", pattern)


def _money(locale: Locale, currency: str) -> list[str]:
    """What stands before and after an amount."""
    pattern = locale.currency_formats["standard"].pattern.replace("¤", get_currency_symbol(currency, locale))
    return list(pattern.split("#,##0.00"))


def _any_of(rule: tuple[str, Any], *, holds: bool = True) -> Iterator[list[Any]]:
    """A plural rule as alternatives, each a list of conditions: operand, modulus or 0, whether it holds, ranges."""
    kind, parts = rule
    if kind == "or":
        for part in parts:
            yield from _any_of(part)
    elif kind == "and":
        left, right = parts
        yield from ([*one, *other] for one in _any_of(left) for other in _any_of(right))
    elif kind == "not":
        yield from _any_of(parts[0], holds=not holds)
    else:
        _, operand, (_, ranges) = parts
        name, modulus = (operand[1][0][0], operand[1][1][1][0]) if operand[0] == "mod" else (operand[0], 0)
        yield [[name, modulus, holds, [[low[1][0], high[1][0]] for low, high in ranges]]]


def text() -> str:
    """The file as it should be: a line for each name, spaces that do not break spelt out."""
    sections = (f'"{language}": {{\n{_lines(data_of(language))}\n}}' for language in TAGS)
    return "{\n" + ",\n".join(sections).replace("\xa0", "\\u00a0") + "\n}\n"


def _lines(section: dict[str, Any]) -> str:
    return ",\n".join(f'  "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in section.items())


if __name__ == "__main__":
    DATA.write_text(text(), encoding="utf-8")
