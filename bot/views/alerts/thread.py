"""What is said after a warning: a line in its thread, and a word to whoever is next."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Message, section
from bot.views.alerts.buttons import alert_buttons
from bot.views.alerts.facts import chance, facts, next_step
from bot.views.alerts.title import title
from bot.views.mentions import channel as channel_link
from bot.views.mentions import group as group_mention
from bot.views.mentions import user
from bot.views.model.alerts import Subject, Warned
from bot.views.reply import plain
from rules.core.levels import LEVELS
from rules.warnings.states import Transition

CHANGES = {
    "raised": "warning.change.raised",
    "worsened": "warning.change.worsened",
    "eased": "warning.change.eased",
    "resolved": "warning.change.resolved",
    "reopened": "warning.change.reopened",
}


def one_line(text: str) -> Message:
    """A message that is a line."""
    return Message(plain(text), (section(text),))


def change_line(locale: Locale, transition: Transition, warned: Warned, subject: str = "") -> Message:
    """What changed and when, for the thread; of one offer where it is named, else of the worst."""
    about = next((each for each in warned.subjects if subject and each.judged.subject == subject), warned.worst)
    before, after = LEVELS[transition.before], LEVELS[transition.after]
    figures = _facts(locale, warned, about)
    return one_line(
        say(locale, CHANGES[transition.kind], before=before, after=after, day=transition.day, facts=figures)
    )


def _facts(locale: Locale, warned: Warned, about: Subject | None) -> str:
    if about is None:
        return say(locale, "warning.no_figures")
    if warned.grouped:
        return say(locale, "warning.of_offer", subject=about.judged.subject, facts=facts(locale, about.judged))
    return facts(locale, about.judged)


def reminder_line(locale: Locale, warned: Warned) -> Message:
    """That it is still open and nobody acknowledged it, to whoever has it."""
    worst = warned.worst
    days = max((warned.today - worst.since).days, 0) if worst else 0
    line = say(locale, "warning.reminder", n=days, title=title(locale, warned), facts=_facts(locale, warned, worst))
    whom = (worst.silences.assigned_to if worst else "") or warned.owner
    return one_line(f"{line} {user(whom)}" if whom else line)


def escalation_view(locale: Locale, warned: Warned, *, group: str = "", channel: str = "") -> Message:
    """The warning again for someone else, after nobody acknowledged it: a person, or all of a user group.

    `channel` is where the warning itself stands.
    """
    opening = say(locale, "warning.escalation.opening")
    if group:
        opening = say(locale, "warning.escalation.opening_group", group=group_mention(group))
    lines = [opening, title(locale, warned), _facts(locale, warned, warned.worst)]
    if worst := warned.worst:
        lines += [
            chance(locale, worst.outlook, worst.judged),
            next_step(locale, worst.judged, worst.level, worst.since, warned.today),
        ]
    if channel:
        lines.append(say(locale, "warning.escalation.stands", channel=channel_link(channel)))
    text = "\n".join(filter(None, lines))
    return Message(plain(text), (section(text), *alert_buttons(locale, warned)))
