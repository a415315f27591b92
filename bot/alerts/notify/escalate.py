"""A warning that nobody acknowledged goes to somebody else, once."""

from datetime import timedelta

from bot.alerts.notify.dispatch import group_of
from bot.alerts.notify.group import AlertGroup
from bot.alerts.notify.templates import template_of
from bot.language.grammar.values.durations import read_length
from bot.workspace.context import Context
from bot.workspace.defaults import DEFAULT_AFTER
from rules.core.levels import ACT
from storage.alerting import job_runs, notification_log, outbox, subscriptions
from storage.alerting.notification_log import Notice
from storage.alerting.outbox import OutboxMessage
from storage.transaction import Transaction

LONGEST = 24 * 7
"""Hours that a warning may wait at most."""


def escalate(context: Context) -> None:
    """Send every warning on whose time without an acknowledgement is over, where the workspace says to whom."""
    to = context.setting("escalate")
    if to is None:
        return
    waited = timedelta(hours=read_length(context.setting("after") or DEFAULT_AFTER, limit=LONGEST))
    with context.workspace.begin() as transaction:
        by_channel = {each.channel: each for each in subscriptions.select_all(transaction)}
        for notice in notification_log.select_all(transaction).values():
            if notice.level >= ACT and context.now - notice.opened_at >= waited and notice.channel in by_channel:
                about = notice.account, notice.metric, notice.band
                group = group_of(context, transaction, by_channel[notice.channel], about, notice)
                _escalate(context, transaction, group, notice, to)


def _escalate(context: Context, transaction: Transaction, group: AlertGroup, notice: Notice, to: str) -> None:
    silences = group.silences
    seen = silences.acknowledged_until is not None and silences.acknowledged_until > context.now
    snoozed = silences.snoozed_until is not None and silences.snoozed_until > context.now
    opened = f"{notice.message} {notice.opened_at:%Y%m%dT%H%M}"[-120:]
    if (
        seen
        or snoozed
        or not job_runs.claim_slot(transaction, f"escalate {opened}"[:120], str(notice.level), context.now)
    ):
        return
    is_group = to.startswith("S")
    where = {"usergroup": to if is_group else "", "channel": "" if is_group else notice.channel}
    message = template_of(group).escalation(context, group, **where)
    saying = OutboxMessage(
        key=f"escalate/{opened}/{notice.level}",
        channel=notice.channel if is_group else to,
        act="reply" if is_group else "post",
        about=notice.message if is_group else "",
        broadcast=is_group,
        text=message.text,
        blocks=message.blocks,
    )
    outbox.enqueue(transaction, [saying], context.now)
