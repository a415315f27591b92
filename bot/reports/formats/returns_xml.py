"""Returns as XML (GET_XML_RETURNS_DATA_BY_RETURN_DATE and its Prime twin), an item at a time.

Amazon's XML has a category, which the flat file has not, and declares no encoding. Entities, external ones too, and
whatever nests deeper than a report are refused.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.reports.formats.returns_flat import COLUMNS, LAYOUT
from bot.reports.parsing.encoding import Source
from bot.reports.parsing.marketplaces import of_currency
from bot.reports.parsing.report import Given, Problems, Report, Unreadable
from bot.reports.parsing.row_builder import Items
from bot.reports.parsing.rows import ReturnRow

KIND = "returns-xml"
CHUNK = 65_536
DEEPEST = 12
MOST_LEAVES = 200
RETURN, ITEM = "return_details", "item_details"
SILENT = 1_000_000
"""Bytes that may pass without an element: one tag or text of that length is no report's."""

_CONTINUING = bytes(range(0x80, 0xC0))
_CURRENCY = re.compile(rb"currency_code>\s*([A-Za-z]{3})\s*<")
_SELLER = re.compile(rb"<MerchantIdentifier>\s*([0-9A-Za-z_]{1,40})\s*<")
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding")
_ROOT = re.compile(rb"<(?![?!])\s*(?:\w{1,40}:)?(\w{1,60})")
_ROOTS = (b"AmazonEnvelope", b"return_details", b"Message", b"Returns", b"Report")


def looks_like(head: bytes) -> bool:
    """Whether a file is XML."""
    return head.lstrip()[:1] == b"<"


def read_returns(file: Source, given: Given, *, recoded: bool = False) -> Report[ReturnRow]:
    """The returns of a document; `recoded` says that it is UTF-8 whatever it declares.

    Raises Unreadable where it is no such document, now or while rows are taken.
    """
    feed: Report[ReturnRow] = Report(KIND, Problems(given.limits.problems))
    encoding, places, seller = _look_through(file, feed)
    feed.account_hint = seller
    feed.place(places)
    items = Items(LAYOUT, [column.titles[0] for column in COLUMNS], given, feed)
    feed.rows = _rows(file, "utf-8" if recoded else encoding, items, given, feed)
    return feed


def _look_through(file: Source, feed: Report[ReturnRow]) -> tuple[str | None, set[str], str | None]:
    """The encoding where it is no UTF-8 and none is declared, the marketplaces, the seller."""
    file.seek(0)
    head = file.read(CHUNK)
    root = _ROOT.search(head)
    if root is None or (root[1] not in _ROOTS and RETURN.encode() not in head):
        raise Unreadable("feeds.refuse.other_xml")
    places: set[str] = set()
    seller, utf8, tail, chunk = _SELLER.search(head), True, b"", head
    while chunk:
        places.update(of_currency(code.decode()) for code in _CURRENCY.findall(tail + chunk))
        utf8 = utf8 and _is_utf8(tail[-3:] + chunk)
        tail = chunk[-64:]
        chunk = file.read(CHUNK)
    if not utf8 and not _DECLARED.search(head):
        feed.note("feeds.note.encoding_xml")
        return "cp1252", places, seller[1].decode() if seller else None
    return None, places, seller[1].decode() if seller else None


def _is_utf8(chunk: bytes) -> bool:
    """Whether a piece of a file may be UTF-8: a character that is cut at either end does not count."""
    whole = chunk.lstrip(_CONTINUING)
    try:
        whole.decode()
    except UnicodeDecodeError as wrong:
        return wrong.end == len(whole) and wrong.reason == "unexpected end of data"
    return True


