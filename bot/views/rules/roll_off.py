"""When old defects leave the window and a metric is back, said alike in an answer and in a warning."""

from collections.abc import Iterable
from datetime import date
from itertools import islice

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.model.roll_off import NAMED, Ahead
from rules.warnings.cohorts import RollOff


def ahead_lines(locale: Locale, ahead: Ahead) -> tuple[str, ...]:
    """When the next old defects leave and, over the limit, when the metric is back.

    Without orders and defects by day, which data would tell; nothing where the metric is all right.
    """
    if not ahead.roll_offs:
        return () if ahead.of.level == "ok" else (say(locale, "warning.sharpen"),)
    lines = (
        leaving_line(locale, ahead.roll_offs),
        back_line(locale, ahead.recovers) if ahead.of.level == "breached" else "",
    )
    return (" ".join(filter(None, lines)),)


def leaving_line(locale: Locale, roll_offs: Iterable[RollOff]) -> str:
    """The next days on which old defects leave the window; nothing where none does."""
    leaving = islice((each for each in roll_offs if each.defects), NAMED)
    days = [say(locale, "warning.leaves", n=each.defects, day=each.day) for each in leaving]
    return say(locale, "warning.roll_offs", days=days) if days else ""


def back_line(locale: Locale, day: date | None) -> str:
    """When a metric that is over its limit is back within it, if that can be told."""
    return say(locale, "warning.recovers_unknown") if day is None else say(locale, "warning.recovers", day=day)
