"""The table of return reasons: who pays the label for each, and the words people use for it."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal

from pydantic import Field

from rules.core.decision import Interpretation, Payer
from rules.core.policy import POLICIES, Basis, Closed
from rules.core.units import Code

SELLER, BUYER, UNDETERMINED, MISSING = range(4)
"""Who pays, as a number for formulas: UNDETERMINED for a reason in no table, MISSING where no reason was given."""

SETTING = "payer "
"""What the name of a row's setting begins with: `payer CR-UNWANTED_ITEM`."""

_NUMBER = {"seller": Code(SELLER), "buyer": Code(BUYER)}

_NO_ROW = Code(UNDETERMINED)

PAYERS: tuple[Payer | None, ...] = ("seller", "buyer", None, None)

NEAR = 4
"""Letters of the shortest word whose near misses are known."""

_CODE_SHAPE = re.compile(r"[A-Z]{2,}(?:[-_][A-Z]+)+")


class ReturnReason(Closed):
    """One row of the table, named by its first code."""

    label: str
    payer: Payer
    codes: tuple[str, ...]
    evidence: Literal["official", "seen", "inferred"]
    words: tuple[str, ...]
    spoken: str | None = None

    @property
    def worded_as(self) -> str:
        """The code that its words stand for: one that says nothing of the item's family."""
        return self.spoken or self.code

    @property
    def code(self) -> str:
        """The code that names the row."""
        return self.codes[0]


class ReturnReasons(Closed):
    """The table with its source, and the categories whose returns are always free."""

    id: str
    title: str
    marketplace: str
    page: str
    retrieved: date
    clause: str
    basis: Basis
    free_categories_clause: str
    free_categories: Mapping[str, tuple[str, ...]]
    family_codes: Mapping[str, str]
    on_arrival: Mapping[Literal["codes"], tuple[str, ...]]
    rows: tuple[ReturnReason, ...] = Field(alias="reason")

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The row of every machine code, with and without the `CR-` prefix that some reports leave out."""
        rows = {code: row for row, reason in enumerate(self.rows) for code in reason.codes}
        return rows | {code.removeprefix("CR-"): row for code, row in rows.items()}

    @cached_property
    def vocabulary(self) -> Mapping[str, tuple[str, ...]]:
        """The codes that every label and everyday word (lower case) may mean: two where the payer could differ."""
        codes: dict[str, tuple[str, ...]] = {}
        for reason in self.rows:
            for word in (reason.label.lower(), *reason.words):
                codes[word] = (*codes.get(word, ()), reason.worded_as)
        return codes

    @cached_property
    def categories(self) -> Mapping[str, str]:
        """The proper name of every spelling (lower case) of a free category."""
        return {word: name for name, words in self.free_categories.items() for word in (name, *words)}

    def free_category(self, word: str | None) -> str | None:
        """The proper name of the free category that a word for an item stands for, if any."""
        return self._spelt.get(spelling(word)) if word else None

    def family(self, code: str | None) -> str | None:
        """The free category that a machine code names, as `AMZ-PG-APP-TOO-SMALL` names apparel."""
        known = self.family_codes.items() if code else ()
        return next((name for prefix, name in known if code and code.upper().startswith(prefix)), None)

    @cached_property
    def _spelt(self) -> Mapping[str, str]:
        """The free category of every word for it, and of every near miss that could be no other word."""
        exact = {spelling(word): name for word, name in self.categories.items()}
        near = ((slip, name) for word, name in exact.items() if len(word) >= NEAR for slip in misspelt(word))
        return dict(near) | exact

    def is_of_arrival(self, code: str | None) -> bool:
        """Whether a reason says that the item was not right when the buyer got it."""
        return code is not None and self.code_of(code) in self.on_arrival["codes"]

    def row(self, code: str) -> ReturnReason | None:
        """The row of a machine code, or None where it is in no row."""
        index = self.index.get(code)
        return None if index is None else self.rows[index]

    def code_of(self, code: str) -> str:
        """The code that names a machine code's row, or the code itself where it is in no row."""
        row = self.row(code)
        return row.code if row else code


@dataclass(frozen=True, slots=True)
class PayerTable:
    """Who pays, as formulas read it: a number for each code, and a payer for each number.

    The last payer is that of a reason in no table.
    """

    index: Mapping[str, int]
    payers: tuple[Code, ...]

    def of(self, code: str | None) -> int:
        """The number of a code; -1 where no reason was given."""
        return -1 if code is None else self.index.get(code, len(self.payers) - 1)


def payer_table(reading: Interpretation) -> PayerTable:
    """The table with the workspace's own settings in place of the rows they name (A5)."""
    settings = {
        setting.removeprefix(SETTING): override.value
        for setting, override in reading.overrides.items()
        if setting.startswith(SETTING)
    }
    return _overridden_table(settings) if settings else _plain_table()


@cache
def _plain_table() -> PayerTable:
    table = return_reasons()
    return PayerTable(table.index, (*(_NUMBER[row.payer] for row in table.rows), _NO_ROW))


def _overridden_table(settings: Mapping[str, str]) -> PayerTable:
    table = return_reasons()
    rows = [_NUMBER[settings.get(row.code, row.payer)] for row in table.rows]
    unlisted = [code for code in settings if table.row(code) is None]
    index = {**table.index, **{code: len(rows) + place for place, code in enumerate(unlisted)}}
    return PayerTable(index, (*rows, *(_NUMBER[settings[code]] for code in unlisted), _NO_ROW))


def spelling(word: str) -> str:
    """A word without case, accents and punctuation."""
    bare = unicodedata.normalize("NFD", word.casefold())
    return " ".join(
        "".join(letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter)).split()
    )


def misspelt(word: str) -> Iterator[str]:
    """The word with one letter, but not the first, left out or doubled, or with two of them swapped."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[: at + 1] + word[at:]
        if at > 1:
            yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def is_code(text: str) -> bool:
    """Whether a text has the shape of a machine code, such as `CR-NO_REASON_GIVEN` or `POOR_FIT`."""
    return _CODE_SHAPE.fullmatch(text) is not None


@cache
def return_reasons() -> ReturnReasons:
    """The table, read once."""
    return ReturnReasons.model_validate(tomllib.loads((POLICIES / "return-reasons.toml").read_text("utf-8")))
