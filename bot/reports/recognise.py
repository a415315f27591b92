"""Which report a file is, by what is in it and never by its name."""

from typing import Any

from bot.reports.formats import (
    account_health_defects,
    merchant_listings,
    orders_by_date,
    own_metrics,
    prime_returns,
    purchase_invoices,
    returns_flat,
    seller_feedback,
)
from bot.reports.parsing.encoding import Source
from bot.reports.parsing.layout import Layout, title
from bot.reports.parsing.lines import Lines
from bot.reports.parsing.records import Record, records
from bot.reports.parsing.report import Given, Unreadable
from bot.reports.parsing.table import Table

LAYOUTS: tuple[Layout[Any], ...] = (
    prime_returns.LAYOUT,
    returns_flat.LAYOUT,
    orders_by_date.LAYOUT,
    account_health_defects.LAYOUT,
    merchant_listings.LAYOUT,
    seller_feedback.LAYOUT,
    purchase_invoices.LAYOUT,
    own_metrics.LAYOUT,
)
"""Every kind of table; of two that fit, the first."""

DELIMITERS = "\t,;|"
TRIED = 20
"""Lines among which the titles must be: some downloads have a few lines above them."""

MOST_COLUMNS = 300


def recognise(file: Source, given: Given) -> Table[Any]:
    """The table that a file is. Raises Unreadable where it is none that is known, with the nearest kind."""
    lines = Lines(file, given.limits.line)
    for delimiter in DELIMITERS:
        for record in _first(lines, delimiter):
            layout = _fitting(record)
            if layout is not None:
                return Table(layout, lines, delimiter, record.cells, record.line)
    raise _unknown(lines)


def _first(lines: Lines, delimiter: str) -> list[Record]:
    rows = []
    for record in records(lines, delimiter):
        if record.line > TRIED:
            break
        if not record.wrong and len(record.cells) <= MOST_COLUMNS:
            rows.append(record)
    return rows


def _fitting(record: Record) -> Layout[Any] | None:
    if sum(map(len, record.cells)) > MOST_COLUMNS * 100:
        return None
    return next((layout for layout in LAYOUTS if layout.fits(record.cells)), None)


def _unknown(lines: Lines) -> Unreadable:
    """What the file lacks to be what it looks most like, or that it looks like nothing known."""
    lacking = [
        (len(known) - len(missing), missing[0].titles[0], layout.kind)
        for delimiter in DELIMITERS
        for record in _first(lines, delimiter)
        for layout in LAYOUTS
        if len(known := _known(layout, record)) > 2 and (missing := layout.missing(record.cells))
    ]
    if not lacking:
        return Unreadable("feeds.refuse.unknown")
    _, column, kind = max(lacking)
    return Unreadable("feeds.refuse.column", column=column, kind=kind)


def _known(layout: Layout[Any], record: Record) -> set[str]:
    return {layout.by_title[name].field for name in map(title, record.cells) if name in layout.by_title}
