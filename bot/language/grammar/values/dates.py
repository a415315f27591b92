"""Days of the calendar, in English and French, read without guessing."""

import calendar
import re
from datetime import date, timedelta
from functools import partial

from bot.language.grammar.fold import fold, is_prose
from bot.language.grammar.slip import Slip, Unread, echo
from bot.language.grammar.values.day_words import WEEKDAY_NAMES, spoken_days
from bot.language.grammar.values.days import DAYS_IN, LONGEST
from bot.language.grammar.values.read import Note, Read
from bot.language.grammar.values.years import AHEAD, fitting
from bot.language.grammar.values.zone import home_day

A_YEAR = timedelta(days=366)
FIRST_YEAR = 2000

_NUMERIC = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})")
_MOMENT = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:", re.IGNORECASE)
_WEEKDAY = re.compile(rf"^(?:{'|'.join(WEEKDAY_NAMES)})[.,]? (?=.)", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|e|eme)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]{2}")
_AGO = re.compile(r"(?:il y a ([0-9]{1,6}) ?([a-z]+)|([0-9]{1,6}) ?([a-z]+) ago)")
_AHEAD = re.compile(r"(?:in|dans) ([0-9]{1,6}) ?([a-z]+)")
_NEAR_TODAY = {
    **dict.fromkeys(("yesterday", "hier"), -1),
    **dict.fromkeys(("today", "aujourdhui"), 0),
    **dict.fromkeys(("tomorrow", "demain"), 1),
}
NEAR_TODAY = tuple(_NEAR_TODAY)
_FILLERS = frozenset(("the", "of", "le", "de"))
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}


def looks_like_date(text: str) -> bool:
    """Whether `text` is meant as a date, an impossible or an ambiguous one included."""
    if text.lower() == text.upper():  # no letters, so neither a month nor a word such as "hier"
        return bool(_NUMERIC.fullmatch(text))
    return bool(_named_parts(text)) or _offset(text) is not None


def read_date(text: str, today: date, *, ahead: bool = False) -> Read[date]:
    """The day in `text`, seen from `today`: from the year 2000 to 366 days ahead.

    A day and month without a year are the latest ones not after today, or the nearest ones if the date may lie
    `ahead`; a note says so.
    Raises Slip, with both readings as choices where `12/11/2026` could be either.
    """
    for read_as in (_relative, _numeric, partial(_named, ahead=ahead), _spoken, _moment):
        read = read_as(text, today)
        if read is not None:
            return _within_reach(text, read, today)
    raise Unread("slip.expected.date", text)


def _within_reach(text: str, read: Read[date], today: date) -> Read[date]:
    day = read.value
    if day.year < FIRST_YEAR:
        raise Slip("slip.date_too_old", text, first=FIRST_YEAR)
    if day - today > A_YEAR:
        raise Slip("slip.date_too_far", text)
    if day > today:
        return Read(day, (*read.notes, Note("note.future", {"date": day})))
    return read


def _relative(text: str, today: date) -> Read[date] | None:
    offset = _offset(text)
    if offset is None:
        return None
    if abs(offset) > LONGEST:
        raise Slip("slip.days_limit", text, limit=LONGEST)
    return Read(today + timedelta(days=offset))


def _offset(text: str) -> int | None:
    """How many days `yesterday`, `3 days ago` or `dans 2 jours` are from today."""
    words = fold(text)
    if words in _NEAR_TODAY:
        return _NEAR_TODAY[words] if is_prose(text) else None
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1)):
        match = pattern.fullmatch(words)
        if match and is_prose(text):
            count, unit = (group for group in match.groups() if group)
            return sign * int(count) * DAYS_IN[unit] if unit in DAYS_IN else None
    return None


def _numeric(text: str, today: date) -> Read[date] | None:
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, second, third = match[1], match[3], match[4]
    if len(first) == 4 and len(third) <= 2:
        return Read(_day(text, int(first), int(second), int(third)))
    if len(first) <= 2 and len(third) in (2, 4):
        return Read(_either_way(text, int(first), int(second), third, today))
    return None


