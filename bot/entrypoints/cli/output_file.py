"""A file that somebody asked for takes its place only once everything is in it."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from bot.language.catalogue import say
from bot.language.locale import ENGLISH


class BadFile(Exception):
    """A file cannot be read or written as it is; the message is the answer."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(say(ENGLISH, key, **values))


@contextmanager
def written_whole(out: Path) -> Iterator[TextIO]:
    """A text file to write, in the place of one that is there. Raises BadFile where it cannot be."""
    place = out.resolve()
    if place.exists() and not place.is_file():
        raise BadFile("backtest.no_file", file=out)
    partial = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(place)
    except OSError as wrong:
        raise BadFile("backtest.no_place", file=out, why=wrong.strerror) from None
    finally:
        partial.unlink(missing_ok=True)


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
