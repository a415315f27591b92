"""Instants as days of the marketplace."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = "America/Toronto"
"""Where a day begins until a workspace says otherwise."""


def home_day(stamp: str) -> date | None:
    """The day of an instant such as `2026-11-28T02:15:00Z`; None for a text that is none.

    One without an offset is taken as local.
    """
    try:
        moment = datetime.fromisoformat(stamp.upper().replace(" ", "T"))
    except ValueError:
        return None
    return moment.date() if moment.tzinfo is None else moment.astimezone(ZoneInfo(HOME_ZONE)).date()
