"""What a kind of report looks like: its columns, by every title they go by, and the row they make."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from bot.language.grammar.fold import fold
from bot.reports.parsing.cells import Reader

Row = TypeVar("Row")


class Day(NamedTuple):
    """The reader of a column of days, which depends on the whole column; `ahead` where days may be still to come."""

    ahead: bool = False


class Column(NamedTuple):
    """One column: the field of the row that it fills, its titles, how a cell reads, whether a row needs it."""

    field: str
    titles: tuple[str, ...]
    read: Reader | Day
    needed: bool = False


PRIVATE = frozenset(
    (
        *("rateremail", "buyeremail", "buyername", "buyerphonenumber", "buyertaxid", "recipientname", "recipient"),
        *("shipaddress1", "shipaddress2", "shipaddress3", "shipcity", "shippostalcode", "shipphonenumber"),
        *("buyercompanyname", "customername", "email", "phone"),
    )
)
"""Columns about the buyer that nothing here needs: they are not kept."""

_FOLDED = re.compile(r"[\W_]+")


LONGEST_TITLE = 100


def title(text: str) -> str:
    """A column's title without case, accents, blanks and punctuation: `Order-ID` and `order id` are equal."""
    return _title(text[:LONGEST_TITLE])


@lru_cache(maxsize=1_024)
def _title(text: str) -> str:
    return _FOLDED.sub("", fold(text))


def always(_titles: Sequence[str]) -> bool:
    """Titles however they are written."""
    return True


@dataclass(frozen=True)
class Layout(Generic[Row]):
    """One kind of report as a table.

    `any_of` are fields of which the table must have one. `finish` makes the row of the values found, by field, and
    raises Bad. `place` is the field that tells the marketplace, and `placed` how. `again` is what comes of a line that
    repeats an earlier one. `looks` tells apart kinds with the same titles, by the titles as they are written.
    """

    kind: str
    columns: Sequence[Column]
    finish: Callable[[dict[str, Any]], Row]
    any_of: tuple[str, ...] = ()
    place: str = ""
    placed: Callable[[str], str] = str
    again: Literal["keep", "say", "drop"] = "keep"
    looks: Callable[[Sequence[str]], bool] = always

    @cached_property
    def by_title(self) -> Mapping[str, Column]:
        """Every column by every title it goes by, folded."""
        return {title(name): column for column in self.columns for name in column.titles}

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a table of these titles is of this kind."""
        return not self.missing(header) and self.looks(header)

    def missing(self, header: Sequence[str]) -> list[Column]:
        """The columns without which such a table is not of this kind."""
        present = {self.by_title[name].field for name in map(title, header) if name in self.by_title}
        needed = [column for column in self.columns if column.needed and column.field not in present]
        if self.any_of and not present.intersection(self.any_of):
            needed += [column for column in self.columns if column.field == self.any_of[0]]
        return needed
