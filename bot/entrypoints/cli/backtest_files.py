"""A seller's history as CSV files: orders.csv, defects.csv and, where days are missing, gaps.csv.

A row that cannot be read is a `BadFile` that says which file and line, what is wrong, and what is expected.
"""

import csv
from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.entrypoints.cli.output_file import BadFile
from rules.warnings.backtest import History

ORDERS = ("account", "order_date", "orders")
DEFECTS = ("account", "order_date", "reported_date")
GAPS = ("account", "date")

Wholes = NDArray[np.int64]

MOST_ORDERS = 10_000_000
"""Of one account on one day; more is a slip."""

LONGEST = 3_660
"""Days of history: ten years."""


class Row(NamedTuple):
    """A row of a file, and where it stands."""

    file: str
    line: int
    cells: Sequence[str]

    def bad(self, key: str, **values: Any) -> BadFile:
        """What is wrong in it."""
        return BadFile(key, file=self.file, line=self.line, **values)

    @property
    def account(self) -> str:
        """Whose it is."""
        return self.cells[0].strip()

    def day(self, column: int) -> date:
        """The day in a column. Raises BadFile."""
        day = _day(self.cells[column])
        if day is None:
            raise self.bad("backtest.no_day", text=_shown(self.cells[column]))
        return day

    def number(self, column: int) -> int:
        """The orders in a column. Raises BadFile."""
        text = self.cells[column].strip()
        digits = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ORDERS))
        if not digits or int(text) > MOST_ORDERS:
            raise self.bad("backtest.no_count", text=_shown(self.cells[column]), most=MOST_ORDERS)
        return int(text)


@lru_cache(8_192)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


MOST_CELLS = 100_000_000
"""Accounts times days."""


def read_history(folder: Path) -> History:
    """The history that a folder holds. Raises BadFile."""
    units, first, orders = _read_orders(folder / "orders.csv")
    unit, ordered, reported = _read_defects(folder / "defects.csv", units, first, orders.shape[1])
    gaps = _read_gaps(folder / "gaps.csv", units, first, orders.shape)
    return History(first, tuple(units), orders, unit, ordered, reported, gaps)


Units = Mapping[str, int]
"""The row of each account, in the order of the file."""


def _read_orders(path: Path) -> tuple[Units, date, Wholes]:
    units: dict[str, int] = {}
    unit, day, count, line = array("q"), array("q"), array("q"), array("q")
    for row in _rows(path, ORDERS):
        unit.append(units.setdefault(row.account, len(units)))
        day.append(row.day(1).toordinal())
        count.append(row.number(2))
        line.append(row.line)
    if not units:
        raise BadFile("backtest.empty", file=path.name)
    first, last = min(day), max(day)
    shape = len(units), last - first + 1
    _fits(path, shape, first)
    cell = np.array(unit) * shape[1] + np.array(day) - first
    _no_cell_twice(path, units, (cell, np.array(line)), (first, shape[1]))
    orders = np.zeros(shape, dtype=np.int64)
    orders.flat[cell] = count
    return units, date.fromordinal(first), orders


def _fits(path: Path, shape: tuple[int, int], first: int) -> None:
    units, days = shape
    if days > LONGEST:
        span = {"first": date.fromordinal(first), "last": date.fromordinal(first + days - 1)}
        raise BadFile("backtest.too_long", file=path.name, days=days, most=LONGEST, **span)
    if units * days > MOST_CELLS:
        raise BadFile("backtest.too_big", file=path.name, n=units, days=days)


def _no_cell_twice(path: Path, units: Units, given: tuple[Wholes, Wholes], of: tuple[int, int]) -> None:
    """Refuse the first line that gives a day of an account again."""
    cells, lines = given
    _, once = np.unique(cells, return_index=True)
    if len(once) == len(cells):
        return
    again = np.ones(len(cells), dtype=bool)
    again[once] = False
    at = int(np.flatnonzero(again)[0])
    row, day = divmod(int(cells[at]), of[1])
    account, day_twice = list(units)[row], date.fromordinal(of[0] + day)
    raise BadFile("backtest.repeated", file=path.name, line=int(lines[at]), account=_shown(account), day=day_twice)


def _read_defects(path: Path, units: Units, first: date, days: int) -> Wholes:
    """Three rows of numbers: the account of each defect, the day of its order and that of its report."""
    last = first + timedelta(days=days - 1)
    counts = array("q")
    for row in _rows(path, DEFECTS):
        ordered, reported = row.day(1), row.day(2)
        if row.account not in units:
            raise row.bad("backtest.unknown", account=_shown(row.account))
        if not first <= ordered <= last:
            raise row.bad("backtest.outside", day=ordered, first=first, last=last)
        if reported < ordered:
            raise row.bad("backtest.too_early", reported=reported, ordered=ordered)
        counts.extend((units[row.account], (ordered - first).days, (reported - first).days))
    return np.array(counts, dtype=np.int64).reshape(-1, 3).T


def _read_gaps(path: Path, units: Units, first: date, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The days without data; of accounts and days that orders.csv does not hold there is nothing to leave out."""
    gaps = np.zeros(shape, dtype=bool)
    if path.exists():
        for row in _rows(path, GAPS):
            day = (row.day(1) - first).days
            if row.account in units and 0 <= day < shape[1]:
                gaps[units[row.account], day] = True
    return gaps


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a file under its header. Raises BadFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            try:
                yield from _checked(path, lines, columns)
            except csv.Error as wrong:
                raise BadFile("backtest.not_csv", file=path.name, line=lines.line_num, why=wrong) from None
    except FileNotFoundError:
        raise BadFile("backtest.missing", file=path) from None
    except UnicodeDecodeError:
        raise BadFile("backtest.not_text", file=path.name) from None
    except OSError as wrong:
        raise BadFile("backtest.unreadable", file=path, why=wrong.strerror) from None


def _checked(path: Path, lines: Any, columns: tuple[str, ...]) -> Iterator[Row]:
    header = tuple(cell.strip().lower() for cell in next(lines, ()))
    if header != columns:
        raise BadFile("backtest.header", file=path.name, found=_shown(",".join(header)), expected=",".join(columns))
    for cells in lines:
        row = Row(path.name, lines.line_num, cells)
        if not cells:
            continue
        if len(cells) != len(columns):
            raise row.bad("backtest.cells", n=len(cells), expected=len(columns), columns=",".join(columns))
        if not row.account:
            raise row.bad("backtest.no_name")
        yield row


def _shown(text: str) -> str:
    """A text from a file as it may stand on a terminal."""
    whole = "".join(letter if letter.isprintable() else "�" for letter in text)
    return whole if len(whole) <= SHOWN else whole[:SHOWN] + "…"


SHOWN = 80
"""Characters."""
