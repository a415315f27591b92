"""The first line of a warning: its level, its metric, and of which offer and account."""

from bot.language.catalogue import escaped, say
from bot.language.locale import Locale
from bot.views.alerts.facts import level_word
from bot.views.alerts.offers import tally
from bot.views.model.alerts import Warned


def title(locale: Locale, warned: Warned, *, resolved: bool = False) -> str:
    """`🟠 Act now · Offer RQS · B0TABLET64 · main`."""
    return " · ".join((_level(locale, warned, resolved=resolved), *names(locale, warned)))


def names(locale: Locale, warned: Warned) -> list[str]:
    """What it is about: the metric, the offer or how many, and the account where there are several."""
    parts = [say(locale, f"word.{warned.metric}")]
    if warned.grouped:
        parts.append(_offers(locale, warned))
    elif warned.worst and warned.worst.judged.subject:
        parts.append(f"`{escaped(warned.worst.judged.subject)}`")
    if warned.named:
        parts.append(escaped(warned.account))
    if warned.worst and warned.worst.judged.stale:
        parts.append(say(locale, "warning.old_figures"))
    return parts


def _offers(locale: Locale, warned: Warned) -> str:
    """How many offers, and how many at each level where they differ."""
    if len({subject.level for subject in warned.audible}) == 1:
        return say(locale, "warning.offers", n=len(warned.audible))
    return say(locale, "warning.offers_tally", n=len(warned.audible), levels=tally(locale, warned))


def _level(locale: Locale, warned: Warned, *, resolved: bool) -> str:
    if resolved or warned.worst is None:
        return say(locale, "warning.resolved.title")
    return level_word(locale, warned.worst.level, warned.worst.judged, warned.own_limit)
