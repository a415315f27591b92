"""Times of day, the span between two of them, and how often something comes."""

import re

from bot.language.grammar.fold import fold
from bot.language.grammar.slip import Slip, Unread

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week as a rhythm spells them, Monday first."""

USUAL_START, USUAL_END = "18:00", "08:00"
USUAL_TIME = "09:00"
"""What a corrected line puts where the person left something out."""

_TIME = re.compile(r"([0-9]{1,2})(?:([:.h])([0-9]{2})?)?(?:([ap])\.?m\.?)?", re.IGNORECASE)
_BETWEEN = re.compile(r" ?- ?| (?:to|until|till|and|à|a|et) ", re.IGNORECASE)
_LEADING = re.compile(r"(?:from|between|de|entre) ", re.IGNORECASE)

_DAYS = {
    name: day
    for day, names in zip(
        WEEKDAYS,
        (
            "mon monday mondays lundi lundis lun",
            "tue tues tuesday tuesdays mardi mardis mar",
            "wed wednesday wednesdays mercredi mercredis mer",
            "thu thur thurs thursday thursdays jeudi jeudis jeu",
            "fri friday fridays vendredi vendredis ven",
            "sat saturday saturdays samedi samedis sam",
            "sun sunday sundays dimanche dimanches dim",
        ),
        strict=True,
    )
    for name in names.split()
}
_DAILY = frozenset(["daily", "day", "quotidien", "quotidienne", "jour", "jours"])
_WEEKLY = frozenset(["weekly", "week", "hebdo", "hebdomadaire", "semaine", "semaines"])
_FILLERS = frozenset(["at", "on", "every", "each", "the", "a", "le", "les", "chaque", "tous", "toutes", "par"])


def read_time(text: str, usual: str = USUAL_TIME) -> str:
    """A time of day as `18:00`, from `18:00`, `18h30` or `6 pm`; `usual` mends an impossible one. Raises Slip."""
    match = _TIME.fullmatch(text.replace(" ", ""))
    if match is None:
        raise Unread("slip.expected.time", text)
    hour, mark, minutes, half = int(match[1]), match[2], match[3] or "00", (match[4] or "").lower()
    if hour > 24 or int(minutes) > 59 or (hour == 24 and minutes != "00") or (mark in (":", ".") and not match[3]):
        raise Slip("slip.time_range", text, suggestion=usual)
    if half and not 1 <= hour <= 12:
        raise Slip("slip.time_half", text, suggestion=f"{hour % 24:02}:{minutes}")
    if not (mark or half):
        raise Slip("slip.time_bare", text, suggestion=f"{hour % 24:02}:00")
    if half:
        hour = hour % 12 + 12 * (half == "p")
    return f"{hour % 24:02}:{minutes}"


def read_span(text: str) -> str:
    """A span of the day as `18:00-08:00`, which may go over midnight; also `18h-8h`, `6 pm to 8 am`. Raises Slip."""
    parts = _BETWEEN.split(_LEADING.sub("", text, count=1))
    if len(parts) == 1:
        start = read_time(text, f"{USUAL_START}-{USUAL_END}")
        raise Slip("slip.span_one", text, suggestion=f"{start}-{USUAL_START if start == USUAL_END else USUAL_END}")
    if len(parts) != 2:
        raise Unread("slip.expected.span", text)
    start, end = (_time_in(parts, at) for at in (0, 1))
    if start == end:
        raise Slip("slip.span_empty", text, suggestion=f"{USUAL_START}-{USUAL_END}")
    return f"{start}-{end}"


def _time_in(parts: list[str], at: int) -> str:
    """The time that one end of a span says; its correction keeps the other end."""
    try:
        return read_time(parts[at], (USUAL_START, USUAL_END)[at])
    except Slip as slip:
        slip.place(lambda fix: "-".join(fix if place == at else part for place, part in enumerate(parts)))
        raise


def read_rhythm(text: str) -> str:
    """How often, and when: `daily 09:00` or `weekly mon 09:00`, also in everyday words. Raises Slip."""
    words = [(fold(word), word) for word in text.split() if fold(word) not in _FILLERS]
    days = [_DAYS[key] for key, _ in words if key in _DAYS]
    daily, weekly = (any(key in among for key, _ in words) for among in (_DAILY, _WEEKLY))
    rest = " ".join(word for key, word in words if key not in _DAYS.keys() | _DAILY | _WEEKLY)
    if len(days) > 1 or not (days or daily or weekly or rest):
        raise Unread("slip.expected.rhythm", text, suggestion=f"daily {USUAL_TIME}")
    before = f"weekly {days[0] if days else 'mon'}" if days or weekly else "daily"
    time = _time_of_rhythm(text, before, rest)
    _refuse_unsaid(text, days, daily, weekly, time)
    return f"{before} {time}"


def _time_of_rhythm(text: str, before: str, rest: str) -> str:
    if not rest:
        raise Slip("slip.rhythm_time", text, suggestion=f"{before} {USUAL_TIME}")
    try:
        return read_time(rest)
    except Unread:
        raise Unread("slip.expected.rhythm", text, suggestion=f"{before} {USUAL_TIME}") from None
    except Slip as slip:
        slip.place(lambda fix: f"{before} {fix}")
        raise


def _refuse_unsaid(text: str, days: list[str], daily: bool, weekly: bool, time: str) -> None:
    """Neither how often nor on which day is guessed."""
    if (daily and (days or weekly)) or not (daily or weekly or days):
        choices = (f"daily {time}", f"weekly {days[0] if days else 'mon'} {time}")
        raise Slip("slip.rhythm_which", text, choices=choices)
    if weekly and not days:
        raise Slip("slip.rhythm_day", text, suggestion=f"weekly mon {time}")
