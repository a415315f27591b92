"""The way in: a file, whatever it is, as a feed of typed rows."""

from typing import Any, BinaryIO

from bot.reports.formats import returns_xml, seller_performance
from bot.reports.parsing.encoding import Source, opened
from bot.reports.parsing.report import Given, Report, Unreadable
from bot.reports.parsing.table import read_table
from bot.reports.recognise import recognise


def read(file: BinaryIO, given: Given) -> Report[Any]:
    """The rows of a report, of whichever kind it is; `file` must be seekable, and open while rows are taken.

    Raises Unreadable where the file cannot be taken, at once or later while its rows are taken.
    """
    head, text = opened(file, given.limits)
    if seller_performance.looks_like(head):
        return seller_performance.read_document(_whole(text, given), given)
    if returns_xml.looks_like(head):
        return returns_xml.read_returns(text, given, recoded=text is not file)
    return read_table(recognise(text, given), given)


def _whole(file: Source, given: Given) -> bytes:
    file.seek(0)
    document = file.read(given.limits.document + 1)
    if len(document) > given.limits.document:
        raise Unreadable("feeds.refuse.document", limit=given.limits.document // 1_000_000)
    return document
