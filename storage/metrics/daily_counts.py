"""Orders and defects by order date, from which forecasts are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import bindparam, func

from storage.metrics.data_versions import increment_version
from storage.scoping import scoped_select
from storage.tables import defect, order_day
from storage.transaction import Snapshot, Transaction
from storage.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class DailyOrders:
    """The number of orders of a day; `subject` is an ASIN, or empty for the account."""

    subject: str
    order_date: date
    orders: int


@dataclass(frozen=True, slots=True)
class DailyDefects:
    """The number of orders of one day that were reported on another day to have a defect of a metric."""

    metric: str
    subject: str
    order_date: date
    reported_on: date
    defects: int


_ORDERS = (
    scoped_select(order_day)
    .with_only_columns(order_day.c.account, order_day.c.subject, order_day.c.order_date, order_day.c.orders)
    .where(order_day.c.order_date >= bindparam("since"), order_day.c.order_date <= bindparam("until"))
    .order_by(order_day.c.account, order_day.c.subject, order_day.c.order_date)
)
_NEWEST = (
    scoped_select(order_day)
    .with_only_columns(order_day.c.account, func.max(order_day.c.order_date).label("newest"))
    .where(order_day.c.order_date <= bindparam("until"))
    .group_by(order_day.c.account)
)
_DEFECTS = (
    scoped_select(defect)
    .with_only_columns(defect.c.account, defect.c.subject, defect.c.order_date, defect.c.reported_on, defect.c.defects)
    .where(
        defect.c.metric == bindparam("metric"),
        defect.c.order_date >= bindparam("since"),
        defect.c.reported_on <= bindparam("until"),
    )
    .order_by(defect.c.account, defect.c.subject, defect.c.order_date, defect.c.reported_on)
)
_ORDER_DAYS = (
    scoped_select(order_day)
    .with_only_columns(order_day.c.order_date, order_day.c.orders)
    .where(
        order_day.c.account == bindparam("account"),
        order_day.c.subject == "",
        order_day.c.order_date >= bindparam("since"),
        order_day.c.order_date <= bindparam("until"),
    )
)
_DEFECT_DAYS = (
    scoped_select(defect)
    .with_only_columns(defect.c.order_date, func.sum(defect.c.defects))
    .where(
        defect.c.account == bindparam("account"),
        defect.c.metric == bindparam("metric"),
        defect.c.subject == "",
        defect.c.order_date >= bindparam("since"),
        defect.c.reported_on <= bindparam("until"),
    )
    .group_by(defect.c.order_date)
    .order_by(defect.c.order_date)
    .limit(bindparam("limit"))
)


def record(ws: Workspace, account: str, orders: Iterable[DailyOrders], defects: Iterable[DailyDefects]) -> None:
    """Insert or overwrite counts of an account, and increment the version of its data: all or none.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for a row that the table refuses: a negative
    number, a defect reported before its order.
    """
    with ws.begin() as transaction:
        upsert(transaction, account, orders, defects)
        increment_version(transaction, account)


def upsert(
    transaction: Transaction, account: str, orders: Iterable[DailyOrders] = (), defects: Iterable[DailyDefects] = ()
) -> None:
    """As `record`, in the caller's transaction, which also has to increment the version."""
    transaction.upsert(order_day, *({**asdict(count), "account": account} for count in orders))
    transaction.upsert(defect, *({**asdict(count), "account": account} for count in defects))


def select_orders(snapshot: Snapshot, since: date, until: date) -> list[tuple[str, str, date, int]]:
    """The orders of every account from `since` to `until`: account, subject, order date, count."""
    return [tuple(row) for row in snapshot.rows(_ORDERS, since=since, until=until)]


def select_newest_days(snapshot: Snapshot, until: date) -> dict[str, date]:
    """The newest order date up to a day, by account; an account without orders is absent."""
    return {row.account: row.newest for row in snapshot.rows(_NEWEST, until=until)}


def select_defects(snapshot: Snapshot, metric: str, since: date, until: date) -> list[tuple[str, str, date, date, int]]:
    """The defects of orders since a day, reported up to another: account, subject, order date, report date, count."""
    return [tuple(row) for row in snapshot.rows(_DEFECTS, metric=metric, since=since, until=until)]


def select_orders_by_day(snapshot: Snapshot, account: str, since: date, until: date) -> dict[date, int]:
    """The orders of an account as a whole from `since` to `until`, by order date."""
    return dict(map(tuple, snapshot.rows(_ORDER_DAYS, account=account, since=since, until=until)))


def select_defects_by_day(
    snapshot: Snapshot, account: str, metric: str, since: date, until: date, limit: int
) -> dict[date, int]:
    """The defects of an account as a whole that were reported up to `until`, by order date.

    They cover at most `limit` order dates from `since` on, oldest first.
    """
    parameters = {"account": account, "metric": metric, "since": since, "until": until, "limit": limit}
    # PostgreSQL sums integers to a Decimal.
    return {day: int(count) for day, count in snapshot.rows(_DEFECT_DAYS, **parameters)}
