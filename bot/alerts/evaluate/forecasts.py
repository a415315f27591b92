"""What is ahead of every subject of a metric, by the best data that is held of each."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.alerts.evaluate.evaluation import Assessment
from bot.services.freshness import BY_DAY, are_old, is_stale
from bot.workspace.context import Context
from rules.core.levels import OK
from rules.core.policy import terms
from rules.renewed.metrics import METRICS
from rules.renewed.standing import NearTerms, Reading, StandingTerms, defect_share
from rules.renewed.standing_decision import rate
from rules.warnings.cohorts import Cohorts, cohorts_of
from rules.warnings.forecast import ForecastTerms, Outlook, outlook_of_readings, outlooks
from storage.alerting import alerts
from storage.metrics import daily_counts, readings
from storage.transaction import Snapshot

WINDOW = 90
"""Days that an order counts (renewed-ca/stay/1); a quality score is worked out over as many (A6)."""

WEEKS = 13
"""Weekly values that a chart shows."""

READ_BACK = WEEKS * 7
"""Days of readings that are looked at."""

Subject = tuple[str, str]
Days = Sequence[tuple[str, date, int]]
Reports = Sequence[tuple[str, date, date, int]]

QUIET = Outlook(None, None, "cohorts", OK, OK, None)
"""What is ahead of a subject of which nothing need be kept."""

APART = "\n"
"""Stands between an account and an ASIN in the name of a subject; no name holds it."""


@dataclass(frozen=True, slots=True)
class History:
    """What is held of a metric: orders and defects by day where there are such, readings, and what is not OK now."""

    orders: Days
    defects: Reports
    readings: Mapping[Subject, Sequence[Reading]]
    open: Collection[Subject] = ()

    @classmethod
    def of(cls, context: Context, snapshot: Snapshot, metric: str, accounts: Collection[str]) -> "History":
        """Read it for the accounts."""
        since = context.today - timedelta(days=WINDOW + READ_BACK)
        of_offer = METRICS[metric].of_offer
        by_subject: dict[Subject, list[Reading]] = defaultdict(list)
        for account in accounts:
            for each in readings.select_history(snapshot, account, metric, context.today - timedelta(days=READ_BACK)):
                by_subject[account, each.subject].append(each)
        if METRICS[metric].counted_in == "reviews":
            return cls((), (), by_subject)
        reported = [
            (account + APART + asin, day, report, count)
            for account, asin, day, report, count in daily_counts.select_defects(snapshot, metric, since, context.today)
            if account in accounts and bool(asin) == of_offer
        ]
        reporting = {subject.partition(APART)[0] for subject, *_ in reported}
        ordered = [
            (account + APART + asin, day, count)
            for account, asin, day, count in daily_counts.select_orders(snapshot, since, context.today)
            if account in reporting and bool(asin) == of_offer
        ]
        cohorts = {(each.account, each.subject) for each in alerts.select_open(snapshot) if each.metric == metric}
        return cls(ordered, reported, by_subject, cohorts)


def assessments_of(context: Context, metric: str, history: History) -> dict[Subject, Assessment]:
    """What was found of every subject whose figures are not old."""
    by_reading = {
        subject: _by_readings(context, readings)
        for subject, readings in history.readings.items()
        if readings and not is_stale(readings[-1], context.today)
    }
    return by_reading | dict(_by_day(context, metric, history))


def _by_readings(context: Context, readings: Sequence[Reading]) -> Assessment:
    page, near, ours = (terms(shape, context.today) for shape in (StandingTerms, NearTerms, ForecastTerms))
    weekly = {(context.today - each.as_of).days // 7: (each.as_of, each.value) for each in reversed(readings)}
    weeks = tuple(weekly[ago] for ago in sorted(weekly, reverse=True))[-WEEKS:]
    return Assessment(readings[-1], outlook_of_readings(readings, page, near, ours), weeks)


def _by_day(context: Context, metric: str, history: History) -> Iterator[tuple[Subject, Assessment]]:
    """The subjects whose orders are held by day, up to the newest day that anything is known of."""
    last = last_days(history.orders)
    fresh = {account for account, day in last.items() if not are_old(day, context.today)}
    if not fresh:
        return
    newest = max(last[account] for account in fresh)
    page, ours = terms(StandingTerms, context.today), terms(ForecastTerms, context.today)
    cohorts = cohorts_of(history.orders, history.defects, newest, WINDOW)
    ahead = outlooks(cohorts, metric, page, ours)
    weeks = _Weeks(metric, history)
    totals = zip(
        cohorts.subjects, cohorts.orders.sum(axis=1).tolist(), cohorts.defects.sum(axis=1).tolist(), strict=True
    )
    for row, (subject, orders, defects) in enumerate(totals):
        account, _, asin = subject.partition(APART)
        if orders and account in fresh:
            reading = _reading(metric, asin, newest, orders, defects)
            if ahead.stays[row] > OK or (account, asin) in history.open:
                yield (account, asin), Assessment(reading, ahead.of(row), weeks.of(subject, newest))
            else:
                yield (account, asin), Assessment(reading, QUIET)


def last_days(orders: Days) -> dict[str, date]:
    """The newest day on which anything was ordered, by account."""
    last: dict[str, date] = {}
    for subject, day, _ in orders:
        account = subject.partition(APART)[0]
        last[account] = max(day, last.get(account, day))
    return last


def _reading(metric: str, asin: str, day: date, orders: int, defects: int) -> Reading:
    return Reading(
        metric=metric,
        subject=asin,
        value=_value(metric, orders, defects),
        as_of=day,
        source=BY_DAY,
        orders=orders,
        defects=defects,
        window_days=WINDOW if METRICS[metric].window else None,
    )


def _value(metric: str, orders: int, defects: int) -> int:
    return defect_share(METRICS[metric], rate(defects, orders))


class _Weeks:
    """The values of the last weeks of a subject, as they were known then."""

    def __init__(self, metric: str, history: History) -> None:
        self._metric = metric
        self._history = history

    def of(self, subject: str, newest: date) -> tuple[tuple[date, int], ...]:
        """The end of each week and the value on it, oldest first."""
        orders = [row for row in self._history.orders if row[0] == subject]
        defects = [row for row in self._history.defects if row[0] == subject]
        ends = (newest - timedelta(days=7 * ago) for ago in range(WEEKS - 1, -1, -1))
        weeks = ((day, cohorts_of(orders, defects, day, WINDOW)) for day in ends)
        return tuple((day, self._of_week(cohorts)) for day, cohorts in weeks if cohorts.orders.sum())

    def _of_week(self, cohorts: Cohorts) -> int:
        return _value(self._metric, int(cohorts.orders.sum()), int(cohorts.defects.sum()))
