"""How a warning ended."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.model.alerts import Warned
from rules.renewed.standing_decision import Judged

CAUSES = {
    "rolled_off": "warning.resolved.rolled_off",
    "more_orders": "warning.resolved.more_orders",
    "fewer": "warning.resolved.fewer",
    "new_reading": "warning.resolved.new_reading",
}


def cause_of(before: Judged, after: Judged) -> str:
    """Why a figure is back on the safe side, as far as its counts tell.

    Fewer defects of a later window are old ones that left it; of the same day, or of a figure without a window, they
    are fewer. With no fewer defects, more orders made the share smaller. Without counts there is only the new reading.
    """
    if before.defects is None or after.defects is None or before.orders is None or after.orders is None:
        return "new_reading"
    if after.defects < before.defects:
        rolled = after.window_days is not None and after.as_of > before.as_of
        return "rolled_off" if rolled else "fewer"
    return "more_orders" if after.orders > before.orders else "new_reading"


def resolved_line(locale: Locale, warned: Warned, cause: str) -> str:
    """How long it was open, and why it is not any more. Raises KeyError for an unknown cause."""
    opened = min(each.since for each in warned.audible)
    days = max((warned.today - opened).days, 0)
    return f"{say(locale, 'warning.resolved.open', n=days, since=opened)} {say(locale, CAUSES[cause])}"
