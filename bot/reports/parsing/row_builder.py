"""From the cells of one line, or the leaves of one element, to a typed row."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, NamedTuple

from bot.reports.parsing.cells import Bad, Reader
from bot.reports.parsing.days import Days, Order
from bot.reports.parsing.layout import PRIVATE, Column, Day, Layout, Row, title
from bot.reports.parsing.report import Given, Report

TOTALS = {"total", "totals", "grand total", "subtotal", "sub-total", "sum", "totaux", "total général"}
"""What the first cell of a line of totals says."""

MOST_KNOWN, LONGEST_KNOWN = 2_000, 100
"""How many cells of a column are read once only, since most columns repeat themselves, and how long they may be."""

_UNKNOWN: Any = object()


class Step(NamedTuple):
    """How one column is read: its place in the line, its title as the file has it, and what cells of it have meant."""

    at: int
    shown: str
    column: Column
    read: Reader
    known: dict[str, Any]

    def fresh(self, cell: str) -> Any:
        """What a cell means that was not met before; None for a blank one. Raises Bad."""
        stripped = cell.strip()
        if not stripped:
            if self.column.needed:
                raise Bad("feeds.problem.blank", self.shown)
            return None
        try:
            value = self.read(stripped)
        except Bad as bad:
            raise Bad(bad.key, self.shown, stripped) from None
        if len(self.known) < MOST_KNOWN and len(cell) <= LONGEST_KNOWN:
            self.known[cell] = value
        return value


class Items(Generic[Row]):
    """Makes rows of one layout, or problems."""

    def __init__(self, layout: Layout[Row], header: Sequence[str], given: Given, feed: Report[Row]) -> None:
        self._layout, self._feed, self._longest = layout, feed, given.limits.cell
        self.steps: list[Step] = []
        self._rest: list[tuple[int, str]] = []
        self._given = given
        for index, shown in enumerate(header):
            self._meet(index, shown.strip())
        self._width = len(header)
        self._places = {title(name): place for place, step in enumerate(self.steps) for name in step.column.titles}
        self._seen: set[int] = set()
        self.repeats = 0

    def _meet(self, index: int, shown: str) -> None:
        folded = title(shown)
        column = self._layout.by_title.get(folded)
        if column is None or any(step.column.field == column.field for step in self.steps):
            if folded not in PRIVATE:
                taken = any(name == shown for _, name in self._rest)
                self._rest.append((index, f"{shown} ({index + 1})" if taken or column else shown))
            return
        read = Days(self._given, self._given.day_first) if isinstance(column.read, Day) else column.read
        self.steps.append(Step(index, shown, column, _ahead(read) if column.read == Day(ahead=True) else read, {}))

    def order(self, field: str, order: Order) -> None:
        """Say which way a column of days is written."""
        for place, step in enumerate(self.steps):
            if step.column.field == field:
                days = Days(self._given, order.way(self._given.day_first))
                self.steps[place] = step._replace(read=_ahead(days) if step.column.read == Day(ahead=True) else days)

    def take(self, line: int, cells: list[str], others: Mapping[str, str] | None = None) -> Row | None:
        """The row of a line, or None when it is reported instead; `others` are values without a column."""
        self._feed.lines += 1
        try:
            if len(cells) > self._width:
                self._see_surplus(cells)
            self._see_length(cells)
            values = self._values(cells)
            if self._rest:
                values["others"] = self._others(cells)
            elif others:
                values["others"] = self._kept(others)
            values["line"] = line
            row = self._layout.finish(values)
            if self._layout.again != "keep":
                self._see_again(cells)
        except Bad as bad:
            self._report(line, cells[: self._width], bad)
            return None
        return row

    def take_leaves(self, line: int, leaves: Mapping[str, str]) -> Row | None:
        """The row of named values, such as the leaves of an element; names that no column has are kept as they are."""
        cells = [""] * len(self.steps)
        others: dict[str, str] = {}
        for name, cell in leaves.items():
            folded = title(name)
            index = self._places.get(folded)
            if index is not None:
                cells[index] = cell
            elif folded not in PRIVATE and cell.strip():
                others[name] = cell.strip()
        return self.take(line, cells, others)

    def _values(self, cells: list[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        width = len(cells)
        for step in self.steps:
            at, _, column, _, known = step
            cell = cells[at] if at < width else ""
            value = known.get(cell, _UNKNOWN)
            if value is _UNKNOWN:
                value = step.fresh(cell)
            if value is not None:
                values[column.field] = value
        return values

    def _others(self, cells: list[str]) -> MappingProxyType[str, str]:
        width = len(cells)
        others = {shown: cell for index, shown in self._rest if index < width and (cell := cells[index].strip())}
        return MappingProxyType(others)

    def _kept(self, others: Mapping[str, str]) -> Mapping[str, str]:
        for name, cell in others.items():
            if len(cell) > self._longest:
                raise Bad("feeds.problem.too_long", name, cell)
        return others

    def _see_surplus(self, cells: list[str]) -> None:
        surplus = [cell for cell in cells[self._width :] if cell.strip()]
        if surplus:
            raise Bad("feeds.problem.surplus", "", surplus[0])

    def _see_length(self, cells: list[str]) -> None:
        if max(map(len, cells)) > self._longest:
            index, cell = max(enumerate(cells), key=lambda each: len(each[1]))
            shown = next((shown for at, shown in self._titles() if at == index), "")
            raise Bad("feeds.problem.too_long", shown, cell)

    def _titles(self) -> Iterable[tuple[int, str]]:
        yield from ((step.at, step.shown) for step in self.steps)
        yield from self._rest

    def _see_again(self, cells: list[str]) -> None:
        key = hash("\t".join(cells).rstrip())
        if key in self._seen and self._layout.again == "drop":
            raise Bad("feeds.problem.repeated", "", cells[0])
        self.repeats += key in self._seen
        self._seen.add(key)

    def _report(self, line: int, cells: list[str], bad: Bad) -> None:
        first = next((cell.strip() for cell in cells if cell.strip()), "")
        if first[:20].lower().rstrip(":") in TOTALS:
            self._feed.problems.add(line, "", "feeds.problem.totals", cells[0])
        elif self._is_header(cells):
            self._feed.problems.add(line, "", "feeds.problem.titles", cells[0])
        else:
            self._feed.problems.add(line, self._shown(bad.column), bad.key, bad.value or "")

    def _shown(self, column: str | None) -> str:
        """A column as the file calls it, by the field that a layout names."""
        return next((step.shown for step in self.steps if step.column.field == column), column or "")

    def _is_header(self, cells: list[str]) -> bool:
        return all(index < len(cells) and title(cells[index]) == title(shown) for index, shown, *_ in self.steps)


def _ahead(read: Reader) -> Reader:
    return read.ahead if isinstance(read, Days) else read
