"""Business days by province: Monday to Friday without the holidays of the warehouse's province (assumption A8).

The day of arrival is day 0, and a deadline is the end of its last business day, local time.
"""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from rules.core.marketplaces import HOME

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5


@cache
def holidays_of(province: str) -> "HolidayBase":
    """The holidays of a province or territory (two-letter code); each year is worked out when first looked up.

    Without a province the calendar would hold five days a year, so there is no default here.
    """
    import holidays

    return holidays.country_holidays(HOME.country, subdiv=province)


def is_business_day(day: date, province: str) -> bool:
    """Whether a day is a business day in a province."""
    return day.weekday() < SATURDAY and day not in holidays_of(province)


def add_business_days(day: date, count: int, province: str) -> date:
    """The last of `count` business days after a day, the day itself not counted."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, province)
    return day
