"""What an answer to "why?" rests on, the account's own past included."""

from datetime import date, timedelta

from bot.alerts.evaluate.evaluation import from_json
from bot.alerts.evaluate.forecasts import WINDOW
from bot.alerts.notify.silences import About
from bot.views.alerts.why import Backtest, Why
from bot.workspace.context import Context
from rules.core import money
from rules.core.levels import OK, WATCH
from rules.core.policy import terms
from rules.renewed.metrics import METRICS
from rules.renewed.standing import StandingTerms
from rules.renewed.standing_decision import judge
from rules.warnings.forecast import ForecastTerms
from rules.warnings.states import WarningTerms
from storage.alerting import alerts
from storage.metrics import daily_counts
from storage.transaction import Snapshot

PAST = 365
"""Days of the past that the rule is tried on, after a window of warming up."""

SHORTEST = 60
"""Days below which a past says nothing."""

Ordered = list[tuple[date, int]]
Reported = list[tuple[date, date, int]]


def why_of(context: Context, about: About) -> Why | None:
    """Everything that a warning rests on; None for one that is not there any more."""
    with context.workspace.read() as snapshot:
        alert = alerts.select_by_subject(snapshot, about.account, about.metric, about.band).get(about.subject)
        assessment = from_json(alert.outlook) if alert else None
        if alert is None or assessment is None:
            return None
        past = _backtest(context, snapshot, about)
    metric = METRICS[about.metric]
    shown = money.stars if metric.counted_in == "reviews" else money.percent
    return Why(
        account=about.account,
        judged=judge(assessment.reading, context.today),
        level=alert.level,
        outlook=assessment.outlook,
        own_limit=shown(about.band) if about.band else None,
        today=context.today,
        backtest=past,
    )


def _backtest(context: Context, snapshot: Snapshot, about: About) -> Backtest | None:
    """What this rule would have said, day by day; None where too little is held."""
    since = context.today - timedelta(days=PAST + WINDOW)
    mine = (about.account, about.subject)
    orders = [
        (day, n) for *of, day, n in daily_counts.select_orders(snapshot, since, context.today) if tuple(of) == mine
    ]
    if not orders or (context.today - orders[0][0]).days < WINDOW + SHORTEST:
        return None
    reports = daily_counts.select_defects(snapshot, about.metric, since, context.today)
    defects = [(day, seen, n) for *of, day, seen, n in reports if tuple(of) == mine]
    return _replayed(about.metric, orders, defects, context.today)


def _replayed(metric: str, orders: Ordered, defects: Reported, today: date) -> Backtest:
    """The same code as live over one subject's days."""
    import numpy as np

    from rules.warnings.backtest import AHEAD, History, Terms, replay, score

    first = orders[0][0]
    days = (today - first).days + 1
    sold = np.zeros((1, days), dtype=np.int64)
    for day, count in orders:
        sold[0, (day - first).days] = count
    each = [((day - first).days, (seen - first).days) for day, seen, n in defects if day >= first for _ in range(n)]
    ordered, reported = np.array(each, dtype=np.int64).reshape(-1, 2).T
    none, whose = np.zeros((1, days), dtype=bool), np.zeros(len(each), dtype=np.int64)
    by = Terms(terms(StandingTerms, today), terms(ForecastTerms, today), terms(WarningTerms, today))
    replayed = replay(History(first, ("",), sold, whose, ordered, reported, none), metric, by)
    came = score(replayed.levels >= WATCH, replayed.breached & (replayed.levels >= OK), WINDOW)
    notice = came.median_notice
    undecided = bool(replayed.levels[0, -1] >= WATCH) and not replayed.breached[0, -AHEAD:].any()
    return Backtest(
        days=days - WINDOW,
        warned=came.raises,
        ahead=len(came.notice),
        false_alarms=came.false_raises - (undecided and came.false_raises > 0),
        notice_days=None if notice is None else round(notice),
    )
