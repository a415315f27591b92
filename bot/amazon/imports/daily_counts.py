"""From orders and defects to orders and defects by the day of the order, which the strongest forecast is made from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.reports.parsing.rows import DefectRow, FeedbackRow, OrderRow
from rules.core.marketplaces import HOME
from storage.metrics.daily_counts import DailyDefects, DailyOrders

METRIC = "odr"
"""Claims, feedback and chargebacks are what the order defect rate counts."""

CANCELLED = {"cancelled", "canceled"}


def ordered(rows: Iterable[OrderRow], marketplace: str = HOME.id, fulfilled_by: str = "seller") -> list[DailyOrders]:
    """The orders of each day, of the account and of each ASIN; an order of several items is one order.

    Cancelled orders do not count, nor those of another marketplace or fulfilled otherwise, where the report says so.
    """
    order_ids: dict[tuple[str, date], set[str]] = {}
    for row in rows:
        if row.status.lower() in CANCELLED or not _of(row, marketplace, fulfilled_by):
            continue
        for subject in {"", row.asin}:
            order_ids.setdefault((subject, row.order_date), set()).add(row.order_id)
    return [DailyOrders(subject, day, len(ids)) for (subject, day), ids in sorted(order_ids.items())]


def _of(row: OrderRow, marketplace: str, fulfilled_by: str) -> bool:
    return row.marketplace in ("", marketplace) and row.fulfilled_by in ("", fulfilled_by)


def negative(rows: Iterable[FeedbackRow], order_days: Mapping[str, date]) -> Iterator[DefectRow]:
    """The defects that feedback of 1 or 2 stars means, for orders whose day is known by their id."""
    for row in rows:
        day = order_days.get(row.order_id)
        if row.negative and day is not None and day <= row.given_on:
            yield DefectRow(
                line=row.line,
                marketplace=row.marketplace,
                order_id=row.order_id,
                order_date=day,
                kinds=("feedback",),
                reported_on=row.given_on,
            )


def defective(rows: Iterable[DefectRow], seen_on: date, known: Mapping[str, date] | None = None) -> list[DailyDefects]:
    """The defects of each day's orders; several of one order count once, on the first day that any was reported.

    A download that names no day of the report was first seen on `seen_on`; `known` has the day on which the defect of
    an order was seen before, by the order's id, so that the next download does not report it again on another day.
    """
    first: dict[str, tuple[date, date]] = {}
    for row in rows:
        reported = (known or {}).get(row.order_id) or row.reported_on or max(seen_on, row.order_date)
        earlier = first.get(row.order_id)
        first[row.order_id] = min(earlier, (row.order_date, reported)) if earlier else (row.order_date, reported)
    counted = Counter(first.values())
    return [
        DailyDefects(METRIC, "", day, max(reported, day), count) for (day, reported), count in sorted(counted.items())
    ]
