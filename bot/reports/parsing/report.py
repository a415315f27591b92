"""What a reader hands over: rows, and for every line that is no row, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.language.grammar.slip import Slip, echo
from bot.language.phrase import Phrase
from rules.core.marketplaces import HOME


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a reader takes: bytes of a file and of a JSON document, rows, characters, lines reported."""

    size: int = 200_000_000
    document: int = 4_000_000
    rows: int = 2_000_000
    line: int = 2_000_000
    cell: int = 32_767
    problems: int = 10_000


@dataclass(frozen=True, slots=True)
class Given:
    """What a file does not say.

    `zone` is where a moment in time becomes a day: Amazon's own days in North America are Pacific. `day_first` settles
    03/04/2026 in columns that do not settle it themselves; None leaves such cells to be reported.
    """

    today: date
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))
    day_first: bool | None = None
    limits: Limits = Limits()


class Unreadable(Slip):
    """Nothing of the file may be kept; the sentence says why and what to do instead.

    It can come at any row, since files are read as they are taken: whoever stores rows undoes what was stored.
    """


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that became no row: where, in which column, the key of the sentence that says why, and what stood there.

    `line` counts from 1, and is 0 in JSON, whose `column` is the path of the value.
    """

    line: int
    column: str
    what: str
    value: str = ""

    @property
    def phrase(self) -> Phrase:
        """What is to be said of it."""
        place = Phrase("feeds.place", {"line": self.line}) if self.line else ""
        return Phrase(self.what, {"place": place, "line": self.line, "column": self.column, "text": self.value})


class Problems(list[Problem]):
    """The lines that became no row. A file of more than `most` is taken for something else and refused."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def add(self, line: int, column: str, what: str, value: str = "") -> None:
        """Report a line. Raises Unreadable when there are too many."""
        if len(self) == self._most:
            raise Unreadable("feeds.refuse.problems", limit=self._most, example=self[0].phrase)
        self.append(Problem(line, echo(column), what, echo(value)))


Row = TypeVar("Row")


@dataclass(slots=True)
class Report(Generic[Row]):
    """A file that is being read.

    `rows` reads on as it is iterated, once, while the file is open; only then are `problems`, `notes` and `lines`
    complete, and every line (or item, in XML and JSON) is then a row or a problem. `marketplace` is None where the
    file names none or several, and each row names its own; `account_hint` is what the file says of the seller.
    """

    kind: str
    problems: Problems
    marketplace: str | None = None
    account_hint: str | None = None
    notes: list[Phrase] = field(default_factory=list)
    lines: int = 0
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))

    def note(self, key: str, **values: object) -> None:
        """Say something about the whole file."""
        self.notes.append(Phrase(key, values))

    def place(self, codes: set[str]) -> None:
        """Say of which marketplaces the file is."""
        known = sorted(codes - {""})
        self.marketplace = known[0] if len(known) == 1 else None
        others = [each for each in known if each != HOME.id]
        if others:
            self.note("feeds.note.marketplace", marketplaces=tuple(each.upper() for each in others))
