"""What one channel is to be told of one account's metric, now: present state against what it was last told.

Nothing here waits for an event. Each look compares, so that what quiet hours, a snooze or a stop of the process held
back is said when it may be, if it is still so.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.message import Message
from bot.views.warning import Subject, Warned, cause_of, change_line, reminder_line, resolved_view, warning_view
from bot.watch.found import Found, from_json
from bot.watch.scene import Scene
from rules import money
from rules.metrics import METRICS
from rules.policy import terms
from rules.standing import OK
from rules.standing_decision import judge
from rules.warnings import Kind, Overlay, State, Transition, Voice, WarningTerms, remind, voice
from storage.alerts import Alert
from storage.notices import Notice
from storage.outbox import Saying
from storage.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One message: a channel, an account, a metric, the alerts in it, and what the channel was told so far."""

    subscription: Subscription
    account: str
    metric: str
    band: int
    alerts: Mapping[str, Alert]
    notice: Notice | None
    looked: bool = False  # whether its figures were looked at just now
    quiet: bool = False
    inhibited: bool = False
    before: Found | None = None  # what was found when it was raised

    @property
    def overlay(self) -> Overlay:
        """What people did about the whole message."""
        alert = self.alerts.get("")
        return alert.overlay if alert else Overlay()

    @property
    def told(self) -> int:
        """The level that the channel was last told."""
        return self.notice.level if self.notice else OK

    @property
    def open_alerts(self) -> list[Alert]:
        """The alerts that are worth telling, the worst first: a baseline is not, nor an offer that somebody muted."""
        telling = [each for each in self.alerts.values() if each.level and each.state and each.state.episode]
        return sorted((each for each in telling if not each.overlay.muted), key=_worst_first)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said now, and what the channel then knows; no sayings where there is nothing new."""

    sayings: tuple[Saying, ...] = ()
    notice: Notice | None = None


def tell(scene: Scene, topic: Topic) -> Told:
    """What the channel is to be told."""
    alerts = topic.open_alerts
    level = alerts[0].level if alerts else OK
    if level == topic.told:
        return _same(scene, topic, alerts)
    if level == OK and _all_muted(topic):
        return _edited(scene, topic, level)
    state = _state(alerts[0] if alerts else _last(topic))
    change = _transition(scene, topic, level, state)
    how = voice(
        change, state, topic.overlay, scene.now, quiet=topic.quiet, stale=False, inhibited=topic.inhibited
    )  # fmt: skip
    if how in (Voice.SILENT, Voice.HOLD):
        return Told()
    if topic.notice is None or (change.kind == "raised" and how is not Voice.EDIT):
        return _posted(scene, topic, level) if how is not Voice.EDIT else Told()
    if how is Voice.EDIT:
        return _edited(scene, topic, level)
    return _threaded(scene, topic, level, change, broadcast=how is Voice.BROADCAST)


def _same(scene: Scene, topic: Topic, alerts: Sequence[Alert]) -> Told:
    """Nothing new: the message follows the figures without a sound, and an open one reminds once a day."""
    if topic.notice is None or not alerts:
        return Told()
    told = _edited(scene, topic, topic.notice.level) if topic.looked else Told()
    if told.notice == topic.notice:
        told = Told()
    if not _reminder_is_due(scene, topic, topic.notice, alerts[0]):
        return told
    line = _reply(scene, topic.notice, reminder_line(warned_of(scene, topic)))
    return Told((*told.sayings, line), replace(told.notice or topic.notice, said_at=scene.now))


def _reminder_is_due(scene: Scene, topic: Topic, notice: Notice, worst: Alert) -> bool:
    if topic.quiet or topic.inhibited or not _reminds_today(scene, notice):
        return False
    return remind(_state(worst), topic.overlay, notice.said_at, scene.now, scene.zone)


def _reminds_today(scene: Scene, notice: Notice) -> bool:
    """After 1, 2, 4, 8 and so on days: who has not acted on the fourth reminder needs no fifth the day after."""
    open_for = (scene.today - notice.opened_at.astimezone(scene.zone).date()).days
    return open_for > 0 and open_for & (open_for - 1) == 0


def _posted(scene: Scene, topic: Topic, level: int) -> Told:
    at = f"{scene.now:%Y%m%dT%H%M%S}"
    key = "/".join((topic.subscription.channel, topic.account, topic.metric, str(topic.band), at))
    message = warning_view(warned_of(scene, topic))
    saying = Saying(
        key=key, channel=topic.subscription.channel, act="post", text=message.text, blocks=message.blocks
    )  # fmt: skip
    return Told((saying,), replace(_notice(scene, topic, key, level), shown=fingerprint(message)))


def _edited(scene: Scene, topic: Topic, level: int) -> Told:
    assert topic.notice is not None  # noqa: S101 only what was posted is edited
    message = present_view(scene, topic, level)
    cleared = scene.today if level == OK else topic.notice.cleared_on
    notice = replace(topic.notice, level=level, cleared_on=cleared, shown=fingerprint(message))
    return Told((_edit(scene, topic.notice, message),), notice)


def _threaded(scene: Scene, topic: Topic, level: int, change: Transition, *, broadcast: bool) -> Told:
    edited = _edited(scene, topic, level)
    assert topic.notice is not None  # noqa: S101 as above
    assert edited.notice is not None  # noqa: S101
    line = _reply(scene, topic.notice, change_line(change, warned_of(scene, topic)), broadcast=broadcast)
    opened = scene.now if change.kind == "reopened" else topic.notice.opened_at
    return Told((*edited.sayings, line), replace(edited.notice, said_at=scene.now, opened_at=opened))


def fingerprint(message: Message) -> str:
    """What tells how a message looks from how it looked before."""
    return hashlib.sha256(json.dumps([message.text, message.blocks]).encode()).hexdigest()


def edit_of(scene: Scene, topic: Topic) -> Saying:
    """The edit that brings a message to how things are now. Raises ValueError for what was never posted."""
    if topic.notice is None:
        raise ValueError(topic.metric)
    return _edit(scene, topic.notice, present_view(scene, topic, topic.notice.level))


def present_view(scene: Scene, topic: Topic, level: int) -> Message:
    """The message as it now stands: open, or over with its cause."""
    warned = warned_of(scene, topic)
    if level or _all_muted(topic) or not warned.subjects:
        return warning_view(warned)
    now = warned.subjects[0].judged
    before = judge(topic.before.reading, scene.today) if topic.before else now
    return resolved_view(warned, cause_of(before, now))


def warned_of(scene: Scene, topic: Topic) -> Warned:
    """What the views need: the subjects worst first, with the weeks of the worst."""
    alerts = topic.open_alerts or [_last(topic)]
    found = [(each, held) for each in alerts if (held := from_json(each.outlook))]
    return Warned(
        account=topic.account,
        named=len(scene.accounts) > 1,
        metric=topic.metric,
        band=topic.band,
        subjects=tuple(_subject(scene, alert, held, topic) for alert, held in found),
        weeks=tuple((day, _shown(topic.metric, value)) for day, value in (found[0][1].weeks if found else ())),
        today=scene.today,
        zone=scene.zone,
        owner=topic.subscription.owner or "",
    )


def _subject(scene: Scene, alert: Alert, found: Found, topic: Topic) -> Subject:
    overlay = alert.overlay if alert.overlay.muted else in_force(topic.overlay, alert.level, scene.now)
    return Subject(
        judged=judge(found.reading, scene.today),
        level=alert.level,
        since=_state(alert).since if alert.level else _state(alert).opened or scene.today,
        outlook=found.outlook,
        overlay=overlay,
    )


def in_force(overlay: Overlay, level: int, now: datetime) -> Overlay:
    """The overlay without what has expired, or what a worse level has broken."""
    if not overlay.acknowledged(now):
        overlay = replace(overlay, acknowledged_by="", acknowledged_until=None)
    if not overlay.snoozed(level, now):
        overlay = replace(overlay, snoozed_by="", snoozed_until=None, snoozed_level=OK, snoozed_reason="")
    return overlay


def _shown(metric: str, value: int) -> Decimal:
    return money.stars(value) if METRICS[metric].counted_in == "reviews" else money.percent(value)


def _transition(scene: Scene, topic: Topic, level: int, state: State) -> Transition:
    kind: Kind = "resolved" if level == OK else "worsened" if level > topic.told else "eased"
    if topic.told == OK:
        kind = "reopened" if _just_over(scene, topic.notice) else "raised"
    return Transition(kind, topic.told, level, scene.today, state.episode)


def _just_over(scene: Scene, notice: Notice | None) -> bool:
    """Whether the last message ended so lately that the same one opens again."""
    if notice is None or notice.cleared_on is None:
        return False
    within: int = terms(WarningTerms, scene.today).reopen_within
    return (scene.today - notice.cleared_on).days <= within


def _all_muted(topic: Topic) -> bool:
    return any(each.level and each.overlay.muted for each in topic.alerts.values())


def _last(topic: Topic) -> Alert:
    """The alert that was over last, for a message about something that is over."""
    return max((each for each in topic.alerts.values() if each.state), key=lambda each: _state(each).since)


def _state(alert: Alert) -> State:
    if alert.state is None:
        raise ValueError(f"{alert.metric} was never looked at")
    return alert.state


def _worst_first(alert: Alert) -> tuple[int, float, str]:
    found = from_json(alert.outlook)
    return -alert.level, -(found.outlook.chance or 0) if found else 0, alert.subject


def _notice(scene: Scene, topic: Topic, message: str, level: int) -> Notice:
    return Notice(
        channel=topic.subscription.channel,
        account=topic.account,
        metric=topic.metric,
        band=topic.band,
        message=message,
        level=level,
        opened_at=scene.now,
        said_at=scene.now,
    )


def _edit(scene: Scene, notice: Notice, message: Message) -> Saying:
    return _about(scene, notice, message, "edit")


def _reply(scene: Scene, notice: Notice, message: Message, *, broadcast: bool = False) -> Saying:
    return replace(_about(scene, notice, message, "reply"), broadcast=broadcast)


def _about(scene: Scene, notice: Notice, message: Message, act: str) -> Saying:
    key = f"{notice.message}/{act}/{scene.now:%Y%m%dT%H%M%S}/{fingerprint(message)[:8]}"
    return Saying(
        key=key, channel=notice.channel, act=act, text=message.text, blocks=message.blocks, about=notice.message
    )  # fmt: skip
