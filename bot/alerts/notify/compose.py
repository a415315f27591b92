"""What one channel is to be told of one account's metric, now: present state against what it was last told.

Nothing here waits for an event. Each look compares, so that what quiet hours, a snooze or a stop of the process held
back is said when it may be, if it is still so.
"""

import hashlib
import json
from dataclasses import dataclass, replace

from bot.alerts.notify.group import Topic, state_of
from bot.alerts.notify.templates import face_of
from bot.slack.blocks import Message
from bot.workspace.context import Scene
from rules.core.levels import OK
from rules.core.policy import terms
from rules.warnings.states import Kind, Transition, Voice, WarningTerms, remind, voice
from storage.alerting.notification_log import Notice
from storage.alerting.outbox import EDIT, POST, REPLY, OutboxMessage


@dataclass(frozen=True, slots=True)
class Told:
    """What is said now, and what the channel then knows; nothing of both where there is nothing new."""

    sayings: tuple[OutboxMessage, ...] = ()
    notice: Notice | None = None


def tell(scene: Scene, topic: Topic) -> Told:
    """What the channel is to be told."""
    level = topic.lead.level if topic.open_alerts else OK
    notice = topic.notice
    if notice is None:
        return _begin(scene, topic, level) if level else Told()
    if level == notice.level:
        return _go_on(scene, topic, notice) if level else Told()
    if topic.all_muted:
        return _edited(scene, topic, notice, level)
    return _changed(scene, topic, notice, level)


def _begin(scene: Scene, topic: Topic, level: int) -> Told:
    """The first message of all, unless it has to wait."""
    how = _voice(scene, topic, _transition(scene, topic, level))
    return _posted(scene, topic, level) if how is Voice.POST else Told()


def _changed(scene: Scene, topic: Topic, notice: Notice, level: int) -> Told:
    change = _transition(scene, topic, level)
    match _voice(scene, topic, change):
        case Voice.POST:
            return _posted(scene, topic, level)
        case Voice.EDIT:
            return _edited(scene, topic, notice, level) if change.kind != "raised" else Told()
        case Voice.EDIT_AND_THREAD:
            return _threaded(scene, topic, notice, change, broadcast=False)
        case Voice.BROADCAST:
            return _threaded(scene, topic, notice, change, broadcast=True)
    return Told()


def _voice(scene: Scene, topic: Topic, change: Transition) -> Voice:
    state = state_of(topic.lead)
    return voice(change, state, topic.overlay, scene.now, quiet=topic.quiet, stale=False, inhibited=topic.inhibited)


def _transition(scene: Scene, topic: Topic, level: int) -> Transition:
    kind: Kind = "resolved" if level == OK else "worsened" if level > topic.told else "eased"
    if topic.told == OK:
        kind = "reopened" if _just_over(scene, topic.notice) else "raised"
    return Transition(kind, topic.told, level, scene.today, state_of(topic.lead).episode)


def _just_over(scene: Scene, notice: Notice | None) -> bool:
    """Whether the last message ended so lately that the same one opens again."""
    if notice is None or notice.cleared_on is None:
        return False
    within: int = terms(WarningTerms, scene.today).reopen_within
    return (scene.today - notice.cleared_on).days <= within


def _go_on(scene: Scene, topic: Topic, notice: Notice) -> Told:
    """Nothing new: the message follows the figures without a sound, and one that nobody took on reminds."""
    told = _edited(scene, topic, notice, notice.level) if topic.looked else Told()
    if told.notice == notice:
        told = Told()
    line = _line(scene, topic, notice)
    if line is None:
        return told
    said = _about(scene, notice, line, REPLY)
    return Told((*told.sayings, said), replace(told.notice or notice, said_at=scene.now))


def _line(scene: Scene, topic: Topic, notice: Notice) -> Message | None:
    """What the thread is told while the level stays, if anything: a reminder, or what has come to it."""
    if _reminder_is_due(scene, topic, notice):
        return face_of(topic).reminder(scene, topic)
    return None if topic.quiet else face_of(topic).more(scene, topic)


def _reminder_is_due(scene: Scene, topic: Topic, notice: Notice) -> bool:
    if topic.quiet or topic.inhibited or not _reminds_today(scene, notice):
        return False
    return remind(state_of(topic.lead), topic.overlay, notice.said_at, scene.now, scene.zone)


def _reminds_today(scene: Scene, notice: Notice) -> bool:
    """After 1, 2, 4, 8 and so on days: who has not acted on the fourth reminder needs no fifth the day after."""
    open_for = (scene.today - notice.opened_at.astimezone(scene.zone).date()).days
    return open_for > 0 and open_for & (open_for - 1) == 0


def _posted(scene: Scene, topic: Topic, level: int) -> Told:
    about = topic.subscription.channel, topic.account, topic.metric, topic.band
    key = "/".join((*map(str, about), f"{scene.now:%Y%m%dT%H%M%S}"))
    message = face_of(topic).opened(scene, topic)
    saying = OutboxMessage(
        key=key, channel=topic.subscription.channel, act=POST, text=message.text, blocks=message.blocks
    )
    notice = Notice(
        channel=topic.subscription.channel,
        account=topic.account,
        metric=topic.metric,
        band=topic.band,
        message=key,
        level=level,
        opened_at=scene.now,
        said_at=scene.now,
        shown=fingerprint(message),
    )
    return Told((saying,), notice)


def _edited(scene: Scene, topic: Topic, notice: Notice, level: int) -> Told:
    message = face_of(topic).present(scene, topic, level)
    cleared = scene.today if level == OK else notice.cleared_on
    after = replace(notice, level=level, cleared_on=cleared, shown=fingerprint(message))
    return Told((_about(scene, notice, message, EDIT),), after)


def _threaded(scene: Scene, topic: Topic, notice: Notice, change: Transition, *, broadcast: bool) -> Told:
    edited = _edited(scene, topic, notice, change.after)
    line = replace(_about(scene, notice, face_of(topic).changed(scene, topic, change), REPLY), broadcast=broadcast)
    opened = scene.now if change.kind == "reopened" else notice.opened_at
    return Told((*edited.sayings, line), replace(edited.notice or notice, said_at=scene.now, opened_at=opened))


def edited_now(scene: Scene, topic: Topic, notice: Notice) -> Told:
    """The edit that brings a message to what people just did about it."""
    return _edited(scene, topic, notice, notice.level) if notice.level else Told()


def fingerprint(message: Message) -> str:
    """What tells how a message looks from how it looked before."""
    return hashlib.sha256(json.dumps([message.text, message.blocks]).encode()).hexdigest()


def _about(scene: Scene, notice: Notice, message: Message, act: str) -> OutboxMessage:
    key = f"{notice.message}/{act}/{scene.now:%Y%m%dT%H%M%S}/{fingerprint(message)[:8]}"
    return OutboxMessage(
        key=key, channel=notice.channel, act=act, text=message.text, blocks=message.blocks, about=notice.message
    )
