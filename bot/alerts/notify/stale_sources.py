"""Sources that have stopped bringing figures: nothing is raised or taken back on what is not there."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.services.freshness import BY_DAY, patience
from bot.views.channel.digest import StaleSource
from bot.views.channel.notices import stale_view
from bot.workspace.context import Context
from storage.alerting import outbox, subscriptions
from storage.alerting.outbox import OutboxMessage
from storage.metrics import daily_counts, readings
from storage.transaction import Snapshot, Transaction


def stale_sources(context: Context, snapshot: Snapshot) -> Iterator[StaleSource]:
    """The sources whose newest figures are old, by account."""
    by_day = daily_counts.select_newest_days(snapshot, context.today)
    for account in context.accounts:
        newest: dict[str, date] = {}
        for reading in readings.select_latest(snapshot, account, context.today):
            newest[reading.source] = max(reading.as_of, newest.get(reading.source, date.min))
        if account in by_day:
            newest[BY_DAY] = by_day[account]
        for source, last in sorted(newest.items()):
            if (context.today - last).days > patience(source, context.today):
                yield StaleSource(account=account, source=source, last=last)


def say_what_is_stale(context: Context, transaction: Transaction, stale: Iterable[StaleSource]) -> None:
    """Tell every channel once of a source that has stopped."""
    for each in stale:
        expected = patience(each.source, context.today)
        message = stale_view(context.locale, each.account, each.source, each.last, expected)
        outbox.enqueue(
            transaction,
            [
                OutboxMessage(
                    key=f"stale/{subscription.channel}/{each.account}/{each.source[:40]}/{each.last}",
                    channel=subscription.channel,
                    act="post",
                    text=message.text,
                    blocks=message.blocks,
                )
                for subscription in subscriptions.select_all(transaction)
                if subscription.account in ("", each.account)
            ],
            context.now,
        )
