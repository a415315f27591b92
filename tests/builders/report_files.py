"""Files made of text, and what a reader takes from them."""

import csv
import io
from datetime import date
from pathlib import Path

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Given, Unreadable
from bot.reports.read import read

TODAY = date(2026, 11, 24)
ORDER = "701-1234567-1234567"
GIVEN = Given(TODAY)
SAMPLES = Path(__file__).parents[2] / "bot" / "entrypoints" / "local" / "samples"


def taken(content, given=GIVEN):
    """The feed of a file, its rows as a list."""
    raw = content.encode() if isinstance(content, str) else content
    feed = read(io.BytesIO(raw), given)
    feed.rows = list(feed.rows)
    return feed


def wrong(feed):
    """The line and the kind of every problem."""
    return [(problem.line, problem.what.rpartition(".")[2]) for problem in feed.problems]


def noted(feed):
    """The kind of every note."""
    return [note.key.rpartition(".")[2] for note in feed.notes]


def said(note):
    """A note in words."""
    return say(ENGLISH, note.key, **note.values)


def refused(content, given=GIVEN):
    """Why a file is refused, at once or while it is read; None where it is not."""
    try:
        taken(content, given)
    except Unreadable as unreadable:
        return unreadable.key.rpartition(".")[2]
    return None


def table(*rows, delimiter="\t", end="\n"):
    """A table of dictionaries, with the titles of the first."""
    titles = list(rows[0])
    lines = [titles, *([row.get(name, "") for name in titles] for row in rows)]
    if delimiter == "\t":
        return "".join(delimiter.join(cells) + end for cells in lines)
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(lines)
    return written.getvalue()


RETURN = {
    "Order ID": ORDER,
    "Order date": "20-Oct-2026",
    "Return request date": "02-Nov-2026",
    "Amazon RMA ID": "Dabc12345RRMA",
    "Label cost": "12.40",
    "Currency code": "CAD",
    "Label to be paid by": "Seller",
    "Is prime": "Y",
    "ASIN": "B0ABCD1234",
    "Merchant SKU": "SKU-1",
    "Item Name": 'Monitor 24" – grade A',
    "Return quantity": "1",
    "Return Reason": "CR-DEFECTIVE",
    "In policy": "Y",
    "Return delivery date": " ",
    "Order Amount": "129.99",
    "Refunded Amount": "0.00",
}


def returned(**changes):
    """A row of the returns report, its titles written with `_` for a blank."""
    return {**RETURN, **{name.replace("_", " "): value for name, value in changes.items()}}
