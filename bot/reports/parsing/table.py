"""A report as a table: looked through once for what only the whole of it tells, then read row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic

from bot.reports.parsing.days import Order
from bot.reports.parsing.layout import Day, Layout, Row, title
from bot.reports.parsing.lines import Lines
from bot.reports.parsing.records import Record, records
from bot.reports.parsing.report import Given, Problems, Report, Unreadable
from bot.reports.parsing.row_builder import Items

MOST_PLACES, MOST_PLACE = 50, 60
"""How many different names of marketplaces are told, and how long they may be."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A table that was recognised: its lines, what parts its cells, and where its titles stand."""

    layout: Layout[Row]
    lines: Lines
    delimiter: str
    header: Sequence[str]
    header_line: int

    def records(self) -> Iterator[Record]:
        """The records below the titles."""
        return (record for record in records(self.lines, self.delimiter) if record.line > self.header_line)


@dataclass(slots=True)
class Whole:
    """What only the whole of a table tells: how its days are written, of which marketplaces it is, where it is cut."""

    orders: dict[str, Order]
    rows: int = 0
    places: set[str] = field(default_factory=set)
    shortest: int = 1_000_000
    last: tuple[int, int] = (0, 1_000_000)

    @property
    def cut_at(self) -> int:
        """The last of several lines, if it has fewer cells than any other; it is cut where it also does not end."""
        return self.last[0] if self.rows > 1 and self.last[1] < self.shortest else 0


def read_table(table: Table[Row], given: Given) -> Report[Row]:
    """The rows of a table. Raises Unreadable where it is too long or holds two tables."""
    feed: Report[Row] = Report(table.layout.kind, Problems(given.limits.problems))
    items = Items(table.layout, table.header, given, feed)
    whole = _look_through(table, items, given)
    if table.header_line > 1:
        feed.note("feeds.note.above", n=table.header_line - 1)
    if table.lines.other_encoding:
        feed.note("feeds.note.encoding", n=table.lines.other_encoding)
    for name, order in whole.orders.items():
        items.order(name, order)
        _note_order(feed, name, order, items)
    feed.place({table.layout.placed(place) for place in whole.places if title(place) not in table.layout.by_title})
    cut_at = 0 if table.lines.ended else whole.cut_at
    feed.rows = _rows(table, items, feed, cut_at)
    return feed


def _rows(table: Table[Row], items: Items[Row], feed: Report[Row], cut_at: int) -> Iterator[Row]:
    for line, cells, wrong in table.records():
        if wrong or line == cut_at:
            feed.lines += 1
            feed.problems.add(line, "", wrong or "feeds.problem.cut", cells[0] if cells else "")
        elif (row := items.take(line, cells)) is not None:
            yield row
    if items.repeats:
        feed.note("feeds.note.repeats", n=items.repeats)


def _look_through(table: Table[Row], items: Items[Row], given: Given) -> Whole:
    days = [(step.at, step.column.field) for step in items.steps if isinstance(step.column.read, Day)]
    place = next((step.at for step in items.steps if step.column.field == table.layout.place), None)
    whole = Whole({name: Order() for _, name in days})
    for line, cells, wrong in table.records():
        whole.rows += 1
        if wrong:
            continue
        width = len(cells)
        whole.shortest, whole.last = min(whole.shortest, whole.last[1]), (line, width)
        for index, name in days:
            if index < width:
                whole.orders[name].see(cells[index].strip())
        if place is not None and place < width and len(whole.places) < MOST_PLACES:
            whole.places.add(cells[place].strip()[:MOST_PLACE])
        _see_one_table(table, line, cells)
    if whole.rows > given.limits.rows:
        raise Unreadable("feeds.refuse.rows", limit=given.limits.rows)
    return whole


def _see_one_table(table: Table[Row], line: int, cells: list[str]) -> None:
    """Titles in another order begin another table, whose cells would be read as the wrong columns."""
    if not any(_is_title(table.layout, cell) for cell in cells[:2]):
        return
    titles = [title(cell[:60]) for cell in cells[: 2 * len(table.header)]]
    known = {name for name in titles if name in table.layout.by_title}
    if len(known) >= max(3, len(table.header) // 3) and titles != [title(cell) for cell in table.header]:
        raise Unreadable("feeds.refuse.two_tables", line=line)


def _is_title(layout: Layout[Row], cell: str) -> bool:
    short = cell[:60]
    return short.replace("-", "").replace(" ", "").isalpha() and title(short) in layout.by_title


def _note_order(feed: Report[Row], name: str, order: Order, items: Items[Row]) -> None:
    shown = next(step.shown for step in items.steps if step.column.field == name)
    if order.day_first and order.month_first:
        feed.note("feeds.note.both_ways", column=shown, first=order.day_first, second=order.month_first)
    elif order.unclear and (order.day_first or order.month_first):
        key = "feeds.note.day_first" if order.day_first else "feeds.note.month_first"
        feed.note(key, column=shown, example=order.day_first or order.month_first)