def _either_way(text: str, first: int, second: int, year: str, today: date) -> date:
    """The only day that `first`/`second`/`year` can mean: day first or month first."""
    full_year = _full_year(year, today)
    readings = {(month, day) for day, month in ((first, second), (second, first)) if 1 <= month <= 12}
    possible = sorted(reading for reading in readings if _is_day(full_year, *reading))
    choices = tuple(date(full_year, month, day).isoformat() for month, day in possible)
    if len(choices) > 1:
        raise Slip("slip.date_ambiguous", text, choices=choices)
    if len(year) == 2:
        raise Slip("slip.date_short_year", text, suggestion=choices[0] if choices else None)
    return _day(text, full_year, *(readings.pop() if readings else (first, second)))


def _spoken(text: str, today: date) -> Read[date] | None:
    """A day told by a weekday or its number: `monday`, `mardi dernier`, `the 3rd`, `two weeks ago`."""
    days = spoken_days(" ".join(fold(text).split()), today) if is_prose(text) else ()
    if len(days) > 1:
        raise Slip("slip.date_ambiguous", text, choices=tuple([day.isoformat() for day in days]))
    return Read(days[0], (Note("note.year", {"text": echo(text), "date": days[0]}),)) if days else None


def _moment(text: str, _today: date) -> Read[date] | None:
    """The day of an instant, as apps write it."""
    day = home_day(text) if _MOMENT.match(text) else None
    return Read(day) if day else None


def _named(text: str, today: date, *, ahead: bool) -> Read[date] | None:
    parts = _named_parts(_WEEKDAY.sub("", text))
    if parts is None:
        return None
    day, month, year = parts
    if year is None and ahead:
        return _nearest(text, month, day, today)
    if year is None:
        return _latest(text, month, day, today)
    if len(year) == 2:
        full_year = _full_year(year, today)
        raise Slip("slip.date_short_year", text, suggestion=_day(text, full_year, month, day).isoformat())
    return Read(_day(text, int(year), month, day))


def _named_parts(text: str) -> tuple[int, int, str | None] | None:
    """Day, month and year as typed of `20 Nov`, `Nov 20th, 2026` or `1er décembre`."""
    if not is_prose(text):
        return None
    words = [word for word in fold(text).split() if word not in _FILLERS]
    if not 2 <= len(words) <= 3:
        return None
    name, day = words[:2] if words[0] in _MONTHS else words[1::-1]
    year = words[2] if len(words) == 3 else None
    number = _DAY.fullmatch(day)
    if name not in _MONTHS or number is None or (year and not _YEAR.fullmatch(year)):
        return None
    return int(number[1]), _MONTHS[name], year


def _nearest(text: str, month: int, day: int, today: date) -> Read[date]:
    """The such day that is nearest to today; where two years fit, both are choices."""
    days = fitting(month, day, None, today, AHEAD[0]) or (_day(text, today.year, month, day),)
    if len(days) > 1:
        raise Slip("slip.date_ambiguous", text, choices=tuple([one.isoformat() for one in days]))
    return Read(days[0], (Note("note.year", {"text": echo(text), "date": days[0]}),))


def _latest(text: str, month: int, day: int, today: date) -> Read[date]:
    """The latest such day not after today, named so that the answer says its year."""
    last_year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    # 29 February is at most eight years away.
    years = (year for year in range(last_year, last_year - 8, -1) if _is_day(year, month, day))
    found = _day(text, next(years, last_year), month, day)
    return Read(found, (Note("note.year", {"text": echo(text), "date": found}),))


def _full_year(year: str, today: date) -> int:
    return int(year) if len(year) == 4 else today.year // 100 * 100 + int(year)


def _is_day(year: int, month: int, day: int) -> bool:
    return year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]


def _day(text: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise Slip("slip.date_month", text, month=month)
    if year < FIRST_YEAR:
        raise Slip("slip.date_too_old", text, first=FIRST_YEAR)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        last = date(year, month, days)
        raise Slip("slip.date_day", text, suggestion=last.isoformat(), last=last)
    return date(year, month, day)
