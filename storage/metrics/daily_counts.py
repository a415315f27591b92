"""Orders and defects by the day of the order: what the strongest forecast is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import bindparam, func

from storage.metrics.data_versions import arrived
from storage.tables import defect, order_day
from storage.workspaces import Snapshot, Transaction, Workspace, own


@dataclass(frozen=True, slots=True)
class Ordered:
    """How many orders came in on a day; `subject` is an ASIN, or empty for the account."""

    subject: str
    order_date: date
    orders: int


@dataclass(frozen=True, slots=True)
class Defective:
    """How many orders of one day were reported on another to have a defect that a metric counts."""

    metric: str
    subject: str
    order_date: date
    reported_on: date
    defects: int


_ORDERS = (
    own(order_day)
    .with_only_columns(order_day.c.account, order_day.c.subject, order_day.c.order_date, order_day.c.orders)
    .where(order_day.c.order_date >= bindparam("since"), order_day.c.order_date <= bindparam("until"))
    .order_by(order_day.c.account, order_day.c.subject, order_day.c.order_date)
)
_NEWEST = (
    own(order_day)
    .with_only_columns(order_day.c.account, func.max(order_day.c.order_date).label("newest"))
    .where(order_day.c.order_date <= bindparam("until"))
    .group_by(order_day.c.account)
)
_DEFECTS = (
    own(defect)
    .with_only_columns(defect.c.account, defect.c.subject, defect.c.order_date, defect.c.reported_on, defect.c.defects)
    .where(
        defect.c.metric == bindparam("metric"),
        defect.c.order_date >= bindparam("since"),
        defect.c.reported_on <= bindparam("until"),
    )
    .order_by(defect.c.account, defect.c.subject, defect.c.order_date, defect.c.reported_on)
)
_ORDER_DAYS = (
    own(order_day)
    .with_only_columns(order_day.c.order_date, order_day.c.orders)
    .where(
        order_day.c.account == bindparam("account"),
        order_day.c.subject == "",
        order_day.c.order_date >= bindparam("since"),
        order_day.c.order_date <= bindparam("until"),
    )
)
_DEFECT_DAYS = (
    own(defect)
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
    .limit(bindparam("most"))
)


def record(ws: Workspace, account: str, orders: Iterable[Ordered], defects: Iterable[Defective]) -> None:
    """Write down an account's days: all or none, each in the place of what was known of that day before.

    Raises `sqlalchemy.exc.StatementError` for an unknown account and for a row that the table refuses: a negative
    number, a defect reported before its order.
    """
    with ws.begin() as transaction:
        put(transaction, account, orders, defects)
        arrived(transaction, account)


def put(
    transaction: Transaction, account: str, orders: Iterable[Ordered] = (), defects: Iterable[Defective] = ()
) -> None:
    """As `record`, within a transaction that also counts the arrival."""
    transaction.put(order_day, *({**asdict(each), "account": account} for each in orders))
    transaction.put(defect, *({**asdict(each), "account": account} for each in defects))


def orders(snapshot: Snapshot, since: date, until: date) -> list[tuple[str, str, date, int]]:
    """The orders of every account: account, subject, day, orders."""
    return [tuple(row) for row in snapshot.rows(_ORDERS, since=since, until=until)]


def newest(snapshot: Snapshot, until: date) -> dict[str, date]:
    """The newest day of orders up to another, by account; an account without any is absent."""
    return {row.account: row.newest for row in snapshot.rows(_NEWEST, until=until)}


def defects(snapshot: Snapshot, metric: str, since: date, until: date) -> list[tuple[str, str, date, date, int]]:
    """The defects reported up to a day of orders since another: account, subject, order day, report day, count."""
    return [tuple(row) for row in snapshot.rows(_DEFECTS, metric=metric, since=since, until=until)]


def order_days(snapshot: Snapshot, account: str, since: date, until: date) -> dict[date, int]:
    """The orders of an account as a whole, by their day."""
    return dict(map(tuple, snapshot.rows(_ORDER_DAYS, account=account, since=since, until=until)))


def defect_days(snapshot: Snapshot, account: str, metric: str, since: date, until: date, most: int) -> dict[date, int]:
    """The defects of an account as a whole that were reported up to a day, by the day of their orders.

    Of the days since another the `most` oldest, oldest first.
    """
    span = {"since": since, "until": until, "most": most}
    # PostgreSQL adds whole numbers up to a Decimal.
    return {day: int(count) for day, count in snapshot.rows(_DEFECT_DAYS, account=account, metric=metric, **span)}
