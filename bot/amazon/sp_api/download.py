"""A report's document, downloaded within its size limit and decompressed: wholly or not at all."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final

import httpx

from bot.amazon.sp_api.errors import Unsure
from bot.amazon.sp_api.http import CHUNK, safe_url, transport_errors
from bot.amazon.sp_api.models import ReportDocument
from bot.reports.parsing.report import Limits, Unreadable

IN_MEMORY: Final = 4_000_000
"""Bytes up to which a document stays in memory."""

GZIP: Final = 16 + zlib.MAX_WBITS


@contextmanager
def downloaded(http: httpx.Client, document: ReportDocument, limit: int = Limits().size) -> Iterator[BinaryIO]:
    """A document's bytes, decompressed, in a file that is deleted at the end of the block.

    Raises Away, Unsure where its address has expired or the connection broke, and Unreadable for a document of more
    than `limit` bytes, compressed or not, or one that cannot be decompressed.
    """
    with SpooledTemporaryFile(IN_MEMORY) as file:
        with _streamed(http, document.url.get_secret_value()) as chunks:
            received = _limited(limit, chunks)
            for chunk in _limited(limit, _gunzipped(received, limit)) if document.is_gzipped else received:
                file.write(chunk)
        file.seek(0)
        yield file  # type: ignore[misc]  # as good as a file of bytes


@contextmanager
def _streamed(http: httpx.Client, address: str) -> Iterator[Iterator[bytes]]:
    with transport_errors(), http.stream("GET", safe_url(address)) as response:
        if not response.is_success:
            raise Unsure(f"HTTP {response.status_code}")
        # Raw, because the document itself is compressed and not its transfer.
        yield response.iter_raw(CHUNK)


def _limited(limit: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise Unreadable("feeds.refuse.size", limit=limit // 1_000_000)
        yield chunk


def _gunzipped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    member = zlib.decompressobj(GZIP)
    try:
        for chunk in chunks:
            compressed = chunk
            while compressed:
                if member.eof:
                    member = zlib.decompressobj(GZIP)
                # One byte more than the limit is enough to exceed it, however much a few bytes expand to.
                yield member.decompress(compressed, limit + 1)
                compressed = member.unused_data
    except zlib.error:
        raise Unreadable("amazon.refuse.packing") from None
    if not member.eof:
        raise Unsure("cut short")
