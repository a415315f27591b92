"""The order of every defect and the day it was first seen, so that the next download does not count it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import bindparam

from storage.tables import defect_order
from storage.workspaces import Snapshot, Transaction, own


@dataclass(frozen=True, slots=True)
class DefectOrder:
    """An order with a defect that a metric counts: the day of the order, and the day the defect was first seen."""

    metric: str
    order_id: str
    order_date: date
    seen_on: date


_KNOWN = (
    own(defect_order)
    .with_only_columns(
        defect_order.c.metric, defect_order.c.order_id, defect_order.c.order_date, defect_order.c.seen_on
    )
    .where(
        defect_order.c.account == bindparam("account"),
        defect_order.c.metric == bindparam("metric"),
        defect_order.c.order_id.in_(bindparam("order_ids", expanding=True)),
    )
)


def put(transaction: Transaction, account: str, orders: Iterable[DefectOrder]) -> None:
    """Write down orders with a defect that were not known.

    Raises `sqlalchemy.exc.StatementError` for an unknown account, for one that is known, and for a day before the
    order.
    """
    transaction.insert(defect_order, *({**asdict(each), "account": account} for each in orders))


def known(snapshot: Snapshot, account: str, metric: str, order_ids: Iterable[str]) -> dict[str, DefectOrder]:
    """Those of the orders that are known to have a defect, by their id."""
    rows = snapshot.rows(_KNOWN, account=account, metric=metric, order_ids=[*order_ids])
    return {row.order_id: DefectOrder(*row) for row in rows}
