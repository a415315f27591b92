"""`headroom findings --invoices`: every line of an account's invoices that is left out of an application, and why."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.entrypoints.cli.output_file import export
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.services.invoices import Judged, judged_lines, tally
from bot.slack.plain_text import unmarked
from bot.views.rules.invoices import tally_lines, values_of
from rules.core import money
from rules.core.policy import terms
from rules.renewed.eligibility import EligibilityCase, EligibilityTerms
from rules.renewed.invoices import Line
from storage.workspaces import Workspace

TITLES = (
    "invoice", "date", "supplier", "brand", "item", "asin", "units", "unit price", "selling price", "amount",
    "currency", "comes to", "counts", "why not", "by cost", "clause",
)  # fmt: skip

WINDOW, PRICE = "renewed-ca/apply/2", "renewed-ca/apply/2.1"
BY_PRICE = (Line.HIDDEN, Line.NO_SUM, Line.NO_PRICE, Line.CHEAP)
"""Reasons of clause 2.1; the others are of clause 2."""


def invoice_lines(ws: Workspace, account: str, today: date, rate: Decimal | None, out: Path | None) -> Iterator[str]:
    """Each line that is left out for an application of today, then the totals; into a file, each line that is held.

    Raises NoTerms, and BadFile where the file cannot be written.
    """
    figures = terms(EligibilityTerms, today)
    with ws.read() as snapshot:
        lines = judged_lines(snapshot, account, today, rate, figures)
    if not lines:
        yield say(ENGLISH, "invoices.none")
        return
    if out is None:
        yield from (_line(each, figures) for each in lines if each.verdict is not Line.COUNTED)
    else:
        export(out, TITLES, (_cells(each, figures) for each in lines))
        yield say(ENGLISH, "checks.written", file=out)
    case = EligibilityCase() if rate is None else EligibilityCase(rate=rate)
    yield from map(unmarked, tally_lines(ENGLISH, tally(account, lines), case, figures))


def _why(each: Judged, figures: EligibilityTerms) -> str:
    if each.verdict is Line.COUNTED:
        return ""
    return unmarked(say(ENGLISH, f"invoices.why.{each.verdict.name.lower()}", n=1, **values_of(figures)))


def _clause(each: Judged) -> str:
    return PRICE if each.verdict in BY_PRICE else WINDOW


def _line(each: Judged, figures: EligibilityTerms) -> str:
    line = each.line
    parts = (line.invoice, line.invoiced_on.isoformat(), line.supplier, line.item or line.brand)
    return " · ".join((*filter(None, parts), f"{_why(each, figures)} ({_clause(each)})"))


def _cells(each: Judged, figures: EligibilityTerms) -> tuple[str, ...]:
    line = each.line
    prices = (line.unit_price, line.selling_price, line.amount)
    return (
        line.invoice,
        line.invoiced_on.isoformat(),
        line.supplier,
        line.brand,
        line.item,
        line.asin,
        "" if line.units is None else str(line.units),
        *map(_money, prices),
        line.currency,
        _money(each.cents if each.cents >= 0 else None),
        say(ENGLISH, "invoices.yes" if each.verdict is Line.COUNTED else "invoices.no"),
        _why(each, figures),
        say(ENGLISH, "invoices.yes") if each.by_cost else "",
        _clause(each),
    )


def _money(cents: int | None) -> str:
    return "" if cents is None else str(money.amount(cents))