def _rows(
    file: Source, encoding: str | None, items: Items[ReturnRow], given: Given, feed: Report[ReturnRow]
) -> Iterator[ReturnRow]:
    file.seek(0)
    gathered = _Gathered(feed, given)
    # The stubs know no target of our own.
    parser: Any = DefusedXMLParser(target=gathered, encoding=encoding, forbid_dtd=True)
    gathered.parser = parser.parser
    while chunk := file.read(CHUNK):
        _parse(parser, chunk, gathered)
        for line, leaves in gathered.drain():
            if feed.lines >= given.limits.rows:
                raise Unreadable("feeds.refuse.rows", limit=given.limits.rows)
            row = items.take_leaves(line, leaves)
            if row is not None:
                yield row
    _parse(parser, None, gathered)
    if gathered.depth or not gathered.met:
        raise Unreadable("feeds.refuse.cut_xml", line=gathered.line)


def _parse(parser: Any, chunk: bytes | None, gathered: "_Gathered") -> None:
    try:
        parser.close() if chunk is None else parser.feed(chunk)
    except DefusedXmlException:
        raise Unreadable("feeds.refuse.entities") from None
    except (ParseError, ValueError, LookupError) as wrong:
        # ValueError and LookupError: an encoding that is declared and not known.
        cut = chunk is None or "no element found" in str(wrong)
        raise Unreadable("feeds.refuse.cut_xml" if cut else "feeds.refuse.bad_xml", line=gathered.line) from None
    gathered.count_bytes(len(chunk or b""))


Leaves = dict[str, str]


class _Gathered:
    """What the parser calls: gathers the leaves of each return and of each item in it."""

    def __init__(self, feed: Report[ReturnRow], given: Given) -> None:
        self.parser: Any = None
        self.depth = self.met = 0
        self._feed, self._given = feed, given
        self._texts: list[str] = []
        self._length = self._silent = 0
        self._leaf = False
        self._common: Leaves | None = None
        self._item: Leaves | None = None
        self._items: list[tuple[int, Leaves]] = []
        self._line = 0
        self._done: list[tuple[int, Leaves]] = []

    @property
    def line(self) -> int:
        """The line of the file where the parser is."""
        return int(self.parser.CurrentLineNumber)

    def count_bytes(self, size: int) -> None:
        """Refuse a document that goes on without an element."""
        self._silent += size
        if self._silent > SILENT:
            raise Unreadable("feeds.refuse.bad_xml", line=self.line)

    def drain(self) -> list[tuple[int, Leaves]]:
        """The items that are whole by now, once."""
        elements, self._done = self._done, []
        return elements

    def start(self, tag: str, _attributes: object) -> None:
        """An element begins."""
        self.depth += 1
        self.met += 1
        self._silent = 0
        if self.depth > DEEPEST:
            raise Unreadable("feeds.refuse.deep")
        name = tag.rpartition("}")[2]
        if name == RETURN:
            self._common, self._items, self._line = {}, [], self.line
        elif name == ITEM and self._common is not None:
            self._item = {}
            self._items.append((self.line, self._item))
        self._leaf, self._texts, self._length = True, [], 0

    def data(self, text: str) -> None:
        """A piece of text; one longer than a cell may be is cut a little later, so that it is still seen to be."""
        if self._length <= self._given.limits.cell:
            self._texts.append(text)
            self._length += len(text)
            self._silent = 0

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1
        name = tag.rpartition("}")[2]
        if self._leaf and self._common is not None:
            leaves = self._common if self._item is None else self._item
            leaves.setdefault(name, "".join(self._texts))
            if len(leaves) > MOST_LEAVES:
                raise Unreadable("feeds.refuse.bad_xml", line=self.line)
        self._leaf, self._texts = False, []
        if name == ITEM:
            self._item = None
        elif name == RETURN and self._common is not None:
            self._finish(self._common)

    def close(self) -> None:
        """The document ends."""

    def _finish(self, common: Leaves) -> None:
        self._done += [(line, {**common, **item}) for line, item in self._items]
        if not self._items:
            self._feed.lines += 1
            self._feed.problems.add(self._line, ITEM, "feeds.problem.blank")
        self._common = None
