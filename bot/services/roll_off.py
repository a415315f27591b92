"""When the old defects of an account leave the window, from its orders and defects by day."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.services.freshness import are_old
from bot.views.model.roll_off import NAMED, Ahead
from rules.core.policy import terms
from rules.renewed.metrics import METRICS
from rules.renewed.standing import StandingTerms, defect_share
from rules.renewed.standing_decision import Judged
from rules.warnings.cohorts import recovers, roll_offs_of
from storage.metrics import daily_counts
from storage.transaction import Snapshot


def ahead_of(snapshot: Snapshot, account: str, metrics: Iterable[Judged], today: date) -> Ahead | None:
    """What is ahead of the one among an account's metrics that has a window; None where none has. Raises NoTerms."""
    judged = next((each for each in metrics if METRICS[each.metric].window), None)
    if judged is None:
        return None
    metric, page, over = METRICS[judged.metric], terms(StandingTerms, today), judged.level == "breached"
    window: int = getattr(page, metric.window or "")
    since = today - timedelta(days=window - 1)
    defects = daily_counts.select_defects_by_day(
        snapshot, account, metric.name, since, today, window if over else NAMED
    )
    if not (over and defects):
        return Ahead(judged, roll_offs_of({}, defects, window))
    orders = daily_counts.select_orders_by_day(snapshot, account, since, today)
    leaving = roll_offs_of(orders, defects, window)
    known = orders and not are_old(max(orders), today)
    limit = defect_share(metric, getattr(page, metric.limit))
    return Ahead(judged, leaving, recovers(leaving, limit) if known else None)
