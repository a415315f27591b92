"""Lengths of time, always counted in days."""

import re

from bot.language.grammar.slip import Slip, Unread

LONGEST = 3_660

_LENGTH = re.compile(r"(-?)([0-9]{1,9})([.,][0-9]{1,9})? ?([^\W\d_]{0,10})")
DAYS_IN = {
    **dict.fromkeys(("d", "day", "days", "j", "jour", "jours"), 1),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "sem", "semaine", "semaines"), 7),
}
_OTHER_UNITS = frozenset(
    (
        *("s", "sec", "second", "seconds", "seconde", "secondes", "min", "mins", "minute", "minutes"),
        *("h", "hr", "hrs", "hour", "hours", "heure", "heures"),
        *("m", "mo", "month", "months", "mois", "quarter", "quarters"),
        *("y", "yr", "yrs", "year", "years", "an", "ans", "année", "années"),
    )
)


def looks_like_days(text: str) -> bool:
    """Whether `text` is a number with a unit of time."""
    match = _LENGTH.fullmatch(text)
    return bool(match and match[4] and _is_unit(match[4].lower()))


def read_days(text: str) -> int:
    """A length of time in days, at most ten years; a week is seven of them. Raises Slip."""
    match = _LENGTH.fullmatch(text)
    unit = match[4].lower() if match else ""
    if match is None or (unit and not _is_unit(unit)):
        raise Unread("slip.expected.days", text)
    _refuse_odd(text, match, unit)
    days = int(match[2]) * DAYS_IN[unit]
    if days > LONGEST:
        raise Slip("slip.days_limit", text, limit=LONGEST)
    return days


def _is_unit(word: str) -> bool:
    return word in DAYS_IN or word in _OTHER_UNITS


def _refuse_odd(text: str, match: re.Match[str], unit: str) -> None:
    if match[1]:
        raise Slip("slip.negative", text, suggestion=text.replace("-", "", 1))
    if unit in _OTHER_UNITS:
        raise Slip("slip.days_unit", text)
    if match[3]:
        raise Slip("slip.days_whole", text)
    if not unit:
        raise Slip("slip.days_bare", text, suggestion=f"{text}d")
