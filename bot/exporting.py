"""What was found as CSV, for a spreadsheet: no cell of it is taken for a formula there."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.whole_file import written_whole

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet works out instead of showing it."""


def export(out: Path, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table, whole or not at all. Raises BadFile."""
    with written_whole(out) as file:
        # Lines end as RFC 4180 has them, so that a cell with either half of that end is quoted and begins no line.
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(titles)
        table.writerows([defused(cell) for cell in row] for row in rows)


def defused(cell: str) -> str:
    """The cell with an apostrophe before what would make it a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
