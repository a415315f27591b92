"""The orders behind the order defect rate, as Account Health offers them for download.

The kinds of defect stand in one column, or each kind has a column of its own with a mark in it.
"""

import re
from typing import Any

from bot.reports.parsing.cells import NO, YES, Bad, asin, code, order_id
from bot.reports.parsing.layout import Column, Day, Layout
from bot.reports.parsing.rows import DefectRow

_NAMED = (("feedback", "feedback"), ("chargeback", "chargeback"), ("claim", "a-to-z"), ("a-to-z", "a-to-z"))
_APART = re.compile(r" ?[,;+|] ?")
_MARKS = ("feedback", "a-to-z", "chargeback")
_BLANK = {"-", "–", "n/a", "none", *NO}


def kinds(cell: str) -> tuple[str, ...]:
    """The kinds of defect that a cell names, without repetition."""
    return tuple(dict.fromkeys(_kind(word) for word in _APART.split(code(cell)) if word))


def _kind(word: str) -> str:
    found = word.lower().replace("atoz", "a-to-z").replace("a to z", "a-to-z")
    return next((kind for part, kind in _NAMED if part in found), found)


def marked(cell: str) -> bool:
    """Whether a cell says that there is such a defect: yes, a count, or the stars of a feedback."""
    word = cell.lower()
    if word in _BLANK:
        return False
    if word in YES or (word.isascii() and word.isdigit()):
        return True
    raise Bad("feeds.problem.not_a_truth")


COLUMNS = (
    Column("order_id", ("Order ID", "amazon-order-id", "Order identifier"), order_id, needed=True),
    Column("order_date", ("Order date", "purchase-date"), Day(), needed=True),
    Column("kinds", ("Defect type", "type", "defect", "Type of defect"), kinds),
    Column("feedback", ("Negative feedback",), marked),
    Column("a-to-z", ("A-to-z claim", "A-to-z claims", "A-to-z Guarantee claim", "A-to-z Guarantee claims"), marked),
    Column("chargeback", ("Chargeback", "Chargebacks", "Chargeback claim", "Service chargeback"), marked),
    Column("reported_on", ("Defect date", "Reported date", "Date reported", "Reported on"), Day()),
    Column("asin", ("ASIN",), asin),
)


def finish(values: dict[str, Any]) -> DefectRow:
    """The row. Raises Bad where no kind of defect is named, or a defect is older than its order."""
    kinds = [*values.pop("kinds", ()), *(kind for kind in _MARKS if values.pop(kind, False))]
    if not kinds:
        raise Bad("feeds.problem.no_defect", "kinds")
    reported = values.get("reported_on")
    if reported and reported < values["order_date"]:
        raise Bad("feeds.problem.before_order", "reported_on", f"{reported}")
    return DefectRow(kinds=tuple(dict.fromkeys(kinds)), **values)


LAYOUT = Layout("defects", COLUMNS, finish, any_of=("kinds", *_MARKS), again="drop")
