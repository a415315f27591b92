"""How a warning looks: what is wrong, how near, what to do first and who has it, in five lines; then the rest."""

from datetime import date

from bot.language.catalogue import say
from bot.language.locale import Locale
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


def warning_view(locale: Locale, warned: Warned) -> Message:
    """An open warning as it stands now. The text carries its first lines, for notifications and screen readers."""
    if warned.worst is None:
        return _of_nothing(locale, warned)
    head = _head(locale, warned, warned.worst)
    blocks = [section("\n".join(head)), *alert_buttons(locale, warned)]
    if warned.grouped:
        blocks.append(section("\n".join(offer_lines(locale, warned))))
    return Message(plain("\n".join(head)), (*blocks, *_details(locale, warned, warned.worst)))


def _of_nothing(locale: Locale, warned: Warned) -> Message:
    text = f"{title(locale, warned)}\n{say(locale, 'warning.no_figures')}"
    return Message(plain(text), (section(text),))


def _head(locale: Locale, warned: Warned, worst: Subject) -> list[str]:
    """The five lines that are read first."""
    figures = facts(locale, worst.judged)
    if warned.grouped:
        figures = say(locale, "warning.of_worst", subject=worst.judged.subject, facts=figures)
    lines = (
        title(locale, warned),
        figures,
        chance(locale, worst.outlook, worst.judged),
        next_step(locale, worst.judged, worst.level, worst.since, warned.today),
        *status_lines(locale, worst.silences, warned.owner, warned.zone),
    )
    return list(filter(None, lines))


def _details(locale: Locale, warned: Warned, worst: Subject) -> tuple[Block, ...]:
    """Since when, what leaves the window, what would sharpen it, the weeks, and how old the figures are."""
    lines = [since(locale, worst.since, warned.today), *roll_offs(locale, worst.outlook, worst.judged, warned.today)]
    if worst.outlook.stays < worst.level:
        lines.append(say(locale, "warning.held", level=LEVELS[worst.outlook.level]))
    if (own := warned.own_limit) is not None:
        lines.append(say(locale, "warning.own_limit", limit=shown_value(locale, warned.metric, own)))
    lines += filter(None, (sharpen(locale, worst.outlook, worst.judged), *muted_line(locale, warned)))
    trend = trend_blocks(locale, worst.judged, warned.weeks, warned.own_limit)
    return section("\n".join(lines)), *trend, context(aged(locale, worst.judged))


def since(locale: Locale, day: date, today: date) -> str:
    """Since when it has been so."""
    return say(locale, "warning.since", n=max((today - day).days, 0), since=day, day=day)


def resolved_view(locale: Locale, warned: Warned, cause: str) -> Message:
    """The same message once it is over: how long it was open, and by which of `cause_of`'s causes it ended.

    The subjects' `since` is the day on which it was raised.
    """
    if warned.worst is None:
        return _of_nothing(locale, warned)
    judged = warned.worst.judged
    lines = [title(locale, warned, resolved=True), facts(locale, judged), resolved_line(locale, warned, cause)]
    trend = trend_blocks(locale, judged, warned.weeks, None)[1:]  # in words alone: nothing is left to look for
    blocks = (section("\n".join(lines)), *why_button(locale, warned), *trend, context(aged(locale, judged)))
    return Message(plain("\n".join(lines)), blocks)
