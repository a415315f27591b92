"""The lines of invoices that an account holds, each judged as a part of an application for Renewed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.language.grammar.fold import fold
from rules.core.columns import sweep
from rules.core.marketplaces import HOME
from rules.renewed.eligibility import EligibilityTerms
from rules.renewed.invoices import Line, LineFacts, LineSteps, Sum, Tally, line_check, line_terms
from storage.reports import invoices
from storage.reports.invoices import InvoiceLine
from storage.transaction import Snapshot

APPLE = {"apple", "apple inc", "apple canada", "apple canada inc", "apple computer"}
"""How invoices write the brand, folded."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, what it comes to (cents, -1 where unknown), whether it counts, and whether its cost had to tell."""

    line: InvoiceLine
    cents: int
    verdict: Line
    by_cost: bool


def judged_lines(
    snapshot: Snapshot, account: str, applied: date, rate: Decimal | None, figures: EligibilityTerms
) -> list[Judged]:
    """Every line that an account holds, oldest first, for an application of a day; `rate` is CAD a USD."""
    lines = invoices.select_all(snapshot, account)
    if not lines:
        return []
    steps = sweep(line_check, _facts(lines, applied), line_terms(figures, rate), LineSteps._fields)
    columns = (steps[name].tolist() for name in LineSteps._fields)
    return [
        Judged(line, cents, Line(verdict), bool(by_cost))
        for line, cents, verdict, by_cost in zip(lines, *columns, strict=True)
    ]


def _facts(lines: Sequence[InvoiceLine], applied: date) -> LineFacts:
    import numpy as np

    from bot.services.columns import wholes

    return LineFacts(
        age=np.array([(applied - line.invoiced_on).days for line in lines], dtype=np.int64),
        usd=np.array([line.currency == "USD" for line in lines], dtype=bool),
        cad=np.array([line.currency == HOME.currency for line in lines], dtype=bool),
        units=wholes(line.units for line in lines),
        unit_price=wholes(line.unit_price for line in lines),
        selling_price=wholes(line.selling_price for line in lines),
        amount=wholes(line.amount for line in lines),
    )


def tally(account: str, lines: Sequence[Judged]) -> Tally:
    """The lines added up."""
    apple = [each for each in lines if fold(each.line.brand) in APPLE]
    return Tally(
        account=account,
        lines=len(lines),
        general=_sum(lines),
        apple=_sum(apple),
        apple_lines=len(apple),
        by_cost=sum(each.by_cost for each in lines),
        left=Counter(each.verdict for each in lines if each.verdict is not Line.COUNTED),
    )


def _sum(lines: Iterable[Judged]) -> Sum:
    """Every currency by itself, in whole numbers of any size."""
    sums: Counter[tuple[str, Line]] = Counter()
    for each in lines:
        sums[each.line.currency, each.verdict] += each.cents
    return Sum(sums["USD", Line.COUNTED], sums[HOME.currency, Line.COUNTED], sums[HOME.currency, Line.NO_RATE])
