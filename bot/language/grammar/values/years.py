"""The year of a day and month that somebody told without one."""

from collections.abc import Iterator
from datetime import date

CLEARLY = 3
"""How many times nearer one year must be than the next, to be taken without asking."""

AHEAD = ("window-end", "restock")
"""Dates that may lie ahead as well as behind."""


def fitting(
    month: int, day: int, year: int | None, today: date, role: str, other: date | None = None
) -> tuple[date, ...]:
    """The days that are meant, the likeliest first; more than one where two years fit, none for no such day.

    A date that may lie ahead is the nearest to the `other` date, or to today; any other is the latest that is past.
    """
    if year is not None:
        return tuple(_days(month, day, range(year, year + 1)))
    if role in AHEAD:
        return _nearest(month, day, other or today)
    past = [one for one in _days(month, day, range(today.year - 8, today.year + 1)) if one <= today][-1:]
    coming = [one for one in _days(month, day, range(today.year, today.year + 2)) if one > today][:1]
    if past and coming and (coming[0] - today) * CLEARLY < today - past[0] and (coming[0] - today).days <= 31:
        return (past[0], coming[0])
    return tuple(past)


def _nearest(month: int, day: int, reference: date) -> tuple[date, ...]:
    days = sorted(
        _days(month, day, range(reference.year - 1, reference.year + 2)), key=lambda one: abs(one - reference)
    )
    if len(days) > 1 and abs(days[0] - reference) * CLEARLY // 2 > abs(days[1] - reference):
        return tuple(sorted(days[:2]))
    return tuple(days[:1])


def _days(month: int, day: int, years: range) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue
