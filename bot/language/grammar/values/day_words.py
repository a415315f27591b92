"""Days told by words: `monday`, `lundi dernier`, `two weeks ago`, `the 3rd`, `last night`."""

import calendar
import re
from datetime import date, timedelta

from bot.language.grammar.values.days import DAYS_IN

COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "a an un une one",
            "two deux",
            "three trois",
            "four quatre",
            "five cinq",
            "six",
            "seven sept",
            "eight huit",
            "nine neuf",
            "ten dix",
            "eleven onze",
            "twelve douze",
            "thirteen treize",
            "fourteen quatorze",
            "fifteen quinze",
            "sixteen seize",
            "seventeen dix-sept",
            "eighteen dix-huit",
            "nineteen dix-neuf",
            "twenty vingt",
        ),
        start=1,
    )
    for word in words.split()
} | {"thirty": 30, "trente": 30}
"""Numbers as words."""

MONTH = 30
"""Days that `a month` is counted as, where no more is said."""

IN_DAYS = {
    **DAYS_IN,
    **dict.fromkeys(("dy", "dys", "jr", "jrs"), 1),
    **dict.fromkeys(("fortnight", "fortnights"), 14),
    **dict.fromkeys(("mo", "mos", "mth", "mths", "month", "months", "mois"), MONTH),
}
"""Days of a unit of time, those of a month about."""

_NEAR = {
    **dict.fromkeys(("day before yesterday", "the day before yesterday", "avant-hier", "avant hier"), -2),
    **dict.fromkeys(("yesterday", "hier", "last night"), -1),
    **dict.fromkeys(("today", "aujourd'hui", "aujourdhui", "earlier today"), 0),
    **dict.fromkeys(("this morning", "this afternoon", "this evening"), 0),
    **dict.fromkeys(
        ("ce matin", "a matin", "a soir", "tantot", "this am", "just now", "cet apres-midi", "ce midi", "ce soir"), 0
    ),
    **dict.fromkeys(("tomorrow", "demain"), 1),
}
_NAMES = (
    "monday mon lundi",
    "tuesday tue tues mardi",
    "wednesday wed weds mercredi",
    "thursday thu thur thurs jeudi",
    "friday fri vendredi",
    "saturday sat samedi",
    "sunday sun dimanche",
)
_WEEKDAYS = {name: day for day, names in enumerate(_NAMES) for name in names.split()}
WEEKDAY_NAMES = tuple(_WEEKDAYS)
"""Every name of a day of the week."""

_WEEKDAY = re.compile(
    r"(?P<before>last |this past |this |past |on |next |le )?(?P<name>[a-z]+)(?P<after> last| dernier|"
    r" passee?| prochain)?"
)
_ORDINAL = re.compile(r"(?:(?:the |le )|(?P<weekday>[a-z]+) (?:the |le )?)(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?")
_AGO = re.compile(r"(?:il y a ([0-9]{1,4}|[a-z-]+) ?([a-z]+)|([0-9]{1,4}|[a-z-]+) ?([a-z]+) ago)")
_PAST = ("last ", "this past ", "past ", " last", " dernier", " passe", " passee")
_COMING = ("next ", " prochain")


def spoken_days(words: str, today: date) -> tuple[date, ...]:
    """The days that words without accents may mean, the likeliest first; none where they tell no day."""
    if words.startswith(("just ", "vient ")) and " " in words:
        return (today,)
    if words in _NEAR:
        return (today + timedelta(days=_NEAR[words]),)
    return _weekday(words, today) or _ordinal(words, today) or _ago(words, today)


def _weekday(words: str, today: date) -> tuple[date, ...]:
    match = _WEEKDAY.fullmatch(words)
    if match is None or match["name"] not in _WEEKDAYS:
        return ()
    back = (today.weekday() - _WEEKDAYS[match["name"]]) % 7
    if match["before"] in _COMING or match["after"] in _COMING:
        return (today + timedelta(days=7 - back),)
    if match["before"] in _PAST or match["after"] in _PAST:
        return (today - timedelta(days=back or 7),)
    return (today - timedelta(days=back),) if back else (today, today - timedelta(days=7))


def _ordinal(words: str, today: date) -> tuple[date, ...]:
    """The latest such day of a month that is not after today."""
    match = _ORDINAL.fullmatch(words)
    if match is None or (match["weekday"] or "") not in ("", *_WEEKDAYS):
        return ()
    number = int(match["day"])
    year, month = (today.year, today.month) if number <= today.day else _month_before(today)
    last = calendar.monthrange(year, month)[1]
    days = (date(year, month, number),) if 1 <= number <= last else ()
    return tuple([day for day in days if match["weekday"] is None or day.weekday() == _WEEKDAYS[match["weekday"]]])


def _month_before(today: date) -> tuple[int, int]:
    return (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)


def _ago(words: str, today: date) -> tuple[date, ...]:
    match = _AGO.fullmatch(words)
    if match is None:
        return ()
    count, unit = (group for group in match.groups() if group)
    number = int(count) if count.isdigit() else COUNTS.get(count)
    if number is None or IN_DAYS.get(unit, MONTH) == MONTH or number * IN_DAYS[unit] > 3_660:
        return ()
    return (today - timedelta(days=number * IN_DAYS[unit]),)
