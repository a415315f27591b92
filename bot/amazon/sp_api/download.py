"""A report's document, brought here: within its limits, unpacked, and wholly or not at all."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final

import httpx

from bot.amazon.sp_api.client import Document
from bot.amazon.sp_api.errors import Away, Unsure
from bot.amazon.sp_api.token import SECONDS, trusted
from bot.config import SAFE
from bot.reports.parsing.report import Limits, Unreadable

IN_MEMORY: Final = 4_000_000
"""Bytes up to which a document stays in memory."""

CHUNK: Final = 1 << 16
GZIP: Final = 16 + zlib.MAX_WBITS


@contextmanager
def fetched(document: Document, most: int = Limits().size) -> Iterator[BinaryIO]:
    """The bytes of a document, unpacked, as a file that is gone at the end of the block.

    Raises Away, Unsure where its address is no longer good or the line was cut, and Unreadable for a document of more
    than so many bytes, packed or not, or one whose packing is broken.
    """
    if not document.address.startswith(SAFE):
        raise Unsure("address")
    with SpooledTemporaryFile(IN_MEMORY) as file:
        for chunk in _within(most, _unpacked(document.packed, _within(most, _received(document.address)), most)):
            file.write(chunk)
        file.seek(0)
        yield file  # type: ignore[misc]  # as good as a file of bytes


def _received(address: str) -> Iterator[bytes]:
    # Raw, because Amazon packs the document itself and not the way it travels; and without our token, which is not
    # for whoever keeps documents.
    try:
        with httpx.Client(timeout=SECONDS, verify=trusted()) as client, client.stream("GET", address) as response:
            if not response.is_success:
                raise Unsure(f"HTTP {response.status_code}")
            yield from response.iter_raw(CHUNK)
    except (httpx.ConnectError, httpx.ConnectTimeout) as away:
        raise Away(type(away).__name__) from None
    except httpx.TransportError as cut:
        raise Unsure(type(cut).__name__) from None


def _within(most: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise Unreadable("feeds.refuse.size", limit=most // 1_000_000)
        yield chunk


def _unpacked(packed: bool, chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    if not packed:
        yield from chunks
        return
    unpacking = zlib.decompressobj(GZIP)
    try:
        for left in chunks:
            while left:
                if unpacking.eof:
                    unpacking = zlib.decompressobj(GZIP)
                # Never more at once than is taken in all, however much a few bytes claim to be.
                yield unpacking.decompress(left, most + 1)
                left = unpacking.unused_data  # noqa: PLW2901 what follows the end of a pack begins another one
    except zlib.error:
        raise Unreadable("amazon.refuse.packing") from None
    if not unpacking.eof:
        raise Unsure("cut short")
