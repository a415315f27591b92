"""The orders with a defect, and the day it was first seen, so that the next report does not count it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import bindparam

from storage.scoping import scoped_select
from storage.tables import defect_order
from storage.transaction import Snapshot, Transaction


@dataclass(frozen=True, slots=True)
class DefectOrder:
    """An order with a defect of a metric: its order date, and the day on which the defect was first seen."""

    metric: str
    order_id: str
    order_date: date
    seen_on: date


_KNOWN = (
    scoped_select(defect_order)
    .with_only_columns(
        defect_order.c.metric, defect_order.c.order_id, defect_order.c.order_date, defect_order.c.seen_on
    )
    .where(
        defect_order.c.account == bindparam("account"),
        defect_order.c.metric == bindparam("metric"),
        defect_order.c.order_id.in_(bindparam("order_ids", expanding=True)),
    )
)


def insert(transaction: Transaction, account: str, orders: Iterable[DefectOrder]) -> None:
    """Insert orders with a defect.

    Raises `sqlalchemy.exc.StatementError` for an unknown account, for an order that the metric has already, and for a
    `seen_on` before the order date.
    """
    transaction.insert(defect_order, *({**asdict(order), "account": account} for order in orders))


def select_known(snapshot: Snapshot, account: str, metric: str, order_ids: Iterable[str]) -> dict[str, DefectOrder]:
    """Those of the orders that have a defect of the metric, by order id."""
    rows = snapshot.rows(_KNOWN, account=account, metric=metric, order_ids=[*order_ids])
    return {row.order_id: DefectOrder(*row) for row in rows}
