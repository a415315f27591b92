"""Records of a table: the cells of each line, with quotes, over several lines where a quoted cell goes on.

A quote mark without a partner spoils its own line alone, not the rest of the file.
"""

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from bot.reports.parsing.lines import Lines

MOST_LINES, MOST_TEXT = 60, 100_000
"""How far a quoted cell may go on: lines and characters."""

csv.field_size_limit(MOST_TEXT * 20)


class Record(NamedTuple):
    """The cells that begin on a line, or none and the key of the sentence that says why."""

    line: int
    cells: list[str]
    wrong: str = ""


def records(lines: Lines, delimiter: str) -> Iterator[Record]:
    """Every line that is not blank, as a record. Amazon's tab-separated files do not quote; spreadsheets do."""
    ahead: deque[tuple[int, str | None]] = deque()
    source = iter(lines)
    blank = f"{delimiter} \t\xa0"
    while True:
        number, text = ahead.popleft() if ahead else next(source, (0, ""))
        if not number:
            return
        if text is None:
            yield Record(number, [], "feeds.problem.no_text")
        elif '"' in text:
            yield _quoted(number, text, delimiter, ahead, source)
        elif text.strip(blank):
            yield Record(number, text.split(delimiter))


Ahead = deque[tuple[int, str | None]]


def _quoted(number: int, text: str, delimiter: str, ahead: Ahead, source: Iterator[tuple[int, str | None]]) -> Record:
    plain = text.split(delimiter)
    if not (text[0] == '"' or f'{delimiter}"' in text) or (delimiter == "\t" and not _is_quoted(plain)):
        return Record(number, plain)
    taken: list[tuple[int, str | None]] = []
    whole = text
    while whole.count('"') % 2 and len(taken) < MOST_LINES and len(whole) < MOST_TEXT:
        following = ahead.popleft() if ahead else next(source, (0, None))
        if following[0]:
            taken.append(following)
        if following[1] is None:
            break
        whole = f"{whole}\n{following[1]}"
    cells = _cells(whole, delimiter)
    if cells is None:
        ahead.extendleft(reversed(taken))
        return Record(number, [text], "feeds.problem.quotes")
    return Record(number, cells)


def _is_quoted(cells: list[str]) -> bool:
    """Whether a spreadsheet quoted the cells: every quote mark stands around one, or is doubled."""
    return all(
        '"' not in cell or (len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""))
        for cell in cells
    )


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of a text that holds one record; None where its quotes do not fit."""
    if text.count('"') % 2:
        return None
    try:
        records = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None
