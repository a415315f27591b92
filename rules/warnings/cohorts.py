"""Orders and defects by the day of the order: the facts that a warning rests on, in whole numbers.

Of many subjects (accounts, or offers) at once: numpy columns of subjects by days, oldest day first, today last. A
defect counts from the day it is reported. On the day that an order turns `window` days old, it and its defects leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from rules.core.columns import MILLION, Whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    (a row, as the columns above) and the days until their report (a column): how late reports come is learnt from it.
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
        """What of one subject leaves, day by day; days on which nothing does are left out."""
        days = zip(self.defects[row].tolist(), self.orders[row].tolist(), strict=True)
        return tuple(
            RollOff(self.today + timedelta(days=ahead), defects, orders)
            for ahead, (defects, orders) in enumerate(days, start=1)
            if defects or orders
        )


def roll_offs_of(orders: Mapping[date, int], defects: Mapping[date, int], window: int) -> tuple[RollOff, ...]:
    """As `Cohorts.roll_offs`, of one subject by the days of its orders, all in a window of so many days."""
    days = ((day, defects.get(day, 0), orders.get(day, 0)) for day in sorted({*orders, *defects}))
    return tuple(RollOff(day + timedelta(days=window), *counts) for day, *counts in days if any(counts))


def left(orders: Whole, defects: Whole, limit: int) -> Whole:
    """How many more defects fit below a limit in millionths; negative where it is exceeded."""
    return limit * orders // MILLION - defects


def recovers(roll_offs: Sequence[RollOff], limit: int) -> date | None:
    """The first day on which the metric is within its limit again if nothing new happens; None where it is now."""
    defects, orders = sum(each.defects for each in roll_offs), sum(each.orders for each in roll_offs)
    if left(orders, defects, limit) >= 0:
        return None
    for leaving in roll_offs:
        defects, orders = defects - leaving.defects, orders - leaving.orders
        if left(orders, defects, limit) >= 0:
            return leaving.day
    raise AssertionError("without orders and defects no limit is exceeded")


def cohorts_of(orders: Iterable[OrderRow], defects: Iterable[DefectRow], today: date, window: int) -> Cohorts:
    """The columns of plain rows as of a day; what is older than the window, or not known yet, is left out."""
    of, ordered_on, count = _columns(orders, 3)
    defect_of, from_orders_of, reported_on, defect_count = _columns(defects, 4)
    subjects = sorted({*of, *defect_of})
    row = {subject: number for number, subject in enumerate(subjects)}
    first = today.toordinal() - window + 1
    day, from_day, report = (_days_since(first, each) for each in (ordered_on, from_orders_of, reported_on))
    known = (from_day >= 0) & (report < window)
    sold = _total((_rows(row, of), day), count, (day >= 0) & (day < window), (len(subjects), window))
    wrong = _total((_rows(row, defect_of), from_day), defect_count, known, (len(subjects), window))
    late = _total((from_day, report - from_day), defect_count, known, (window, window))
    return Cohorts(today, subjects, sold, wrong, late)


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> Sequence[Sequence[Any]]:
    held = list(rows)
    return [[row[place] for row in held] for place in range(width)]  # zip(*rows) would make an iterator of each row


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
    """Add the counts up by cell of a table."""
    import numpy as np

    table = np.zeros(shape, dtype=np.int64)
    np.add.at(table, (cell[0][counted], cell[1][counted]), np.array(counts, dtype=np.int64)[counted])
    return table
