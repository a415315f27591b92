"""Who has a warning, who acknowledged it, and until when it is snoozed."""

from zoneinfo import ZoneInfo

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import cut
from bot.views.mentions import moment, user
from rules.core.levels import LEVELS
from rules.warnings.states import Overlay

REASON_SHOWN = 200
"""Characters of a reason."""


def status_lines(locale: Locale, overlay: Overlay, owner: str, zone: ZoneInfo) -> list[str]:
    """Who has it, and what was done about it; that nobody has it only where nothing was."""
    told = [*_who(locale, overlay, owner), *_acknowledged(locale, overlay, zone), *_snoozed(locale, overlay, zone)]
    return told or [say(locale, "warning.status.nobody")]


def _who(locale: Locale, overlay: Overlay, owner: str) -> tuple[str, ...]:
    if overlay.assigned_to:
        return (say(locale, "warning.status.assigned", who=user(overlay.assigned_to)),)
    return (say(locale, "warning.status.owner", who=user(owner)),) if owner else ()


def _acknowledged(locale: Locale, overlay: Overlay, zone: ZoneInfo) -> tuple[str, ...]:
    if not overlay.acknowledged_by:
        return ()
    who = user(overlay.acknowledged_by)
    if overlay.acknowledged_until is None:
        return (say(locale, "warning.status.acknowledged_open", who=who),)
    return (
        say(locale, "warning.status.acknowledged", who=who, until=moment(locale, overlay.acknowledged_until, zone)),
    )


def _snoozed(locale: Locale, overlay: Overlay, zone: ZoneInfo) -> tuple[str, ...]:
    if overlay.snoozed_until is None:
        return ()
    reason = cut(" ".join(overlay.snoozed_reason.split()), REASON_SHOWN)
    key = "warning.status.snoozed_because" if reason else "warning.status.snoozed"
    until, level = moment(locale, overlay.snoozed_until, zone), LEVELS[overlay.snoozed_level]
    return (say(locale, key, who=user(overlay.snoozed_by), until=until, level=level, reason=reason),)
