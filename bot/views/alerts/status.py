"""Who has a warning, who acknowledged it, and until when it is snoozed."""

from zoneinfo import ZoneInfo

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import cut
from bot.views.mentions import moment, user
from rules.core.levels import LEVELS
from rules.warnings.states import Silences

REASON_SHOWN = 200
"""Characters of a reason."""


def status_lines(locale: Locale, silences: Silences, owner: str, zone: ZoneInfo) -> list[str]:
    """Who has it, and what was done about it; that nobody has it only where nothing was."""
    sentences = [
        *_who(locale, silences, owner),
        *_acknowledged(locale, silences, zone),
        *_snoozed(locale, silences, zone),
    ]
    return sentences or [say(locale, "warning.status.nobody")]


def _who(locale: Locale, silences: Silences, owner: str) -> tuple[str, ...]:
    if silences.assigned_to:
        return (say(locale, "warning.status.assigned", who=user(silences.assigned_to)),)
    return (say(locale, "warning.status.owner", who=user(owner)),) if owner else ()


def _acknowledged(locale: Locale, silences: Silences, zone: ZoneInfo) -> tuple[str, ...]:
    if not silences.acknowledged_by:
        return ()
    who = user(silences.acknowledged_by)
    if silences.acknowledged_until is None:
        return (say(locale, "warning.status.acknowledged_open", who=who),)
    return (
        say(locale, "warning.status.acknowledged", who=who, until=moment(locale, silences.acknowledged_until, zone)),
    )


def _snoozed(locale: Locale, silences: Silences, zone: ZoneInfo) -> tuple[str, ...]:
    if silences.snoozed_until is None:
        return ()
    reason = cut(" ".join(silences.snoozed_reason.split()), REASON_SHOWN)
    key = "warning.status.snoozed_because" if reason else "warning.status.snoozed"
    until, level = moment(locale, silences.snoozed_until, zone), LEVELS[silences.snoozed_level]
    return (say(locale, key, who=user(silences.snoozed_by), until=until, level=level, reason=reason),)
