"""The returns of an account as the columns that formulas read, and the check of labels worked out on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.columns import Wholes, coded, truths, wholes
from rules.checks.returns import LabelFacts, LabelSteps, label_check
from rules.core.columns import sweep
from rules.core.decision import Interpretation
from rules.core.marketplaces import HOME
from rules.core.truth import NO, UNKNOWN, YES
from rules.sfp.reasons import BUYER, MISSING, SELLER, SETTING, payer_table, return_reasons

Columns = Mapping[str, Sequence[Any]]

AMAZONS_WORD = {"seller": SELLER, "customer": BUYER, "buyer": BUYER}
PREPAID = "amazonprepaidlabel"


@dataclass(frozen=True, slots=True)
class Returns:
    """The fields of each return, where it is of, and the steps of the check of its label."""

    columns: Columns
    home: Wholes
    prime: Wholes
    labels: Mapping[str, Wholes]
    reading: Interpretation

    def subject(self, row: int) -> str:
        """The return as it is shown to people."""
        return " ".join(filter(None, (self.columns[name][row] for name in ("order_id", "rma", "item"))))

    def free_category(self, row: int) -> str | None:
        """The free category of its item, if that has one."""
        category, reason = self.columns["category"][row], self.columns["reason"][row]
        return return_reasons().free_category(category) or return_reasons().family(reason)

    def reason(self, row: int) -> str:
        """The code of its reason, as our table spells it where it has one."""
        return return_reasons().code_of(str(self.columns["reason"][row] or "").upper())

    def set_here(self, row: int) -> bool:
        """Whether a setting of the workspace says who pays for its reason."""
        return SETTING + self.reason(row) in self.reading.overrides

    def assumed(self, row: int) -> tuple[str, ...]:
        """What it rests on that the buyer, or the seller, pays for its reason."""
        used = (("A5", not self.set_here(row)), ("A9", self.columns["category"][row] is None))
        return tuple(name for name, applies in used if applies)


def read_returns(columns: Columns, reading: Interpretation) -> Returns:
    """The returns as storage gives them, as a workspace reads the policy."""
    known = {**columns, "category": _categories(columns)}
    home, prime = coded(known["marketplace"], _is_home), truths(known["prime"])
    table, free = payer_table(reading), return_reasons().free_category
    facts = LabelFacts(
        home,
        prime,
        free=(coded(known["category"], lambda word: free(word) is not None) == 1)
        | (coded(known["reason"], lambda code: return_reasons().family(code) is not None) == 1),
        reason=coded(known["reason"], lambda code: table.of(code and code.upper())),
        reported_payer=coded(known["label_payer"], lambda word: AMAZONS_WORD.get((word or "").lower(), MISSING)),
        cost=wholes(known["label_cost"]),
        prepaid=coded(known["label"], lambda word: (word or "").lower() == PREPAID) == 1,
    )
    return Returns(known, home, prime, sweep(label_check, facts, table.payers, LabelSteps._fields), reading)


def _is_home(marketplace: str | None) -> int:
    return UNKNOWN if marketplace is None else YES if marketplace == HOME.id else NO


def _categories(columns: Columns) -> list[str | None]:
    """Each return's category, or the one that other returns of its ASIN have: the flat report tells none."""
    free = return_reasons().free_category
    known: dict[str, str] = {}
    doubtful: set[str] = set()
    for asin, category in sorted(
        {pair for pair in zip(columns["asin"], columns["category"], strict=True) if all(pair)}
    ):
        if free(known.setdefault(asin, category)) != free(category):
            doubtful.add(asin)
    learnt = {asin: category for asin, category in known.items() if asin not in doubtful}
    return [reported or learnt.get(asin) for asin, reported in zip(columns["asin"], columns["category"], strict=True)]
