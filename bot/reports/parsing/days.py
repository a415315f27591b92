"""Days in reports: `2026-11-20` with or without a time, `20-Nov-2026`, and `20/11/2026`, which reads two ways.

Which way is settled by the whole column, where one cell in it can only mean one; never by a guess.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.language.grammar.fold import fold
from bot.reports.parsing.cells import LONGEST, Bad
from bot.reports.parsing.report import Given

FIRST_YEAR = 2000

_TIME = r"(?:[T ,]{1,2}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?[A-Z]{1,4})?)?"
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + _TIME)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?"
    r"(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})"
)
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})" + _TIME)
_NAMED = re.compile(r"([0-9]{1,2})[- .]{1,2}([^\W\d_]{3,9})\.?[- ,.]{1,2}([0-9]{4}|[0-9]{2})" + _TIME)
_NAME_FIRST = re.compile(r"([^\W\d_]{3,9})\.?[- ]([0-9]{1,2})(?:,? |-)([0-9]{4})" + _TIME)
_NUMERIC = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME)

_NAMES = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)


def _months() -> dict[str, int]:
    """Every abbreviation of at least three letters that means one month only: `nov`, `sept`, `juil`."""
    meant: dict[str, set[int]] = {}
    for names in _NAMES:
        for number, name in enumerate(names.split(), 1):
            for length in range(3, len(name) + 1):
                meant.setdefault(name[:length], set()).add(number)
    return {name: min(numbers) for name, numbers in meant.items() if len(numbers) == 1}


_MONTHS = _months()


@dataclass(slots=True)
class Order:
    """Which way a column writes its days: a cell that can only be day first, and one that can only be month first."""

    day_first: str = ""
    month_first: str = ""
    unclear: bool = False

    def see(self, cell: str) -> None:
        """Take a cell of the column into account."""
        match = _NUMERIC.fullmatch(cell)
        if match is None:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12:
            self.day_first = self.day_first or cell
        elif second > 12:
            self.month_first = self.month_first or cell
        elif first != second:
            self.unclear = True

    def way(self, given: bool | None) -> bool | None:
        """Whether the day comes first, or None where the column says both or neither."""
        if self.day_first and self.month_first:
            return None
        return bool(self.day_first) if self.day_first or self.month_first else given


class Days:
    """A reader of one column's days."""

    def __init__(self, given: Given, day_first: bool | None = None) -> None:
        self._zone, self._today, self._day_first = given.zone, given.today, day_first

    def __call__(self, cell: str) -> date:
        """The day of a cell. Raises Bad where it is none, reads two ways, or is still to come."""
        day = self.ahead(cell)
        if (day - self._today).days > 1:
            # A day more, because it may be tomorrow already where the report was made.
            raise Bad("feeds.problem.future")
        return day

    def ahead(self, cell: str) -> date:
        """The day of a cell, which may be still to come."""
        try:
            return self._day(cell[: LONGEST + 1])
        except (ValueError, OverflowError) as wrong:
            raise wrong if isinstance(wrong, Bad) else Bad("feeds.problem.not_a_day") from wrong

    def _day(self, cell: str) -> date:
        if moment := _MOMENT.fullmatch(cell):
            return _local(moment, self._zone)
        if match := _ISO.fullmatch(cell) or _YEAR_FIRST.fullmatch(cell):
            return _date(match[1], int(match[2]), match[3])
        if match := _NUMERIC.fullmatch(cell):
            return self._either_way(match)
        if match := _NAMED.fullmatch(cell):
            return _date(match[3], _month(match[2]), match[1])
        if match := _NAME_FIRST.fullmatch(cell):
            return _date(match[3], _month(match[1]), match[2])
        raise Bad("feeds.problem.not_a_day")

    def _either_way(self, match: re.Match[str]) -> date:
        first, second, year = int(match[1]), int(match[3]), match[4]
        if first > 12 or (second <= 12 and self._day_first):
            return _date(year, second, first)
        if second > 12 or first == second or self._day_first is False:
            return _date(year, first, second)
        raise Bad("feeds.problem.two_days")


def _local(moment: re.Match[str], zone: tzinfo) -> date:
    offset = "+00:00" if moment[3] in ("Z", "UTC", "GMT") else moment[3]
    return datetime.fromisoformat(f"{moment[1]}T{moment[2]}{offset}").astimezone(zone).date()


def _month(name: str) -> int:
    month = _MONTHS.get(fold(name))
    if month is None:
        raise Bad("feeds.problem.not_a_day")
    return month


def _date(year: str, month: int, day: int | str) -> date:
    """Years of two digits are of this century: Amazon's reports are not older."""
    full_year = int(year) if len(year) == 4 else FIRST_YEAR + int(year)
    if full_year < FIRST_YEAR:
        raise Bad("feeds.problem.too_old")
    return date(full_year, month, int(day))
