"""The words people read, by key, in `words/<language>/*.toml`.

A sentence is a template: `{cap:money}` puts in the value `cap` as money. A value without a form is put in as text,
made safe for Slack. A sentence with `one` and `other` below it is chosen by its value `n`.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from rules.core import money

WORDS = Path(__file__).parents[1] / "words"
LANGUAGE = "en"

Form = Callable[[Any], str]


class Template(NamedTuple):
    """A sentence parsed once: a pattern for `%`, and for each gap the value's name and the form it takes.

    One without gaps is the sentence itself.
    """

    pattern: str
    gaps: tuple[tuple[str, Form], ...]


def say(key: str, /, **values: Any) -> str:
    """The sentence of that key with the values put in. Raises KeyError for an unknown key or a missing value."""
    pattern, gaps = templates().get(key) or templates()[_plural(key, values.get("n"))]
    if not gaps:
        return pattern
    said = []
    for name, form in gaps:  # a comprehension is a call of its own
        said.append(form(values[name]))
    return pattern % tuple(said)


def has(key: str) -> bool:
    """Whether the catalogue holds a sentence of that key."""
    return key in sentences() or f"{key}.other" in sentences()


def escaped(text: object) -> str:
    """A text that Slack shows as it is: no link, no mention, no formatting."""
    plain = str(text)
    return plain.translate(_SAFE) if _UNSAFE.search(plain) else plain


_UNSAFE = re.compile("[&<>*~`]")
_SAFE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "~": "∼", "`": "ˋ"})


@cache
def sentences() -> Mapping[str, str]:
    """Every template by its dotted key."""
    files = sorted((WORDS / LANGUAGE).glob("*.toml"))
    return {key: text for file in files for key, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")))}


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")


@cache
def templates() -> Mapping[str, Template]:
    """Every sentence, parsed."""
    return {key: _template(text) for key, text in sentences().items()}


def _template(text: str) -> Template:
    parts = list(Formatter().parse(text))
    gaps = tuple((name, FORMS[form or "text"]) for _, name, form, _ in parts if name is not None)
    if not gaps:
        return Template("".join(words for words, *_ in parts), ())
    pattern = "".join(words.replace("%", "%%") + ("%s" if name is not None else "") for words, name, _, _ in parts)
    return Template(pattern, gaps)


def _plural(key: str, number: int | None) -> str:
    """Below the key, the form for so many: English has one and other, and often its own for none."""
    if number is None:
        return key
    if number == 0 and f"{key}.none" in sentences():
        return f"{key}.none"
    return f"{key}.one" if number == 1 else f"{key}.other"


def _dollars(value: int | Decimal) -> str:
    return f"${money.amount(value) if isinstance(value, int) else value:,.2f}"


@lru_cache(1_024, typed=True)  # the same few figures of a policy, over and over
def _percent(value: int | Decimal) -> str:
    """Millionths or a percentage, without more zeros than it needs: `20 %`, `0.8 %`, `0.74 %`."""
    number = money.percent(value) if isinstance(value, int) else value
    return f"{number.normalize():f} %"


@lru_cache(1_024)
def _word(name: str) -> str:
    return say(f"word.{name}")


@lru_cache(1_024)
def _words(names: tuple[str, ...]) -> str:
    return ", ".join(map(_word, names))


@lru_cache(1_024)
def _reason(code: str) -> str:
    """What our table calls a return reason; one that it lacks is shown as its code."""
    from rules.sfp.reasons import return_reasons  # brings pydantic, and hardly any sentence needs it

    known = return_reasons().row(code)
    return escaped(known.label if known else code)


def _date(day: date) -> str:
    """A day as `24 Nov 2026`: `strftime` would take as long as the rest of a sentence, and its months a locale's."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


FORMS: Mapping[str, Form] = {
    "text": escaped,
    "ready": str,  # put together by the catalogue already
    "money": _dollars,
    "usd": lambda value: f"US{_dollars(value)}",
    "percent": _percent,
    "count": lambda value: f"{value:,}",
    "date": _date,
    "day": lambda day: f"{_WEEKDAYS[day.weekday()]} {_date(day)}",
    "iso": date.isoformat,
    "word": _word,
    "words": lambda names: _words(tuple(names)),
    "reason": _reason,
    "scope": lambda subject: escaped(subject) if subject else say("word.account"),
    "needs": lambda fields: "; ".join(say(f"need.{field}") for field in fields),
}
"""How a value is put into a sentence, by the form named in it."""
