"""Lines of a file one by one in bounded memory, whatever ends them and however long they are."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reports.parsing.encoding import Source

CHUNK = 262_144

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]")


@dataclass(slots=True)
class Lines:
    """The lines of a file. `other_encoding` counts those that were no UTF-8; `ended` is whether the last one ends."""

    file: Source
    longest: int
    other_encoding: int = 0
    ended: bool = True

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        """Each line with its number from 1; None in the place of one that is too long or that is no text."""
        self.other_encoding = 0
        for number, raw in enumerate(self._raw(), 1):
            yield number, None if raw is None else self._text(raw)

    def _raw(self) -> Iterator[bytes | None]:
        self.file.seek(0)
        end, rest, over = b"", b"", False
        while chunk := self.file.read(CHUNK):
            if not end:
                chunk = chunk.removeprefix(codecs.BOM_UTF8)
                end = b"\n" if b"\n" in chunk or b"\r" not in chunk else b"\r"
            first, *others = chunk.split(end)
            rest, over = (b"", True) if over or len(rest) + len(first) > self.longest else (rest + first, False)
            if others:
                yield None if over else rest
                rest, over = others.pop(), False
                yield from (each if len(each) <= self.longest else None for each in others)
        self.ended = not rest and not over
        if not self.ended:
            yield None if over else rest

    def _text(self, raw: bytes) -> str | None:
        raw = raw.rstrip(b"\r")
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self.other_encoding += 1
            text = western(raw)
        return None if _UNPRINTABLE.search(text) else text


def western(raw: bytes) -> str:
    """Bytes that are no UTF-8, as Windows and older Amazon reports write them."""
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
