"""What was read from a file and is not stored yet, put aside in a temporary file so that memory stays small.

The whole file is read before anything is written, so that no writer waits for a reader: a long file is read in many
seconds, and the database is held only for those in which it is stored.
"""

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Any, Generic, TypeVar

BATCH = 10_000
"""Things that are in memory at once."""

Thing = TypeVar("Thing")


class Spool(Generic[Thing]):
    """Dataclasses with slots, of one kind, put aside in their order.

    The file is gone when it is closed, or the process ends however it does.
    """

    def __init__(self, kind: type[Thing]) -> None:
        self._kind = kind
        self._names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        self._file = TemporaryFile()  # noqa: SIM115 close() closes it
        self.count = 0

    def fill(self, things: Iterable[Thing]) -> None:
        """Put things aside."""
        source = iter(things)
        while batch := list(islice(source, BATCH)):
            columns = [list(map(attrgetter(name), batch)) for name in self._names]
            pickle.dump(columns, self._file, pickle.HIGHEST_PROTOCOL)
            self.count += len(batch)

    def batches(self) -> Iterator[list[Thing]]:
        """All that was put aside, from the first, in lists of at most `BATCH`."""
        self._file.seek(0)
        left = self.count
        while left:
            columns: list[list[Any]] = pickle.load(self._file)  # noqa: S301 our own file, which has no name
            left -= len(columns[0])
            yield self._made_of(columns)

    def _made_of(self, columns: Sequence[Sequence[Any]]) -> list[Thing]:
        # Slot by slot through C: pickle's way with a frozen dataclass, or its own __init__, takes four times as long.
        made = [object.__new__(self._kind) for _ in columns[0]]
        for name, column in zip(self._names, columns, strict=True):
            deque(map(getattr(self._kind, name).__set__, made, column), maxlen=0)
        return made

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
