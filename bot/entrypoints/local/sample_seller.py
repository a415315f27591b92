"""The sample Canadian seller that the local workspace starts with, and what happens to it from then on.

The figures are made up, and the same for every first run. Two offers are near their limits from the start. About then
a bad batch of items goes out: its defects are reported over the next weeks, until the cause is mended and a busy season
begins. With a fast clock this is a warning from its beginning to its end.
"""

import math
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.entrypoints.local import sample_returns
from bot.views.model.check_names import CHECKS
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading, defect_share
from rules.renewed.standing_decision import rate
from storage import accounts
from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription
from storage.metrics import daily_counts
from storage.metrics import readings as stored
from storage.metrics.daily_counts import DailyDefects, DailyOrders
from storage.reports import returns
from storage.workspaces import Workspace

DAYS = 90
"""Days in a window."""

KNOWN = 180
"""Days of orders that are there at the first run."""

SOURCE = "sample"
ACCOUNT = "main"
CHANNELS = {"C0RENEWED": METRICS, "C0RETURNS": CHECKS}
"""Which channel hears of what."""

OFFERS = {
    "B0PHONE128": (0.021, 412, 4_310_000, 388),
    "B0TABLET64": (0.047, 318, 4_050_000, 290),
    "B0WATCHSE2": (0.012, 640, 4_520_000, 512),
    "B0LAPTOP13": (0.036, 205, 3_790_000, 164),
}
"""ASIN: share of orders with a defect, orders, rating in millionths of a star, reviews."""

USUAL = {"odr": 0.0055, "seller-rqs": 0.0125}
"""Share of orders that turn out to have a defect, where nothing is wrong."""

BATCH = {"odr": 0.028, "seller-rqs": 0.014}
MENDED = {"odr": 0.0012, "seller-rqs": 0.011}
BATCH_FROM, BATCH_TO, BUSY_TO = -6, 12, 75
"""Days from the first run: the bad batch goes out, the cause is mended, the busy season ends."""


def plant(workspace: Workspace, today: date, now: datetime) -> None:
    """Write down what the sample seller's reports say up to today and is not there yet."""
    stored_days = {(each.metric, each.subject): each.as_of for each in stored.list_latest(workspace, ACCOUNT)}
    newest = min(stored_days.values(), default=None)
    if newest is not None and newest >= today:
        return
    began = _began(workspace) or today
    if newest is None:
        accounts.add(workspace, ACCOUNT, SOURCE, now)
        _subscribe(workspace, now)
    since = newest or began - timedelta(days=KNOWN)
    days = list(_days(since + timedelta(days=1), today))
    daily_counts.record(
        workspace, ACCOUNT, (DailyOrders("", day, ordered(day, began)) for day in days), _reported(began, since, today)
    )
    with workspace.begin() as transaction:
        returns.upsert(transaction, ACCOUNT, sample_returns.report(today))
    readings = [each for day in days[-DAYS:] for each in sample(day, began)]
    stored.record(workspace, ACCOUNT, readings, now)


def sample(day: date, began: date) -> Iterator[Reading]:
    """Every reading of a day."""
    for metric in USUAL:
        yield _account_rate(metric, day, began)
    for asin, (share, sold, stars, reviews) in OFFERS.items():
        yield _rate("offer-rqs", asin, day, sold, round(share * sold))
        yield Reading(metric="rating", subject=asin, value=stars, as_of=day, source=SOURCE, reviews=reviews)


def ordered(day: date, began: date) -> int:
    """How many orders came in on a day."""
    weekday = 1 + 0.15 * math.cos(day.weekday() * 2 * math.pi / 7)
    busy = 1.9 if 0 <= (day - began).days - BATCH_TO < BUSY_TO else 1
    return round(46 * weekday * busy) + random.Random((day - began).days).randint(-4, 4)  # noqa: S311 no secret


def defects(metric: str, day: date, began: date) -> Iterator[date]:
    """When each defect of a day's orders is reported."""
    since = (day - began).days
    chance = random.Random(f"{metric} {since}")  # noqa: S311 no secret
    share = BATCH if BATCH_FROM <= since < BATCH_TO else MENDED if since >= BATCH_TO else USUAL
    for _ in range(ordered(day, began)):
        if chance.random() < share[metric]:
            yield day + timedelta(days=min(DAYS - 1, round(chance.expovariate(1 / 9))))


def _reported(began: date, since: date, until: date) -> Iterator[DailyDefects]:
    """The defects that were reported after one day and up to another."""
    for metric in USUAL:
        for day in _days(since - timedelta(days=DAYS), until):
            reports = [report for report in defects(metric, day, began) if since < report <= until]
            yield from (DailyDefects(metric, "", day, report, reports.count(report)) for report in sorted(set(reports)))


def _account_rate(metric: str, day: date, began: date) -> Reading:
    window = list(_days(day - timedelta(days=DAYS - 1), day))
    known = sum(report <= day for each in window for report in defects(metric, each, began))
    return _rate(metric, "", day, sum(ordered(each, began) for each in window), known)


def _rate(metric: str, subject: str, day: date, orders: int, defects: int) -> Reading:
    return Reading(
        metric=metric,
        subject=subject,
        value=defect_share(METRICS[metric], rate(defects, orders)),
        as_of=day,
        source=SOURCE,
        orders=orders,
        defects=defects,
        window_days=DAYS if METRICS[metric].window else None,
    )


def _began(workspace: Workspace) -> date | None:
    """The day of the first run."""
    with workspace.read() as snapshot:
        days = [
            day for account, _, day, _ in daily_counts.select_orders(snapshot, date.min, date.max) if account == ACCOUNT
        ]
    return min(days) + timedelta(days=KNOWN - 1) if days else None


def _subscribe(workspace: Workspace, now: datetime) -> None:
    for channel, metrics in CHANNELS.items():
        subscription = Subscription(channel=channel, account="", metrics=dict.fromkeys(metrics), since=now, who=SOURCE)
        subscriptions.upsert(workspace, subscription, now)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
