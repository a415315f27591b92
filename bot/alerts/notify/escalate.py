"""A warning that nobody acknowledged goes to somebody else, once."""

from datetime import timedelta

from bot.alerts.notify.dispatch import topic_of
from bot.alerts.notify.group import Topic
from bot.alerts.notify.templates import face_of
from bot.language.grammar.values.durations import read_length
from bot.workspace.context import Scene
from bot.workspace.defaults import DEFAULT_AFTER
from rules.core.levels import ACT
from storage.alerting import job_runs, notification_log, outbox, subscriptions
from storage.alerting.notification_log import Notice
from storage.alerting.outbox import OutboxMessage
from storage.transaction import Transaction

LONGEST = 24 * 7
"""Hours that a warning may wait at most."""


def escalate(scene: Scene) -> None:
    """Send every warning on whose time without an acknowledgement is over, where the workspace says to whom."""
    to = scene.setting("escalate")
    if to is None:
        return
    waited = timedelta(hours=read_length(scene.setting("after") or DEFAULT_AFTER, limit=LONGEST))
    with scene.workspace.begin() as transaction:
        held = {each.channel: each for each in subscriptions.select_all(transaction)}
        for notice in notification_log.select_all(transaction).values():
            if notice.level >= ACT and scene.now - notice.opened_at >= waited and notice.channel in held:
                about = notice.account, notice.metric, notice.band
                topic = topic_of(scene, transaction, held[notice.channel], about, notice)
                _escalate(scene, transaction, topic, notice, to)


def _escalate(scene: Scene, transaction: Transaction, topic: Topic, notice: Notice, to: str) -> None:
    overlay = topic.overlay
    seen = overlay.acknowledged_until is not None and overlay.acknowledged_until > scene.now
    snoozed = overlay.snoozed_until is not None and overlay.snoozed_until > scene.now
    opened = f"{notice.message} {notice.opened_at:%Y%m%dT%H%M}"[-120:]
    if (
        seen
        or snoozed
        or not job_runs.claim_slot(transaction, f"escalate {opened}"[:120], str(notice.level), scene.now)
    ):
        return
    is_group = to.startswith("S")
    where = {"group": to if is_group else "", "channel": "" if is_group else notice.channel}
    message = face_of(topic).escalation(scene, topic, **where)
    saying = OutboxMessage(
        key=f"escalate/{opened}/{notice.level}",
        channel=notice.channel if is_group else to,
        act="reply" if is_group else "post",
        about=notice.message if is_group else "",
        broadcast=is_group,
        text=message.text,
        blocks=message.blocks,
    )
    outbox.enqueue(transaction, [saying], scene.now)
