"""The words people read, by key, in `words/<language>/*.toml`.

A sentence is a template: `{cap:money}` puts in the value `cap` as money. A value without a form is put in as text,
made safe for Slack. A sentence with `one` and `other` below it is chosen by its value `n`.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from rules import money

WORDS = Path(__file__).parent / "words"
LANGUAGE = "en"

Form = Callable[[Any], str]


def say(key: str, /, **values: Any) -> str:
    """The sentence of that key with the values put in. Raises KeyError for an unknown key or a missing value."""
    pieces = _templates()[_plural(key, values)]
    return "".join(text if name is None else form(values[name]) for text, name, form in pieces)


def has(key: str) -> bool:
    """Whether the catalogue holds a sentence of that key."""
    return key in sentences() or f"{key}.other" in sentences()


def escaped(text: object) -> str:
    """A text that Slack shows as it is: no link, no mention, no formatting."""
    safe = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.translate(_NO_FORMATTING)


_NO_FORMATTING = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})


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
def _templates() -> Mapping[str, tuple[tuple[str, str | None, Form], ...]]:
    return {key: tuple(_pieces(text)) for key, text in sentences().items()}


def _pieces(template: str) -> Iterable[tuple[str, str | None, Form]]:
    """The template as texts and values in turn, parsed once."""
    for text, name, form, _ in Formatter().parse(template):
        if text:
            yield text, None, str
        if name is not None:
            yield "", name, FORMS[form or "text"]


def _plural(key: str, values: Mapping[str, Any]) -> str:
    """The key itself, or below it the form for `n` of them: English has one and other, and often its own for none."""
    if key in sentences() or "n" not in values:
        return key
    if values["n"] == 0 and f"{key}.none" in sentences():
        return f"{key}.none"
    return f"{key}.one" if values["n"] == 1 else f"{key}.other"


def _dollars(value: int | Decimal) -> Decimal:
    return money.amount(value) if isinstance(value, int) else value


def _percent(value: int | Decimal) -> str:
    """Millionths or a percentage, without more zeros than it needs: `20 %`, `0.8 %`, `0.74 %`."""
    number = money.percent(value) if isinstance(value, int) else value
    return f"{number.normalize():f} %"


def _words(names: Iterable[str]) -> str:
    return ", ".join(say(f"word.{name}") for name in names)


FORMS: Mapping[str, Form] = {
    "text": escaped,
    "ready": str,  # put together by the catalogue already
    "money": lambda value: f"${_dollars(value):,.2f}",
    "usd": lambda value: f"US${_dollars(value):,.2f}",
    "percent": _percent,
    "count": lambda value: f"{value:,}",
    "date": lambda day: f"{day.day} {day:%b %Y}",
    "day": lambda day: f"{day:%a} {day.day} {day:%b %Y}",
    "iso": date.isoformat,
    "word": lambda name: say(f"word.{name}"),
    "words": _words,
    "scope": lambda subject: escaped(subject) if subject else say("word.account"),
    "needs": lambda fields: "; ".join(say(f"need.{field}") for field in fields),
}
"""How a value is put into a sentence, by the form named in it."""
