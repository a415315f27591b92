"""What came of a file: what was kept, what was left out and why, and the lines that became no row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.language.phrase import Phrase
from bot.reports.parsing.report import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A file that was taken. `told` says in order what was kept and what was left out.

    `before` is the day on which the same file was taken before: then nothing was changed, and the rest is what was
    said then.
    """

    account: str
    file_hash: str
    name: str
    kind: str
    rows: int
    problem_count: int
    problems: Sequence[Problem] = ()
    told: Sequence[Phrase] = ()
    before: date | None = None


class PastImport(NamedTuple):
    """A file that was taken some time ago."""

    when: datetime
    kind: str
    name: str
    account: str
    rows: int
    problems: int
    file_hash: str
