"""A file that somebody asked for takes its place only once everything is in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from bot.catalogue import say


class BadFile(Exception):
    """A file cannot be read or written as it is; the message is the answer."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(say(key, **values))


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
