"""The offers grouped in one warning: a line each, worst first, and how many more there are."""

from bot.language.catalogue import escaped, say
from bot.language.locale import Locale
from bot.views.alerts.facts import breached, counts, likely
from bot.views.model.alerts import Subject, Warned
from bot.views.rules.standing import shown_value
from rules.core.levels import ACT, BREACHED, LEVELS, OK, WATCH

MOST_OFFERS = 10

TALLIES = {
    OK: "warning.tally.ok",
    WATCH: "warning.tally.watch",
    ACT: "warning.tally.act",
    BREACHED: "warning.tally.breached",
}


def offer_lines(locale: Locale, warned: Warned) -> list[str]:
    """The worst offers, then how many more."""
    lines = [offer_line(locale, each) for each in warned.audible[:MOST_OFFERS]]
    rest = len(warned.audible) - MOST_OFFERS
    return [*lines, say(locale, "warning.more", n=rest)] if rest > 0 else lines


def offer_line(locale: Locale, subject: Subject) -> str:
    """One offer: its level, value, counts and chance."""
    judged = subject.judged
    value = shown_value(locale, judged.metric, judged.value)
    sentences = [say(locale, "warning.offer", level=LEVELS[subject.level], subject=judged.subject, value=value)]
    return " · ".join(filter(None, (*sentences, counts(locale, judged), chance_in_days(locale, subject))))


def chance_in_days(locale: Locale, subject: Subject) -> str:
    """The chance of a crossing and its days, in few letters; nothing where it is not known or has happened."""
    outlook = subject.outlook
    if outlook.chance is None or outlook.horizon is None or breached(subject.judged):
        return ""
    return say(locale, "warning.short.chance", chance=likely(locale, outlook.chance), n=outlook.horizon)


def tally(locale: Locale, warned: Warned) -> list[str]:
    """How many offers stand at each level, worst first."""
    levels = [subject.level for subject in warned.audible]
    return [say(locale, TALLIES[level], held=levels.count(level)) for level in sorted(set(levels), reverse=True)]


def muted_line(locale: Locale, warned: Warned) -> list[str]:
    """The offers that somebody muted, which are not among those listed."""
    names = [f"`{escaped(each.judged.subject)}`" for each in warned.muted if each.judged.subject]
    return [say(locale, "warning.muted", offers=_some(locale, names))] if names else []


def _some(locale: Locale, names: list[str]) -> list[str]:
    """The first names, then how many more."""
    rest = len(names) - MOST_OFFERS
    return [*names[:MOST_OFFERS], *([say(locale, "warning.more", n=rest)] if rest > 0 else [])]
