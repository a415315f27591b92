"""Times on the clock of a zone, as instants: quiet hours, the slots of a digest, the next working day.

All instants are aware. A time that the clocks skip stands for the moment when they are put forward, and of a time
that comes twice the first one counts, so that later times on the clock are never earlier instants.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.grammar.values.times import WEEKDAYS
from rules.core.calendar import add_business_days

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WORK_BEGINS = time(9)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant of a local day at which the clock shows `at` or has passed over it; in UTC."""
    wall = datetime.combine(day, at)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if _clock(instant, zone) != wall:
        # Skipped: what Python gives is as much too late as the clocks were put forward.
        while _clock(instant - MINUTE, zone) > wall:
            instant -= MINUTE
    return instant


def quiet(span: str | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether an instant lies in a span of the day such as `18:00-08:00`; never without a span."""
    return quiet_ends(span, zone, now) > now


def quiet_ends(span: str | None, zone: ZoneInfo, now: datetime) -> datetime:
    """The first instant from `now` on that is not quiet; `now` itself where it is not."""
    for begins, ends in _quiet_times(span, zone, now):
        if begins <= now < ends:
            now = ends
    return now


def slot(rhythm: str | None, zone: ZoneInfo, now: datetime, since: datetime | None = None) -> str | None:
    """The newest slot of a rhythm whose time has come: a local day `2026-11-23`, or its ISO week `2026-W48`.

    Whoever takes each slot once has each day or week once, at its time or at the first look after it, and of those
    that were missed only the newest. None without a rhythm, and where the slot's time had come by `since` already.
    """
    if rhythm is None:
        return None
    how_often, *weekday, at = rhythm.split()
    days = _days_before(now.astimezone(zone).date() + DAY)
    on = (day for day in days if WEEKDAYS[day.weekday()] in weekday or not weekday)
    times = ((day, moment(day, time.fromisoformat(at), zone)) for day in on)
    newest, came = next((day, comes) for day, comes in times if comes <= now)
    if since and came <= since:
        return None
    return newest.isoformat() if how_often == "daily" else _iso_week(newest)


def next_working_day(now: datetime, zone: ZoneInfo, province: str) -> datetime:
    """When work begins on the first business day after the local day of `now` (A8); in UTC."""
    return moment(add_business_days(now.astimezone(zone).date(), 1, province), WORK_BEGINS, zone)


def _clock(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _quiet_times(span: str | None, zone: ZoneInfo, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The quiet times that may hold `now`, in their order."""
    if span is None:
        return
    start, end = map(time.fromisoformat, span.split("-"))
    today = now.astimezone(zone).date()
    for day in (today - DAY, today, today + DAY):
        yield moment(day, start, zone), moment(day if start < end else day + DAY, end, zone)


def _days_before(day: date) -> Iterator[date]:
    """The day and the eight before it: the clocks may go back over midnight, so a day may come before its time."""
    return (day - DAY * back for back in range(9))


def _iso_week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
