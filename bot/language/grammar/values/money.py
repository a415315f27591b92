"""Amounts of money, in the ways Canadians type them."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.language.grammar.slip import Slip, Unread
from rules.core.marketplaces import HOME, Currency
from rules.core.value import value

PRICE_LIMIT = 10_000_000_00
INVOICE_LIMIT = 1_000_000_000_00
LONGEST_FIGURE = 16

_PARTS = re.compile(
    r"(?P<minus>-?)(?P<before>[a-z]{0,4} ?[$€£¥₹]?) ?(?P<minus_too>-?)"
    r"(?P<figure>[.,]?[0-9](?:[0-9.,' ]{0,38}[0-9])?) ?(?P<after>[a-z]{0,8}[$€£¥₹]?|[$] ?[a-z]{1,3})"
)
_SIDES = ("before", "after")
_FIGURE = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<group>[ ,.'])[0-9]{3}(?:(?P=group)[0-9]{3})*|[0-9]*)"
    r"(?:(?P<point>[.,])(?P<cents>[0-9]{1,2}))?"
)
_FINER = re.compile(r"([0-9]*)[.,]([0-9]{3,})")
_FRACTION = re.compile(r"[$]? ?[0-9]{1,18}/[0-9]{1,18}")
_EXPONENT = re.compile(r"-?[$]?[0-9.,]{1,18}e[+-]?[0-9]{1,18}")
_ENDLESS = re.compile(r"-?[$]?(?:nan|inf|infinity)")

_DOLLARS = frozenset(("$", "dollar", "dollars", "buck", "bucks", "piasse", "piasses", "piastre", "piastres"))
_CURRENCIES: dict[str, Currency] = {
    **dict.fromkeys(("ca$", "c$", "cad", "cad$", "cdn", "cdn$", "can$", "$ca", "$c", "$can", "$cad", "$cdn"), "CAD"),
    **dict.fromkeys(("us$", "us", "usd", "usd$", "$us", "$usd"), "USD"),
}
_ELSEWHERE = frozenset(
    (
        *("€", "eur", "euro", "euros", "£", "gbp", "pound", "pounds", "chf", "sek"),
        *("¥", "jpy", "yen", "cny", "rmb", "₹", "inr"),
        *("a$", "aud", "au$", "$au", "nz$", "nzd", "mx$", "mxn", "pesos"),
    )
)
_THOUSANDS = {"k": 1_000, "m": 1_000_000}
_SIGNS = _DOLLARS | _CURRENCIES.keys() | _ELSEWHERE | {""}
_AFTER = _SIGNS | _THOUSANDS.keys()


@value
class Money:
    """An amount in whole cents of one currency."""

    cents: int
    currency: Currency


def looks_like_money(text: str) -> bool:
    """Whether `text` is meant as an amount, a refused one included."""
    text = text.lower()
    return bool(_parts(text) or _FRACTION.fullmatch(text) or _EXPONENT.fullmatch(text))


def read_money(text: str, *, limit: int = PRICE_LIMIT, zero: bool = False) -> Money:
    """The amount in `text`; a bare `$`, or no sign, is Canadian. `limit` is in cents.

    Raises Slip for an amount that is refused, and Unread for words that are no amount.
    """
    parts = _parts(text.lower())
    if parts is None:
        raise _no_amount(text)
    currency = _currency(text, parts)
    if parts["minus"] or parts["minus_too"]:
        raise Slip("slip.negative", text, suggestion=text.replace("-", "", 1))
    cents = _cents(text, parts)
    if cents > limit:
        raise Slip("slip.amount_limit", text, limit=limit // 100)
    if not (cents or zero):
        raise Slip("slip.amount_zero", text)
    return Money(cents, currency)


def read_cad(text: str, *, limit: int = PRICE_LIMIT, zero: bool = False) -> Money:
    """An amount that must be Canadian, as those of Seller Fulfilled Prime in Canada are. Raises Slip."""
    money = read_money(text, limit=limit, zero=zero)
    if money.currency != HOME.currency:
        raise Slip("slip.canadian_only", text)
    return money


def show_money(money: Money) -> str:
    """`CA$1,299.90` or `US$50.00`."""
    return f"{money.currency[:2]}${money.cents // 100:,}.{money.cents % 100:02d}"


@lru_cache(64)  # asked twice of each amount: whether it is one, and which
def _parts(text: str) -> Mapping[str, str] | None:
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    parts = {name: part.replace(" ", "") if name in _SIDES else part for name, part in match.groupdict().items()}
    if parts["before"] not in _SIGNS or parts["after"] not in _AFTER:
        return None
    figure = parts["figure"]
    spaced = " " in figure and not _is_spaced_figure(parts)
    return None if spaced or len(figure) > LONGEST_FIGURE else parts


def _is_spaced_figure(parts: Mapping[str, str]) -> bool:
    """Two numbers side by side are one amount only with decimals or a currency to say so."""
    match = _FIGURE.fullmatch(parts["figure"])
    return bool(match and (match["cents"] or parts["before"] or (parts["after"] and parts["after"] in _SIGNS)))


def _currency(text: str, parts: Mapping[str, str]) -> Currency:
    signs = {parts["before"], parts["after"]}
    if signs == {""}:
        return HOME.currency
    if signs & _ELSEWHERE:
        raise Slip("slip.other_currency", text)
    named = {_CURRENCIES[sign] for sign in signs if sign in _CURRENCIES}
    if len(named) > 1:
        raise Slip("slip.two_currencies", text)
    return named.pop() if named else HOME.currency


def _cents(text: str, parts: Mapping[str, str]) -> int:
    figure, times = parts["figure"], _THOUSANDS.get(parts["after"])
    match = _FIGURE.fullmatch(figure)
    if match is None or not _is_grouped_well(match):
        raise _sub_cent(text, figure)
    whole = match["whole"].replace(match["group"] or " ", "")
    cents = int(whole or "0") * 100 + int((match["cents"] or "").ljust(2, "0"))
    if times:
        raise Slip("slip.shorthand", text, suggestion=_typed(cents * times))
    return cents


def _is_grouped_well(match: re.Match[str]) -> bool:
    group, point = match["group"], match["point"]
    return group is None or (group != point and (group != "." or point is not None))


def _sub_cent(text: str, figure: str) -> Slip:
    match = _FINER.fullmatch(figure)
    if match is None:
        return Unread("slip.expected.amount", text)
    whole, finer = match.groups()
    readings = [_typed((int(whole + finer[:3]) + 5) // 10)]
    if len(finer) == 3 and whole.strip("0"):
        readings.insert(0, _typed(int(whole + finer) * 100))
    return Slip("slip.sub_cent", text, choices=tuple(readings))


def _no_amount(text: str) -> Slip:
    low = text.lower()
    if _FRACTION.fullmatch(low):
        return Slip("slip.fraction", text)
    if _EXPONENT.fullmatch(low):
        return Slip("slip.exponent", text)
    if _ENDLESS.fullmatch(low):
        return Slip("slip.not_finite", text)
    return Unread("slip.expected.amount", text)


def _typed(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
