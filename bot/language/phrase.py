"""A sentence before its language is chosen: a key of the catalogue and its values, which is what storage keeps."""

import json
import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from bot.language.catalogue import escaped, say
from bot.language.locale import Locale
from rules.core.value import value

FALLBACK = "stored.text"
"""The sentence that is nothing but a text: what earlier versions stored, and what nobody can read any more."""

DEPTH, MOST_VALUES, MOST_ITEMS, TEXT_LIMIT, INT_LIMIT = 4, 20, 100, 4_000, 2**63
"""Phrases within phrases, values of one, items of a list, characters of a text: more than any sentence of ours has."""

_KEY = re.compile(r"[a-z][A-Za-z0-9_./-]{0,119}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")


@value
class Phrase:
    """A sentence of the catalogue and what is put into it.

    A value is text, a whole number, a truth, None, a date, an aware datetime, a Decimal, another phrase, or a tuple of
    these. Where the sentence names the value's form, it holds what that form takes: cents, a name, a code.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def phrase_text(locale: Locale, phrase: Phrase) -> str:
    """The phrase in words.

    One of another version of Headroom, whose sentence this one lacks or gives further values, is shown by its values.
    """
    try:
        return say(locale, phrase.key, **{name: _shown(locale, each) for name, each in phrase.values.items()})
    except KeyError:
        return say(locale, FALLBACK, text=escaped(" · ".join(_texts(phrase)) or phrase.key))


def _shown(locale: Locale, each: Any) -> Any:
    if isinstance(each, Phrase):
        return phrase_text(locale, each)
    return tuple(_shown(locale, item) for item in each) if isinstance(each, tuple | list) else each


def _texts(phrase: Phrase) -> list[str]:
    """The values that are texts or numbers, those of its phrases too."""
    parts = (_texts(each) if isinstance(each, Phrase) else [each] for each in phrase.values.values())
    return [str(each) for each in chain.from_iterable(parts) if isinstance(each, str | int) and each != ""]


def as_json(phrase: Phrase) -> dict[str, Any]:
    """What storage keeps: `{"key": "...", "values": {...}}`. Raises ValueError for a value that no phrase has."""
    return {"key": phrase.key, "values": {name: _value_json(each) for name, each in phrase.values.items()}}


def _value_json(each: Any) -> Any:
    match each:
        case None | str() | int():
            return each
        case Phrase():
            return as_json(each)
        case datetime() if each.utcoffset() is not None:
            return {"datetime": each.isoformat()}
        case date() if not isinstance(each, datetime):
            return {"date": each.isoformat()}
        case Decimal() if each.is_finite():
            return {"decimal": f"{each:f}"}
        case tuple() | list():
            return [*map(_value_json, each)]
    raise ValueError(f"{type(each).__name__} is no value of a phrase")


def stored_phrase(stored: object) -> Phrase:
    """The phrase that storage keeps; a text of an earlier version, or what is no phrase at all, as it stands."""
    try:
        return from_json(stored)
    except ValueError:
        text = stored if isinstance(stored, str) else escaped(json.dumps(stored, ensure_ascii=False))
        return Phrase(FALLBACK, {"text": text})


def from_json(stored: object, depth: int = DEPTH) -> Phrase:
    """What `as_json` made. Raises ValueError for anything else, and for more than a sentence can have."""
    match stored:
        case {"key": str(key), "values": dict(values), **rest} if not rest and depth and _KEY.fullmatch(key):
            if len(values) <= MOST_VALUES and all(map(_is_name, values)):
                return Phrase(key, {name: _value(each, depth - 1) for name, each in values.items()})
    raise ValueError("not a phrase")


def _is_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _value(stored: object, depth: int) -> Any:
    match stored:
        case None | bool():
            return stored
        case int() if abs(stored) < INT_LIMIT:
            return stored
        case str() if len(stored) <= TEXT_LIMIT:
            return stored
        case list() if depth and len(stored) <= MOST_ITEMS:
            return tuple(_value(each, depth - 1) for each in stored)
        case {"date": str(text), **rest} if not rest:
            return _as_written(date.fromisoformat(text), text)
        case {"datetime": str(text), **rest} if not rest:
            return _as_written(datetime.fromisoformat(text), text)
        case {"decimal": str(text), **rest} if not rest and _DECIMAL.fullmatch(text):
            return Decimal(text)
    return from_json(stored, depth)


def _as_written(day: date, text: str) -> date:
    """The day or instant, if it was written as `as_json` writes it."""
    if day.isoformat() != text or (isinstance(day, datetime) and day.utcoffset() is None):
        raise ValueError("not a day or an instant of a phrase")
    return day
