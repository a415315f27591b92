"""How a value is put into a sentence, by the form that the sentence names: `{cap:money}` has the value `cap` as money.

`{days:plural|# day|# days}` has the words that go with so many, `#` being the number: first for `one`, last for
`other`, and for what else a language tells apart with its name before it, as in `|many=# de jours`; `|0=no days` goes
before all for none. A value without a form is put in as text, made safe for Slack.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bot.language.locale import Locale, Number
from rules.core import money

Form = Callable[[Any], str]

PLURAL = "plural"
NUMBER = "#"
"""In the words of a plural, the number itself."""

MOST_QUOTED = 5
"""Texts of somebody's that a sentence repeats; of more it has these."""

_NAMED = re.compile(r"(?P<name>0|[a-z]+)=(?P<words>.*)", re.DOTALL)


def escaped(text: object) -> str:
    """A text that Slack shows as it is: no link, no mention, no formatting."""
    plain = str(text)
    return plain.translate(_SAFE) if _UNSAFE.search(plain) else plain


_UNSAFE = re.compile("[&<>*~`]")
_SAFE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "~": "∼", "`": "ˋ"})


def forms_of(locale: Locale, say: Callable[..., str]) -> Mapping[str, Form]:
    """Every form of a language but the plural; `say` gives its sentences.

    What is put together by the catalogue already is `ready`, and several of it `listed` or, where they hold commas,
    `parts`; such a value may also be a sentence that is still to be said, by its `key` and `values`.
    """

    def ready(value: Any) -> str:
        return say(value.key, **value.values) if hasattr(value, "key") else str(value)

    def text(value: Any) -> str:
        return say(value.key, **value.values) if hasattr(value, "key") else escaped(value)

    @lru_cache(1_024)
    def word(name: str) -> str:
        return say(f"word.{name}")

    @lru_cache(1_024)
    def words(names: tuple[str, ...]) -> str:
        return joined("list.comma", map(word, names))

    @lru_cache(1_024)
    def reason(code: str) -> str:
        """What our table calls a return reason; one that it lacks is shown as its code."""
        from rules.sfp.reasons import return_reasons  # brings pydantic, and hardly any sentence needs it

        known = return_reasons().row(code)
        return escaped(known.label if known else code)

    def joined(separator: str, items: Iterable[str]) -> str:
        return say(separator).join(items)

    def quoted(texts: Sequence[str]) -> str:
        shown = joined("list.comma", (say("list.quoted", text=each) for each in texts[:MOST_QUOTED]))
        return f"{shown} …" if len(texts) > MOST_QUOTED else shown

    return {
        "text": text,
        "ready": ready,
        "listed": lambda items: joined("list.comma", map(ready, items)),
        "parts": lambda items: joined("list.semicolon", map(ready, items)),
        "list": lambda items: joined("list.comma", map(text, [items] if isinstance(items, str) else items)),
        "quoted": quoted,
        "and": lambda items: locale.listed([*map(text, items)], "and"),
        "or": lambda items: locale.listed([*map(text, items)], "or"),
        "money": lambda value: locale.money(_amount(value)),
        "usd": lambda value: locale.money(_amount(value), "USD"),
        "percent": lru_cache(1_024, typed=True)(lambda value: locale.percent(_percent(value))),
        "count": locale.decimal,
        "number": lambda value: locale.plain(_number(value)),
        "hundredths": lambda value: locale.decimal(value, 2),
        "date": lru_cache(1_024)(locale.day),
        "day": lru_cache(1_024)(locale.weekday),
        "short": locale.short_day,
        "time": locale.clock,
        "iso": date.isoformat,
        "word": word,
        "words": lambda names: words(tuple(names)),
        "reason": reason,
        "scope": lambda subject: escaped(subject) if subject else word("account"),
        "file": lambda name: escaped(name) if name else say("word.unnamed"),
        "needs": lambda fields: joined("list.semicolon", (say(f"need.{field}") for field in fields)),
    }


def plural_form(locale: Locale, plural: Callable[[Number], str], spec: str) -> Form:
    """The form of `plural|# day|# days`. Raises ValueError where it names a plural that the language has not."""
    words = dict(_words(spec.split("|")[1:]))
    if words.keys() - {"0", *locale.plurals} or "other" not in words:
        raise ValueError(f"{locale.tag} has the plurals {', '.join(locale.plurals)}: {spec}")

    def form(value: Any) -> str:
        number = _number(value)
        chosen = words.get("0") if number == 0 else None
        chosen = chosen or words.get(plural(number)) or words["other"]
        return chosen.replace(NUMBER, locale.decimal(number))

    return form


def _words(parts: list[str]) -> Iterator[tuple[str, str]]:
    """The words by their plural."""
    for place, part in enumerate(parts, start=1):
        named = _NAMED.fullmatch(part)
        if named:
            yield named["name"], named["words"]
        else:
            yield ("other" if place == len(parts) else "one"), part


def _amount(value: int | str | Decimal) -> Decimal:
    """Dollars, of cents where they are whole."""
    return money.amount(value) if isinstance(value, int) else Decimal(value)


def _percent(value: int | str | Decimal) -> Decimal:
    """A percentage, of millionths where they are whole."""
    return money.percent(value) if isinstance(value, int) else Decimal(value)


def _number(value: Number | str) -> Number:
    return value if isinstance(value, (int, Decimal)) else Decimal(value)
