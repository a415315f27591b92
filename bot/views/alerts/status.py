"""Who has a warning, who acknowledged it, and until when it is snoozed."""

from zoneinfo import ZoneInfo

from bot.language.catalogue import say
from bot.slack.blocks import cut
from bot.views.mentions import moment, user
from rules.core.levels import LEVELS
from rules.warnings.states import Overlay

REASON_SHOWN = 200
"""Characters of a reason."""


def status_lines(overlay: Overlay, owner: str, zone: ZoneInfo) -> list[str]:
    """Who has it, and what was done about it; that nobody has it only where nothing was."""
    told = [*_who(overlay, owner), *_acknowledged(overlay, zone), *_snoozed(overlay, zone)]
    return told or [say("warning.status.nobody")]


def _who(overlay: Overlay, owner: str) -> tuple[str, ...]:
    if overlay.assigned_to:
        return (say("warning.status.assigned", who=user(overlay.assigned_to)),)
    return (say("warning.status.owner", who=user(owner)),) if owner else ()


def _acknowledged(overlay: Overlay, zone: ZoneInfo) -> tuple[str, ...]:
    if not overlay.acknowledged_by:
        return ()
    who = user(overlay.acknowledged_by)
    if overlay.acknowledged_until is None:
        return (say("warning.status.acknowledged_open", who=who),)
    return (say("warning.status.acknowledged", who=who, until=moment(overlay.acknowledged_until, zone)),)


def _snoozed(overlay: Overlay, zone: ZoneInfo) -> tuple[str, ...]:
    if overlay.snoozed_until is None:
        return ()
    reason = cut(" ".join(overlay.snoozed_reason.split()), REASON_SHOWN)
    key = "warning.status.snoozed_because" if reason else "warning.status.snoozed"
    until, level = moment(overlay.snoozed_until, zone), LEVELS[overlay.snoozed_level]
    return (say(key, who=user(overlay.snoozed_by), until=until, level=level, reason=reason),)
