"""What one channel is to be told of one account's metric, now: present state against what it was last told.

Nothing here waits for an event. Each look compares, so that what quiet hours, a snooze or a stop of the process held
back is said when it may be, if it is still so.
"""

import hashlib
import json
from dataclasses import dataclass, replace

from bot.alerts.notify.group import AlertGroup, state_of
from bot.alerts.notify.templates import template_of
from bot.slack.blocks import Message
from bot.workspace.context import Context
from rules.core.levels import OK
from rules.core.policy import terms
from rules.warnings.states import Kind, Transition, Voice, WarningTerms, remind, voice
from storage.alerting.notification_log import Notice
from storage.alerting.outbox import EDIT, POST, REPLY, OutboxMessage


@dataclass(frozen=True, slots=True)
class Composed:
    """What is said now, and what the channel then knows; nothing of both where there is nothing new."""

    sayings: tuple[OutboxMessage, ...] = ()
    notice: Notice | None = None


def compose(context: Context, group: AlertGroup) -> Composed:
    """What the channel is to be told."""
    level = group.lead.level if group.open_alerts else OK
    notice = group.notice
    if notice is None:
        return _begin(context, group, level) if level else Composed()
    if level == notice.level:
        return _go_on(context, group, notice) if level else Composed()
    if group.all_muted:
        return _edited(context, group, notice, level)
    return _changed(context, group, notice, level)


def _begin(context: Context, group: AlertGroup, level: int) -> Composed:
    """The first message of all, unless it has to wait."""
    how = _voice(context, group, _transition(context, group, level))
    return _posted(context, group, level) if how is Voice.POST else Composed()


def _changed(context: Context, group: AlertGroup, notice: Notice, level: int) -> Composed:
    change = _transition(context, group, level)
    match _voice(context, group, change):
        case Voice.POST:
            return _posted(context, group, level)
        case Voice.EDIT:
            return _edited(context, group, notice, level) if change.kind != "raised" else Composed()
        case Voice.EDIT_AND_THREAD:
            return _threaded(context, group, notice, change, broadcast=False)
        case Voice.BROADCAST:
            return _threaded(context, group, notice, change, broadcast=True)
    return Composed()


def _voice(context: Context, group: AlertGroup, change: Transition) -> Voice:
    state = state_of(group.lead)
    return voice(
        change,
        state,
        group.silences,
        context.now,
        quiet=group.quiet,
        stale=False,
        inhibited=group.inhibited,
    )


def _transition(context: Context, group: AlertGroup, level: int) -> Transition:
    kind: Kind = "resolved" if level == OK else "worsened" if level > group.notified_level else "eased"
    if group.notified_level == OK:
        kind = "reopened" if _just_over(context, group.notice) else "raised"
    return Transition(kind, group.notified_level, level, context.today, state_of(group.lead).episode)


def _just_over(context: Context, notice: Notice | None) -> bool:
    """Whether the last message ended so lately that the same one opens again."""
    if notice is None or notice.cleared_on is None:
        return False
    within: int = terms(WarningTerms, context.today).reopen_within
    return (context.today - notice.cleared_on).days <= within


def _go_on(context: Context, group: AlertGroup, notice: Notice) -> Composed:
    """Nothing new: the message follows the figures without a sound, and one that nobody took on reminds."""
    composed = _edited(context, group, notice, notice.level) if group.looked else Composed()
    if composed.notice == notice:
        composed = Composed()
    line = _line(context, group, notice)
    if line is None:
        return composed
    reply = _about(context, notice, line, REPLY)
    return Composed((*composed.sayings, reply), replace(composed.notice or notice, said_at=context.now))


def _line(context: Context, group: AlertGroup, notice: Notice) -> Message | None:
    """What the thread is told while the level stays, if anything: a reminder, or what has come to it."""
    if _reminder_is_due(context, group, notice):
        return template_of(group).reminder(context, group)
    return None if group.quiet else template_of(group).more(context, group)


def _reminder_is_due(context: Context, group: AlertGroup, notice: Notice) -> bool:
    if group.quiet or group.inhibited or not _reminds_today(context, notice):
        return False
    return remind(state_of(group.lead), group.silences, notice.said_at, context.now, context.zone)


def _reminds_today(context: Context, notice: Notice) -> bool:
    """After 1, 2, 4, 8 and so on days: who has not acted on the fourth reminder needs no fifth the day after."""
    open_for = (context.today - notice.opened_at.astimezone(context.zone).date()).days
    return open_for > 0 and open_for & (open_for - 1) == 0


def _posted(context: Context, group: AlertGroup, level: int) -> Composed:
    about = group.subscription.channel, group.account, group.metric, group.band
    key = "/".join((*map(str, about), f"{context.now:%Y%m%dT%H%M%S}"))
    message = template_of(group).opened(context, group)
    saying = OutboxMessage(
        key=key, channel=group.subscription.channel, act=POST, text=message.text, blocks=message.blocks
    )
    notice = Notice(
        channel=group.subscription.channel,
        account=group.account,
        metric=group.metric,
        band=group.band,
        message=key,
        level=level,
        opened_at=context.now,
        said_at=context.now,
        shown=fingerprint(message),
    )
    return Composed((saying,), notice)


def _edited(context: Context, group: AlertGroup, notice: Notice, level: int) -> Composed:
    message = template_of(group).present(context, group, level)
    cleared = context.today if level == OK else notice.cleared_on
    after = replace(notice, level=level, cleared_on=cleared, shown=fingerprint(message))
    return Composed((_about(context, notice, message, EDIT),), after)


def _threaded(context: Context, group: AlertGroup, notice: Notice, change: Transition, *, broadcast: bool) -> Composed:
    edited = _edited(context, group, notice, change.after)
    line = replace(
        _about(context, notice, template_of(group).changed(context, group, change), REPLY),
        broadcast=broadcast,
    )
    opened = context.now if change.kind == "reopened" else notice.opened_at
    return Composed((*edited.sayings, line), replace(edited.notice or notice, said_at=context.now, opened_at=opened))


def edited_now(context: Context, group: AlertGroup, notice: Notice) -> Composed:
    """The edit that brings a message to what people just did about it."""
    return _edited(context, group, notice, notice.level) if notice.level else Composed()


def fingerprint(message: Message) -> str:
    """What tells how a message looks from how it looked before."""
    return hashlib.sha256(json.dumps([message.text, message.blocks]).encode()).hexdigest()


def _about(context: Context, notice: Notice, message: Message, act: str) -> OutboxMessage:
    key = f"{notice.message}/{act}/{context.now:%Y%m%dT%H%M%S}/{fingerprint(message)[:8]}"
    return OutboxMessage(
        key=key, channel=notice.channel, act=act, text=message.text, blocks=message.blocks, about=notice.message
    )
