"""What was read from a file and is not stored yet, put aside in a temporary file so that memory stays small.

The whole file is read before anything is written, so that no writer waits for a reader: a long file is read in many
seconds, and the database is held only for those in which it is stored.
"""

import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, Generic, TypeVar

BATCH = 2_000
"""Rows that are in memory at once."""

Thing = TypeVar("Thing")


class Spool(Generic[Thing]):
    """Things put aside in their order; the file is gone when it is closed, or the process ends however it does."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 close() closes it
        self.count = 0

    def fill(self, things: Iterable[Thing]) -> None:
        """Put things aside."""
        source = iter(things)
        while batch := list(islice(source, BATCH)):
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)
            self.count += len(batch)

    def batches(self) -> Iterator[list[Thing]]:
        """All that was put aside, from the first, in lists of at most `BATCH`."""
        self._file.seek(0)
        left = self.count
        while left:
            batch: list[Any] = pickle.load(self._file)  # noqa: S301 our own file, which has no name
            left -= len(batch)
            yield batch

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
