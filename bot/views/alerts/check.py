"""How what a check found looks: what and how much, the worst of it line by line, what to do, and who has it."""

from collections.abc import Sequence
from datetime import date

from bot.language.catalogue import escaped, say
from bot.language.grammar.account import account_typed
from bot.language.locale import Locale
from bot.language.phrase import Phrase, phrase_text
from bot.slack.blocks import Block, Message, actions, button, context, cut, section
from bot.views.alerts.buttons import ALERT_ACK, ALERT_ASSIGN, ALERT_OFFERS, ALERT_SNOOZE, alert_value
from bot.views.alerts.status import status_lines
from bot.views.alerts.thread import one_line
from bot.views.mentions import channel as channel_link
from bot.views.mentions import group as group_mention
from bot.views.mentions import user
from bot.views.model.check_names import REFUND_DUE, is_of_returns
from bot.views.model.checks import Checked, Item
from bot.views.model.returns import Due
from bot.views.reply import plain
from bot.views.returns.desk import amount_phrase, ask_button
from rules.core.levels import ACT, BREACHED, LEVELS, OK, WATCH
from rules.core.policy import clause
from rules.warnings.states import Transition

MOST_ITEMS = 10

TITLE_SHOWN = 60
"""Characters of an item's name in a line."""

DUE = {WATCH: "check.due.watch", ACT: "check.due.act", BREACHED: "check.due.breached", OK: "check.due.watch"}


def check_view(locale: Locale, checked: Checked) -> Message:
    """What a check found and is still so."""
    status = status_lines(locale, checked.silences, checked.owner, checked.zone)
    head = "\n".join((title(locale, checked), say(locale, f"check.next.{checked.check}"), *status))
    blocks = (
        section(head),
        section("\n".join(lines(locale, checked.items))),
        *_buttons(locale, checked),
        context(_basis(locale, checked)),
    )
    return Message(plain(head), blocks)


def title(locale: Locale, checked: Checked) -> str:
    """`🟠 Refunds due today · 3 returns · $412.40`."""
    parts = [_name(locale, checked), say(locale, "check.found", n=len(checked.items))]
    parts += [say(locale, "check.money", cents=checked.cents)] if checked.cents else []
    return " · ".join((*parts, *_account(checked)))


def _name(locale: Locale, checked: Checked) -> str:
    if checked.check == REFUND_DUE:
        key = DUE[checked.level] if checked.day else "check.due.from_before"
        return say(locale, key, day=checked.day)
    return say(locale, "check.title", level=say(locale, f"warning.level.{LEVELS[checked.level]}"), check=checked.check)


def _account(checked: Checked) -> tuple[str, ...]:
    return (escaped(checked.account),) if checked.named else ()


def lines(locale: Locale, items: Sequence[Item]) -> list[str]:
    """The worst, then how many more."""
    rest = len(items) - MOST_ITEMS
    shown = [item_line(locale, each) for each in items[:MOST_ITEMS]]
    return [*shown, say(locale, "warning.more", n=rest)] if rest > 0 else shown


def item_line(locale: Locale, item: Item) -> str:
    """One thing that was found, in a line."""
    return phrase_text(locale, item.line)


def refund_phrase(due: Due) -> Phrase:
    """What the line of a refund that is due says."""
    values = {"order": due.order, "title": cut(due.title, TITLE_SHOWN), "refund": amount_phrase(due)}
    return Phrase("check.item_refund", values)


def _basis(locale: Locale, checked: Checked) -> str:
    """The clauses behind it, a line each."""
    return "\n".join(_cited(locale, each, checked.today) for each in checked.clauses)


def _cited(locale: Locale, clause_id: str, today: date) -> str:
    pack, _ = clause(clause_id)
    section = say(locale, f"clause.section.{clause_id}")
    return say(locale, "check.basis", clause=clause_id, section=section, policy=pack.edition(today))


def _buttons(locale: Locale, checked: Checked) -> tuple[Block, ...]:
    value = alert_value(checked.account, checked.check, "", checked.band)
    urgent = checked.level >= ACT and not checked.silences.acknowledged_by
    row = [
        button(say(locale, "warning.button.acknowledge"), ALERT_ACK, value, style="primary" if urgent else None),
        button(say(locale, "warning.button.snooze"), ALERT_SNOOZE, value),
        button(say(locale, "warning.button.assign"), ALERT_ASSIGN, value),
    ]
    if is_of_returns(checked.check):
        row.append(
            ask_button(
                say(locale, "returns.button_desk"), account_typed(checked.account) if checked.named else "", "desk"
            )
        )
    if len(checked.items) > MOST_ITEMS:
        row.append(button(say(locale, "check.all", n=len(checked.items)), ALERT_OFFERS, value))
    return (actions(*row),)


def settled_view(locale: Locale, checked: Checked) -> Message:
    """The same message once nothing of it is left."""
    key = "check.settled_day" if checked.day else "check.settled"
    verdict = say(locale, key, check=checked.check, day=checked.day)
    text = " · ".join((verdict, *_account(checked)))
    return Message(plain(text), (section(text),))


def check_change_line(locale: Locale, transition: Transition, checked: Checked) -> Message:
    """What changed, for the thread: that it is over, or how it stands now with the first of it."""
    if transition.after == OK:
        return one_line(say(locale, "check.over", check=checked.check))
    return one_line("\n".join((title(locale, checked), *(item_line(locale, item) for item in checked.items[:3]))))


def more_line(locale: Locale, more: Sequence[Item]) -> Message:
    """What has come to it since the channel last heard, for the thread."""
    return one_line("\n".join((say(locale, "check.more", n=len(more)), *lines(locale, more))))


def check_reminder_line(locale: Locale, checked: Checked) -> Message:
    """That it is still so and nobody has acknowledged it, to whoever has it."""
    days = max((checked.today - checked.since).days, 0)
    line = say(locale, "check.reminder", n=days, title=title(locale, checked))
    whom = checked.silences.assigned_to or checked.owner
    return one_line(f"{line} {user(whom)}" if whom else line)


def check_escalation_view(locale: Locale, checked: Checked, *, group: str = "", channel: str = "") -> Message:
    """The same again for somebody else, after nobody acknowledged it: a person, or all of a user group."""
    opening = say(locale, "warning.escalation.opening")
    if group:
        opening = say(locale, "warning.escalation.opening_group", group=group_mention(group))
    paragraphs = [
        opening,
        title(locale, checked),
        *lines(locale, checked.items),
        say(locale, f"check.next.{checked.check}"),
    ]
    if channel:
        paragraphs.append(say(locale, "warning.escalation.stands", channel=channel_link(channel)))
    text = "\n".join(paragraphs)
    return Message(plain(text), (section(text), *_buttons(locale, checked)))
