"""What a file is before it is text: too big, a kind of file that is not read, or bytes in some encoding."""

import codecs
import os
import re
from typing import BinaryIO, Protocol

from bot.reports.parsing.report import Limits, Unreadable

HEAD = 65_536
"""Bytes at the beginning of a file by which it is recognised."""

_MAGIC = (
    (b"PK\x03\x04", "feeds.refuse.zip"),
    (b"PK\x05\x06", "feeds.refuse.zip"),
    (b"\x1f\x8b", "feeds.refuse.gzip"),
    (b"%PDF", "feeds.refuse.pdf"),
    (b"\xd0\xcf\x11\xe0", "feeds.refuse.excel"),
    (b"BZh", "feeds.refuse.packed"),
    (b"7z\xbc\xaf\x27\x1c", "feeds.refuse.packed"),
    (b"Rar!", "feeds.refuse.packed"),
    (b"\xfd7zXZ", "feeds.refuse.packed"),
    (b"\x28\xb5\x2f\xfd", "feeds.refuse.packed"),
    (b"\x89PNG", "feeds.refuse.picture"),
    (b"\xff\xd8\xff", "feeds.refuse.picture"),
    (b"GIF8", "feeds.refuse.picture"),
    (b"SQLite format 3", "feeds.refuse.unknown"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EXCEL = re.compile(rb"\[Content_Types\]\.xml|xl/|_rels/\.rels")
_WEB = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


class Source(Protocol):
    """What a reader needs of a file: to read on, and to begin again."""

    def read(self, size: int = ..., /) -> bytes:
        """So many bytes, fewer only at the end."""

    def seek(self, place: int, whence: int = ..., /) -> int:
        """Go to a place, of which only the beginning is asked for."""


def opened(file: BinaryIO, limits: Limits) -> tuple[bytes, Source]:
    """The head of a file that can be read, and its text: the file itself, or as UTF-8 where it was UTF-16.

    `file` must be seekable. Raises Unreadable for one that is empty, too big or of a kind that is not read.
    """
    size = file.seek(0, os.SEEK_END)
    if size > limits.size:
        raise Unreadable("feeds.refuse.size", limit=limits.size // 1_000_000)
    file.seek(0)
    head = file.read(HEAD)
    _refuse_kinds(head)
    encoding, mark = _encoding(head)
    source: Source = file
    if encoding.startswith("utf-16"):
        source = Recoded(file, encoding, mark)
        head = source.read(HEAD)
    head = head.removeprefix(codecs.BOM_UTF8)
    if not head.strip():
        raise Unreadable("feeds.refuse.empty")
    return head, source


def _refuse_kinds(head: bytes) -> None:
    for magic, key in _MAGIC:
        if head.startswith(magic):
            raise Unreadable("feeds.refuse.excel" if key == "feeds.refuse.zip" and _EXCEL.search(head) else key)
    if _WEB.match(head):
        raise Unreadable("feeds.refuse.web_page")


def _encoding(head: bytes) -> tuple[str, int]:
    """The encoding that the first bytes tell, and how many of them only tell it. Raises Unreadable for UTF-32."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if encoding == "utf-32":
                raise Unreadable("feeds.refuse.encoding")
            return encoding, len(mark)
    # Mostly Latin text in UTF-16 without a mark has a zero in every other byte.
    even, odd = head[0:2_000:2].count(0), head[1:2_000:2].count(0)
    if max(even, odd) * 5 > min(len(head), 2_000) and min(even, odd) * 10 < max(even, odd):
        return ("utf-16-be" if even > odd else "utf-16-le"), 0
    return "utf-8", 0


class Recoded:
    """A file of UTF-16 that reads as UTF-8; what is no character in it reads as U+FFFD."""

    def __init__(self, file: BinaryIO, encoding: str, mark: int) -> None:
        self._file, self._encoding, self._mark = file, encoding, mark
        self.seek(0)

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        """Go back to the beginning, the only place there is."""
        if (place, whence) != (0, os.SEEK_SET):
            raise ValueError("only the beginning can be sought")
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        self._left = b""
        return self._file.seek(self._mark)

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes of UTF-8, or all that are left."""
        while size < 0 or len(self._left) < size:
            raw = self._file.read(HEAD)
            self._left += self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            if not raw:
                break
        size = len(self._left) if size < 0 else size
        chunk, self._left = self._left[:size], self._left[size:]
        return chunk
