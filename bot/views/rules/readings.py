"""The sums of a reading that somebody has to choose, in a few words."""

from typing import Any

from bot.language.catalogue import say
from bot.language.locale import Locale


def sums(locale: Locale, outcome: Any) -> str:
    """The refund that one reading comes to, least and most."""
    if outcome.refund_min is None or outcome.refund_max is None:
        return say(locale, "message.sums.unknown")
    if outcome.refund_min == outcome.refund_max:
        return say(locale, "message.sums.whole", refund=outcome.refund_max)
    return say(locale, "message.sums.part", least=outcome.refund_min, most=outcome.refund_max)
