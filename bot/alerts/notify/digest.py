"""The daily or weekly digest of a channel, once in each of its local slots."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import cast

from bot.alerts.notify.check_template import checked_of
from bot.alerts.notify.dispatch import group_of
from bot.alerts.notify.metric_template import warned_of
from bot.alerts.notify.stale_sources import stale_sources
from bot.services.subscriptions import is_subscribed, wanted
from bot.views.alerts.check import title
from bot.views.channel.digest import AccountDigest, Changed, Digest, digest_view
from bot.views.model.check_names import CHECKS
from bot.workspace.context import Context
from bot.workspace.local_time import slot
from rules.renewed.metrics import METRICS
from rules.warnings.states import Kind, Transition
from storage.alerting import alerts, job_runs, outbox, subscriptions
from storage.alerting.alerts import Alert, AlertEvent
from storage.alerting.outbox import OutboxMessage
from storage.alerting.subscriptions import Subscription, subscribed_band
from storage.transaction import Snapshot

LEVEL_CHANGES = ("raised", "worsened", "eased", "resolved", "reopened")


def digest(context: Context) -> None:
    """Put every digest whose time has come into the outbox."""
    for subscription in subscriptions.list_all(context.workspace):
        named = slot(subscription.digest, context.zone, context.now, subscription.since)
        muted = subscription.muted_until is not None and context.now < subscription.muted_until
        if named and not muted:
            _enqueue(context, subscription, named)


def _enqueue(context: Context, subscription: Subscription, named: str) -> None:
    job = f"digest {subscription.channel}"
    with context.workspace.begin() as transaction:
        last = job_runs.select_last_run(transaction, job) or subscription.since
        if not job_runs.claim_slot(transaction, job, named, context.now):
            return
        changes = alerts.select_events_since(transaction, last)
        digest = digest_of(context, transaction, subscription, changes)
        if not any(each.ok or each.subjects or each.checks for each in digest.accounts):
            return  # nothing was ever looked at, so there is nothing to say
        message = digest_view(context.locale, digest)
        key = f"digest/{subscription.channel}/{named}"
        saying = OutboxMessage(
            key=key, channel=subscription.channel, act="post", text=message.text, blocks=message.blocks
        )
        outbox.enqueue(transaction, [saying], context.now)


def digest_of(context: Context, snapshot: Snapshot, subscription: Subscription, changes: list[AlertEvent]) -> Digest:
    """What there is to say in a channel, and what changed there."""
    mine = [each for each in changes if each.metric in METRICS and is_subscribed(subscription, *_about(each))]
    return Digest(
        day=context.today,
        rhythm="weekly" if (subscription.digest or "").startswith("weekly") else "daily",
        accounts=tuple(_accounts(context, snapshot, subscription)),
        changes=tuple(_changed(context, each) for each in mine if each.kind in LEVEL_CHANGES),
        stale=tuple(stale_sources(context, snapshot)),
    )


def _accounts(context: Context, snapshot: Snapshot, subscription: Subscription) -> Iterator[AccountDigest]:
    """Every account that the channel hears of, the worst first."""
    digests = [
        _account(context, snapshot, subscription, account, [metric for _, metric, _ in of_account])
        for account, of_account in groupby(wanted(context, subscription), key=lambda each: each[0])
    ]
    return iter(sorted(digests, key=lambda each: -max((subject.level for subject in each.subjects), default=0)))


def _account(
    context: Context, snapshot: Snapshot, subscription: Subscription, account: str, metrics: list[str]
) -> AccountDigest:
    """What of an account is not all right, and how many of the metrics that were looked at are."""
    bands = ((account, metric, subscribed_band(subscription, account, metric) or 0) for metric in metrics)
    groups = [group_of(context, snapshot, subscription, each, None) for each in bands]
    looked_at = [group for group in groups if any(alert.state for alert in group.alerts.values())]
    subjects = [subject for group in looked_at for subject in warned_of(context, group).subjects if subject.level]
    well = [group for group in looked_at if not any(alert.level for alert in group.alerts.values())]
    return AccountDigest(
        account=account,
        subjects=tuple(sorted(subjects, key=attrgetter("level"), reverse=True)),
        ok=len(well),
        checks=tuple(_checks(context, snapshot, subscription, account)),
    )


def _checks(context: Context, snapshot: Snapshot, subscription: Subscription, account: str) -> Iterator[str]:
    """What checks found and is still so, a line each."""
    for about in sorted({_about(each) for each in alerts.select_open_of_account(snapshot, account, CHECKS)}):
        if is_subscribed(subscription, *about):
            yield title(context.locale, checked_of(context, group_of(context, snapshot, subscription, about, None)))


def _about(of: Alert | AlertEvent) -> tuple[str, str, int]:
    return of.account, of.metric, of.band


def _changed(context: Context, change: AlertEvent) -> Changed:
    day = change.happened_at.astimezone(context.zone).date()
    transition = Transition(cast("Kind", change.kind), change.before, change.after, day, change.episode)
    return Changed(account=change.account, metric=change.metric, subject=change.subject, transition=transition)
