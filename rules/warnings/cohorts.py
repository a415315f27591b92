"""Orders and defects of many subjects (accounts, or offers) by the day of the order: what a forecast rests on.

They are numpy columns of subjects by days, oldest day first, today last. A defect counts from the day it is reported.
On the day that an order turns `window` days old, it and its defects leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rules.core.columns import MILLION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Wholes = TypeVar("Wholes", int, "NDArray[np.int64]")
"""A number, or a column of them."""

OrderRow = tuple[str, date, int]
"""A subject, the day of its orders, and how many."""

DefectRow = tuple[str, date, date, int]
"""A subject, the day of the orders, the day on which their defects were reported, and how many."""


class RollOff(NamedTuple):
    """What leaves the window on a day."""

    day: date
    defects: int
    orders: int


@dataclass(frozen=True, slots=True)
class Cohorts:
    """What is known today about the orders of each day of the window.

    `orders` and `defects` are subjects by days. `reported` counts the defects of all subjects by the day of the order
    (rows, in the order of those days) and the days until their report (columns).
    """

    today: date
    subjects: Sequence[str]
    orders: NDArray[np.int64]
    defects: NDArray[np.int64]
    reported: NDArray[np.int64]

    @property
    def window(self) -> int:
        """The days that an order counts."""
        return len(self.reported)

    def roll_offs(self, row: int) -> tuple[RollOff, ...]:
        """What of one subject leaves, day by day; days on which nothing leaves are omitted."""
        days = zip(self.defects[row].tolist(), self.orders[row].tolist(), strict=True)
        return tuple(
            RollOff(self.today + timedelta(days=ahead), defects, orders)
            for ahead, (defects, orders) in enumerate(days, start=1)
            if defects or orders
        )


def roll_offs_of(orders: Mapping[date, int], defects: Mapping[date, int], window: int) -> tuple[RollOff, ...]:
    """As `Cohorts.roll_offs`, of one subject's orders and defects by the day of the order, all within the window."""
    days = ((day, defects.get(day, 0), orders.get(day, 0)) for day in sorted({*orders, *defects}))
    return tuple(RollOff(day + timedelta(days=window), *counts) for day, *counts in days if any(counts))


def left(orders: Wholes, defects: Wholes, limit: int) -> Wholes:
    """How many more defects fit below a limit in millionths; negative where it is exceeded."""
    return limit * orders // MILLION - defects


def recovers(roll_offs: Sequence[RollOff], limit: int) -> date | None:
    """The first day on which the metric is within its limit again if nothing new happens; None if it is within now."""
    defects, orders = sum(leaving.defects for leaving in roll_offs), sum(leaving.orders for leaving in roll_offs)
    if left(orders, defects, limit) >= 0:
        return None
    for leaving in roll_offs:
        defects, orders = defects - leaving.defects, orders - leaving.orders
        if left(orders, defects, limit) >= 0:
            return leaving.day
    raise AssertionError("without orders and defects no limit is exceeded")


def cohorts_of(orders: Iterable[OrderRow], defects: Iterable[DefectRow], today: date, window: int) -> Cohorts:
    """The cohorts of plain rows as of a day; what is older than the window, or reported later, is left out."""
    order_of, order_dates, order_count = _columns(orders, 3)
    defect_of, defect_dates, report_dates, defect_count = _columns(defects, 4)
    subjects = sorted({*order_of, *defect_of})
    row = {subject: number for number, subject in enumerate(subjects)}
    first = today.toordinal() - window + 1
    ordered, defective, reported = (_days_since(first, dates) for dates in (order_dates, defect_dates, report_dates))
    in_window, known = (ordered >= 0) & (ordered < window), (defective >= 0) & (reported < window)
    shape = len(subjects), window
    return Cohorts(
        today,
        subjects,
        orders=_total((_rows(row, order_of), ordered), order_count, in_window, shape),
        defects=_total((_rows(row, defect_of), defective), defect_count, known, shape),
        reported=_total((defective, reported - defective), defect_count, known, (window, window)),
    )


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> Sequence[Sequence[Any]]:
    listed = list(rows)
    return [[row[place] for row in listed] for place in range(width)]  # zip(*rows) would make an iterator of each row


def _rows(row: Mapping[str, int], subjects: Sequence[str]) -> NDArray[np.int64]:
    import numpy as np

    return np.fromiter(map(row.__getitem__, subjects), np.int64, len(subjects))


def _days_since(first: int, days: Sequence[date]) -> NDArray[np.int64]:
    import numpy as np

    return np.fromiter(map(date.toordinal, days), np.int64, len(days)) - first


def _total(
    cell: tuple[NDArray[np.int64], NDArray[np.int64]],
    counts: Sequence[int],
    counted: NDArray[np.bool_],
    shape: tuple[int, int],
) -> NDArray[np.int64]:
    """The sum of the counts in each cell of a table."""
    import numpy as np

    table = np.zeros(shape, dtype=np.int64)
    np.add.at(table, (cell[0][counted], cell[1][counted]), np.array(counts, dtype=np.int64)[counted])
    return table
