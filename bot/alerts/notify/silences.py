"""What people do about a warning: it is written down, and every message about it says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pydantic import BaseModel

from bot.alerts.notify.compose import edited_now
from bot.alerts.notify.dispatch import enqueue, group_of
from bot.workspace.context import Context
from rules.warnings.states import Silences
from storage.alerting import alerts, notification_log, subscriptions
from storage.alerting.alerts import Alert, AlertEvent
from storage.transaction import Transaction


class About(BaseModel):
    """Which alert a button is about, as `alert_value` in `bot.views.alerts` writes it; no subject means the message."""

    account: str
    metric: str
    subject: str = ""
    band: int = 0


How = Callable[[Silences, Alert], Silences]
"""What becomes of an alert's silences."""


def change(context: Context, about: About, kind: str, how: How, who: str, request: str | None) -> None:
    """Change what is done about an alert, and every open message about it, in one transaction.

    Raises `storage.transaction.RepeatedRequest` where this request did so before, and LookupError for an alert that is
    not, or no longer, there.
    """
    with context.workspace.begin() as transaction:
        transaction.guard_once(request, context.now)
        known = alerts.select_by_subject(transaction, about.account, about.metric, about.band)
        if not known:
            raise LookupError(about.account)
        alert = known.get(about.subject) or Alert(
            account=about.account, metric=about.metric, subject="", band=about.band
        )
        worst = max(known.values(), key=lambda each: each.level)
        changed = replace(alert, silences=how(alert.silences, worst))
        alerts.upsert(transaction, [changed])
        alerts.insert_events(transaction, [_change(changed, worst, kind, who, context.now)])
        refresh(context, transaction, about)


def refresh(context: Context, transaction: Transaction, about: About) -> None:
    """Have every open message about an account's metric edited to how things are now."""
    notices = notification_log.select_all(transaction)
    for subscription in subscriptions.select_all(transaction):
        notice = notices.get((subscription.channel, about.account, about.metric, about.band))
        if notice:
            group = group_of(context, transaction, subscription, (about.account, about.metric, about.band), notice)
            enqueue(context, transaction, edited_now(context, group, notice))


def _change(alert: Alert, worst: Alert, kind: str, who: str, now: datetime) -> AlertEvent:
    return AlertEvent(
        account=alert.account,
        metric=alert.metric,
        subject=alert.subject,
        band=alert.band,
        kind=kind,
        before=worst.level,
        after=worst.level,
        episode=worst.state.episode if worst.state else 0,
        who=who,
        why={},
        happened_at=now,
    )
