"""The kinds of value an argument can have."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.language.grammar.slip import Slip, Unread
from bot.language.grammar.values import dates, days, durations, identifiers, money, numbers, provinces, times
from bot.language.grammar.values.choice import Vocabulary, no_code
from bot.language.grammar.values.read import Read

NAME_LIMIT = 80


def never(_text: str) -> bool:
    """The shape of what cannot be told by its shape."""
    return False


def _no_phrases() -> Collection[str]:
    return ()


@dataclass(frozen=True, eq=False)
class Kind:
    """How the words of one kind of value are read.

    `read` takes the words and today's date, and raises `Unread` for words that are not of this
    kind, any other `Slip` for words that are but cannot stand. `show` writes a value so that it
    reads back. `looks_like` tells the kind by shape, without the argument's name. `longest` is in
    words. `phrases` are what near misses are compared with; if `spoken`, they need no name either.
    """

    read: Callable[[str, date], Read[Any]]
    example: str
    show: Callable[[Any], str] = str
    looks_like: Callable[[str], bool] = never
    longest: int = 1
    phrases: Callable[[], Collection[str]] = _no_phrases
    spoken: bool = False


def plain(reader: Callable[[str], object]) -> Callable[[str, date], Read[Any]]:
    """A reader that needs no date and has nothing to add, as the `read` of a Kind."""
    return lambda text, _today: Read(reader(text))


def cad(*, zero: bool = False, limit: int = money.PRICE_LIMIT) -> Kind:
    """A Canadian amount up to `limit` cents, nothing at all allowed if `zero`."""
    return Kind(
        plain(lambda text: money.read_cad(text, limit=limit, zero=zero)),
        "129.99",
        money.show_money,
        money.looks_like_money,
        longest=5,
    )


def amount(*, zero: bool = False, limit: int = money.INVOICE_LIMIT) -> Kind:
    """A Canadian or American amount up to `limit` cents."""
    return Kind(
        plain(lambda text: money.read_money(text, limit=limit, zero=zero)),
        "52000usd",
        money.show_money,
        money.looks_like_money,
        longest=5,
    )


def length(limit: int, example: str) -> Kind:
    """A length of time from an hour up to `limit` hours."""
    return Kind(plain(lambda text: durations.read_length(text, limit=limit)), example, durations.show_length, longest=2)


def read_name(text: str) -> str:
    """Free text of at most 80 characters. Raises Slip."""
    if not text.isprintable() or not text:
        raise Unread("slip.expected.name", text)
    if len(text) > NAME_LIMIT:
        raise Slip("slip.name_limit", text, limit=NAME_LIMIT)
    return text


def _show_name(name: str) -> str:
    return f'"{name}"' if " " in name else name


CAD = cad()
AMOUNT = amount()
PERCENT = Kind(plain(numbers.read_percent), "0.74%", numbers.show_percent, numbers.looks_like_percent, longest=3)
DAYS = Kind(plain(days.read_days), "18d", lambda count: f"{count}d", days.looks_like_days, longest=2)
DATE = Kind(
    dates.read_date, "2026-11-20", date.isoformat, dates.looks_like_date, longest=5, phrases=lambda: dates.NEAR_TODAY
)
DATE_AHEAD = replace(DATE, read=lambda text, today: dates.read_date(text, today, ahead=True))
"""A date that may lie ahead as well as behind: without a year it is the nearest such day."""

WHOLE = Kind(plain(numbers.read_whole), "4210", longest=4)
RATING = Kind(plain(numbers.read_rating), "3.9", numbers.show_rating)
RATE = Kind(plain(numbers.read_rate), "1.38")
POSTAL = Kind(plain(provinces.read_postal), "K1A0B1", provinces.show_postal, provinces.looks_like_postal, longest=2)
COUNTRY = Kind(plain(provinces.read_country), "US", longest=8, phrases=provinces.country_names)
ASIN = Kind(plain(identifiers.read_asin), "B0ABCDEFGH", looks_like=identifiers.looks_like_asin)
ORDER = Kind(plain(identifiers.read_order), "123-1234567-1234567", looks_like=identifiers.looks_like_order)
RMA = Kind(plain(identifiers.read_rma), "DaBcDeFgRRMA", looks_like=identifiers.looks_like_rma)
USER = Kind(plain(identifiers.read_user), "@name", lambda user: f"@{user}", identifiers.looks_like_user)
USER_OR_GROUP = Kind(plain(identifiers.read_user_or_group), "@name", lambda mentioned: f"@{mentioned}")
CHANNEL = Kind(plain(identifiers.read_channel), "#channel", lambda channel: f"#{channel}")
SPAN = Kind(plain(times.read_span), "18:00-08:00", longest=7)
RHYTHM = Kind(plain(times.read_rhythm), "daily 09:00", longest=6)
YES_NO = Kind(plain(identifiers.read_yes_no), "yes", identifiers.show_yes_no)
NAME = Kind(plain(read_name), "name", _show_name)


def choice(
    phrases: Mapping[str, str | tuple[str, ...]],
    example: str,
    otherwise: Callable[[str], str | None] = no_code,
) -> Kind:
    """One value of a vocabulary: each phrase means one value, or several that must be asked about.

    A value is also a phrase for itself. `otherwise` recognises single words that no phrase
    lists, by their shape, and gives None for anything else.
    """
    vocabulary = Vocabulary(phrases, example, otherwise)
    return Kind(
        plain(vocabulary.read),
        example,
        looks_like=never if otherwise is no_code else vocabulary.looks_like_code,
        longest=vocabulary.longest,
        phrases=vocabulary.phrases,
        spoken=True,
    )
