"""Orders and defects of an account as a whole, by order date."""

from datetime import date, datetime, timedelta

from storage import accounts
from storage.metrics import daily_counts
from storage.metrics.daily_counts import DailyDefects, DailyOrders
from storage.workspaces import Workspace

DAY = date(2026, 3, 1)
NEXT, LAST = DAY + timedelta(days=1), DAY + timedelta(days=2)


def bring(ws: Workspace, now: datetime) -> None:
    defects = [
        DailyDefects("odr", "", DAY, DAY, 1),
        DailyDefects("odr", "", DAY, NEXT, 2),
        DailyDefects("odr", "", NEXT, NEXT, 4),
        DailyDefects("odr", "", LAST, LAST, 8),
        DailyDefects("odr", "B0ABCD1234", DAY, DAY, 16),
        DailyDefects("seller-rqs", "", DAY, DAY, 32),
    ]
    orders = [DailyOrders("", DAY, 40), DailyOrders("", NEXT, 50), DailyOrders("B0ABCD1234", DAY, 60)]
    daily_counts.record(ws, "main", orders, defects)
    accounts.add(ws, "other", "U1", now)
    daily_counts.record(ws, "other", [DailyOrders("", DAY, 70)], [DailyDefects("odr", "", DAY, DAY, 64)])


def defects(ws: Workspace, since: date, until: date, most: int) -> list[tuple[date, int]]:
    with ws.read() as snapshot:
        return list(daily_counts.select_defects_by_day(snapshot, "main", "odr", since, until, most).items())


def test_the_defects_of_a_day_are_one_number_and_the_oldest_days_come_first(ws: Workspace, now: datetime) -> None:
    bring(ws, now)
    assert defects(ws, DAY, LAST, 3) == [(DAY, 3), (NEXT, 4), (LAST, 8)]
    assert defects(ws, DAY, LAST, 2) == [(DAY, 3), (NEXT, 4)]
    assert all(type(count) is int for _, count in defects(ws, DAY, LAST, 3))


def test_defects_before_a_span_and_reports_after_it_are_left_out(ws: Workspace, now: datetime) -> None:
    bring(ws, now)
    assert defects(ws, NEXT, LAST, 3) == [(NEXT, 4), (LAST, 8)]
    assert defects(ws, DAY, DAY, 3) == [(DAY, 1)]


def test_the_orders_of_a_day_are_those_of_the_account_as_a_whole(ws: Workspace, now: datetime) -> None:
    bring(ws, now)
    with ws.read() as snapshot:
        assert daily_counts.select_orders_by_day(snapshot, "main", DAY, LAST) == {DAY: 40, NEXT: 50}
        assert daily_counts.select_orders_by_day(snapshot, "main", NEXT, LAST) == {NEXT: 50}
        assert daily_counts.select_orders_by_day(snapshot, "main", DAY, DAY) == {DAY: 40}
