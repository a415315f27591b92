"""From how everything stands to what is said in which channel."""

from collections.abc import Collection, Iterator

from bot.alerts.evaluate.evaluation import from_json
from bot.alerts.notify.compose import Composed, compose
from bot.alerts.notify.group import AlertGroup
from bot.alerts.notify.stale_sources import say_what_is_stale, stale_sources
from bot.services.subscriptions import Looked, is_subscribed
from bot.views.model.check_names import REFUND_DUE
from bot.workspace.context import Context
from bot.workspace.local_time import quiet
from rules.core.levels import ACT, OK
from rules.renewed.metrics import METRICS
from storage.alerting import alerts, notification_log, outbox, subscriptions
from storage.alerting.notification_log import Notice
from storage.alerting.subscriptions import Subscription
from storage.transaction import Snapshot, Transaction

Notices = dict[tuple[str, str, str, int], Notice]


def dispatch(context: Context, looked: Collection[Looked]) -> None:
    """Put into the outbox what every channel is to be told now: all of it and what was told, or nothing."""
    with context.workspace.read() as snapshot:
        stale = list(stale_sources(context, snapshot))
    with context.workspace.begin() as transaction:
        transaction.lock()
        say_what_is_stale(context, transaction, stale)
        notices = notification_log.select_all(transaction)
        for group in list(groups(context, transaction, notices, looked)):
            enqueue(context, transaction, compose(context, group))


def dispatch_some(context: Context, looked: Collection[Looked]) -> None:
    """As `announce`, of these alone: what somebody has just done is seen at once, not at the next tick."""
    with context.workspace.begin() as transaction:
        transaction.lock()
        notices = notification_log.select_all(transaction)
        for subscription in subscriptions.select_all(transaction):
            for about in sorted(about for about in looked if is_subscribed(subscription, *about)):
                notice = notices.get((subscription.channel, *about))
                enqueue(
                    context,
                    transaction,
                    compose(context, group_of(context, transaction, subscription, about, notice, looked)),
                )


def enqueue(context: Context, transaction: Transaction, composed: Composed) -> None:
    """Write what is said and what the channel then knows."""
    outbox.enqueue(transaction, composed.sayings, context.now)
    notification_log.upsert(transaction, (composed.notice,) if composed.notice else ())


def groups(context: Context, snapshot: Snapshot, notices: Notices, looked: Collection[Looked]) -> Iterator[AlertGroup]:
    """Every message that there is, or that there might now be."""
    open_ones = {(each.account, each.metric, each.band) for each in alerts.select_open(snapshot)}
    for subscription in subscriptions.select_all(snapshot):
        standing = {about[1:] for about, notice in notices.items() if about[0] == subscription.channel and notice.level}
        for about in sorted(open_ones | standing):
            notice = notices.get((subscription.channel, *about))
            if is_subscribed(subscription, *about):
                yield group_of(context, snapshot, subscription, about, notice, looked)


def group_of(
    context: Context,
    snapshot: Snapshot,
    subscription: Subscription,
    about: Looked,
    notice: Notice | None,
    looked: Collection[Looked] = (),
) -> AlertGroup:
    """One message with all that decides what it says."""
    account, metric, band = about
    is_metric = metric in METRICS
    return AlertGroup(
        subscription=subscription,
        account=account,
        metric=metric,
        band=band,
        alerts=alerts.select_by_subject(snapshot, account, metric, band),
        notice=notice,
        looked=about in looked,
        quiet=metric != REFUND_DUE and is_quiet(context, subscription),
        inhibited=is_metric and METRICS[metric].of_offer and _account_is_worse(snapshot, account),
        before=from_json(alerts.select_last_raise_details(snapshot, account, metric, band))
        if notice and is_metric
        else None,
    )


def is_quiet(context: Context, subscription: Subscription) -> bool:
    """Whether only what is broken may be heard in the channel now."""
    muted = subscription.muted_until is not None and context.now < subscription.muted_until
    return muted or (subscription.quiet is not None and quiet(subscription.quiet, context.zone, context.now))


def _account_is_worse(snapshot: Snapshot, account: str) -> bool:
    """Whether the account's own Seller RQS is already to be acted upon, which its offers then only repeat."""
    own = alerts.select_by_subject(snapshot, account, "seller-rqs", 0).get("")
    return own is not None and own.level >= ACT != OK
