"""How a warning looks: what is wrong, how near, what to do first and who has it, in five lines; then the rest."""

from datetime import date

from bot.language.catalogue import say
from bot.slack.blocks import Block, Message, context, section
from bot.views.alerts.buttons import (
    ALERT_ACK,
    ALERT_ASSIGN,
    ALERT_MUTE,
    ALERT_OFFERS,
    ALERT_SNOOZE,
    ALERT_WHY,
    alert_buttons,
    alert_value,
    why_button,
)
from bot.views.alerts.chart import trend_blocks
from bot.views.alerts.facts import aged, chance, facts, next_step, roll_offs, sharpen
from bot.views.alerts.offers import muted_line, offer_lines
from bot.views.alerts.resolved import cause_of, resolved_line
from bot.views.alerts.status import status_lines
from bot.views.alerts.thread import change_line, escalation_view, reminder_line
from bot.views.alerts.title import title
from bot.views.model.alerts import Subject, Warned
from bot.views.reply import plain
from bot.views.rules.standing import shown_value
from rules.core.levels import LEVELS

__all__ = [
    "ALERT_ACK",
    "ALERT_ASSIGN",
    "ALERT_MUTE",
    "ALERT_OFFERS",
    "ALERT_SNOOZE",
    "ALERT_WHY",
    "Subject",
    "Warned",
    "alert_value",
    "cause_of",
    "change_line",
    "escalation_view",
    "reminder_line",
    "resolved_view",
    "warning_view",
]


def warning_view(warned: Warned) -> Message:
    """An open warning as it stands now. The text carries its first lines, for notifications and screen readers."""
    if warned.worst is None:
        return _of_nothing(warned)
    head = _head(warned, warned.worst)
    blocks = [section("\n".join(head)), *alert_buttons(warned)]
    if warned.grouped:
        blocks.append(section("\n".join(offer_lines(warned))))
    return Message(plain("\n".join(head)), (*blocks, *_details(warned, warned.worst)))


def _of_nothing(warned: Warned) -> Message:
    text = f"{title(warned)}\n{say('warning.no_figures')}"
    return Message(plain(text), (section(text),))


def _head(warned: Warned, worst: Subject) -> list[str]:
    """The five lines that are read first."""
    told = facts(worst.judged)
    if warned.grouped:
        told = say("warning.of_worst", subject=worst.judged.subject, facts=told)
    lines = (
        title(warned),
        told,
        chance(worst.outlook, worst.judged),
        next_step(worst.judged, worst.level, worst.since, warned.today),
        *status_lines(worst.overlay, warned.owner, warned.zone),
    )
    return list(filter(None, lines))


def _details(warned: Warned, worst: Subject) -> tuple[Block, ...]:
    """Since when, what leaves the window, what would sharpen it, the weeks, and how old the figures are."""
    lines = [since(worst.since, warned.today), *roll_offs(worst.outlook, worst.judged, warned.today)]
    if worst.outlook.stays < worst.level:
        lines.append(say("warning.held", level=LEVELS[worst.outlook.level]))
    if (own := warned.own_limit) is not None:
        lines.append(say("warning.own_limit", limit=shown_value(warned.metric, own)))
    lines += filter(None, (sharpen(worst.outlook, worst.judged), *muted_line(warned)))
    trend = trend_blocks(worst.judged, warned.weeks, warned.own_limit)
    return section("\n".join(lines)), *trend, context(aged(worst.judged))


def since(day: date, today: date) -> str:
    """Since when it has been so."""
    return say("warning.since", n=max((today - day).days, 0), since=day, day=day)


def resolved_view(warned: Warned, cause: str) -> Message:
    """The same message once it is over: how long it was open, and by which of `cause_of`'s causes it ended.

    The subjects' `since` is the day on which it was raised.
    """
    if warned.worst is None:
        return _of_nothing(warned)
    judged = warned.worst.judged
    lines = [title(warned, resolved=True), facts(judged), resolved_line(warned, cause)]
    trend = trend_blocks(judged, warned.weeks, None)[1:]  # in words alone: nothing is left to look for
    blocks = (section("\n".join(lines)), *why_button(warned), *trend, context(aged(judged)))
    return Message(plain("\n".join(lines)), blocks)
