"""Percentages, counts, ratings and exchange rates."""

import re
from decimal import Decimal

from bot.language.grammar.slip import Slip, Unread

MILLION = 1_000_000
COUNT_LIMIT = 1_000_000_000

_PERCENT = re.compile(
    r"(-?)([0-9]{0,9})(?:[.,]([0-9]{1,20}))? ?(%|percent|per cent|pct|pour cent|pourcent)?", re.IGNORECASE
)
_WHOLE = re.compile(r"(-?)([0-9]{1,15}|[1-9][0-9]{0,2}([ ,'])[0-9]{3}(?:\3[0-9]{3}){0,3})")
_DECIMAL = re.compile(r"(-?[0-9]{1,9})(?:[.,]([0-9]{1,20}))?")


def looks_like_percent(text: str) -> bool:
    """Whether `text` is a number with a percent sign or word."""
    match = _PERCENT.fullmatch(text)
    return bool(match and match[4])


def read_percent(text: str) -> int:
    """A percentage in millionths of the whole: `0.74%` is 7,400. At most four decimals. Raises Slip."""
    match = _PERCENT.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise Unread("slip.expected.percent", text)
    minus, whole, decimals, sign = match.groups(default="")
    _refuse_negative(text, minus)
    if not sign:
        raise Slip("slip.percent_sign", text, suggestion=f"{text}%")
    if len(decimals.rstrip("0")) > 4:
        raise Slip("slip.percent_decimals", text)
    millionths = int(whole or "0") * 10_000 + int(decimals[:4].ljust(4, "0"))
    if millionths > MILLION:
        raise Slip("slip.percent_over", text)
    return millionths


def show_percent(millionths: int) -> str:
    """`0.74%` for 7,400 millionths."""
    return f"{_trimmed(millionths // 10_000, millionths % 10_000, 4)}%"


def read_whole(text: str) -> int:
    """A count of things, at most a billion. Raises Slip."""
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise Slip("slip.not_whole", text) if _DECIMAL.fullmatch(text) else Unread("slip.expected.whole", text)
    _refuse_negative(text, match[1])
    count = int(re.sub("[^0-9]", "", match[2]))
    if count > COUNT_LIMIT:
        raise Slip("slip.count_limit", text, limit=COUNT_LIMIT)
    return count


def read_rating(text: str) -> int:
    """An average of stars in millionths, from one to five: `3.9` is 3,900,000. Raises Slip."""
    stars = _decimal(text)
    if stars is None:
        raise Unread("slip.expected.rating", text)
    if not 1 <= stars <= 5:
        raise Slip("slip.rating_range", text)
    millionths = stars * MILLION
    if millionths != int(millionths):
        raise Slip("slip.rating_decimals", text)
    return int(millionths)


def show_rating(millionths: int) -> str:
    """`3.9` for 3,900,000 millionths."""
    return _trimmed(millionths // MILLION, millionths % MILLION, 6)


def read_rate(text: str) -> Decimal:
    """What one unit of a currency is worth in another: above 0, below 100. Raises Slip."""
    rate = _decimal(text)
    if rate is None:
        raise Unread("slip.expected.rate", text)
    if not 0 < rate < 100:
        raise Slip("slip.rate_range", text)
    return rate


def _decimal(text: str) -> Decimal | None:
    match = _DECIMAL.fullmatch(text)
    return Decimal(f"{match[1]}.{match[2] or '0'}") if match else None


def _refuse_negative(text: str, minus: str) -> None:
    if minus:
        raise Slip("slip.negative", text, suggestion=text.replace("-", "", 1))


def _trimmed(whole: int, part: int, places: int) -> str:
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")
