"""Lengths of time counted in hours, where a part of a day matters."""

import re

from bot.language.grammar.slip import Slip, Unread
from bot.language.grammar.values.days import DAYS_IN

_LENGTH = re.compile(r"(-?)([0-9]{1,9})([.,][0-9]{1,9})? ?([^\W\d_]{0,10})")
_HOURS_IN = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "heure", "heures"), 1),
    **{unit: 24 * days for unit, days in DAYS_IN.items()},
}


def read_length(text: str, *, limit: int) -> int:
    """A length of time in hours, from one to `limit`: `4h`, `2d`, `1 week`. Raises Slip."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise Unread("slip.expected.length", text)
    minus, count, decimals, unit = match.groups(default="")
    if minus:
        raise Slip("slip.negative", text, suggestion=text.replace("-", "", 1))
    if not unit:
        raise Slip("slip.length_bare", text, choices=(f"{text}h", f"{text}d"))
    if decimals or unit.lower() not in _HOURS_IN:
        raise Slip("slip.length_unit", text)
    hours = int(count) * _HOURS_IN[unit.lower()]
    if not 1 <= hours <= limit:
        nearest = show_length(min(max(hours, 1), limit))
        raise Slip("slip.length_limit", text, limit=show_length(limit), suggestion=nearest)
    return hours


def show_length(hours: int) -> str:
    """`2d` for 48 hours, `4h` for 4."""
    return f"{hours}h" if hours % 24 else f"{hours // 24}d"
