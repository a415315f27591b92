"""The figures as a table, on the terminal with their spread and in the README with their medians."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Agreement, Goal, Row, Spread, Unit

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
FORESIGHT_BEGIN, FORESIGHT_END = "<!-- foresight -->", "<!-- /foresight -->"

PIPE_WIDTH = 170
"""Columns where there is no terminal to ask."""

COLUMNS = ("what", "ours", "beside", "theirs", "ratio", "goal", "met")
NUMBERS = ("ours", "theirs", "ratio", "goal")

MEASURED = (
    "Measured by `make bench`, here with {cores} cores and Python {python}: medians of rounds that take turns, in CPU "
    "time, requests a second by the clock. Before that all answered {cases:,} random and boundary cases: {agreement}."
)


def print_table(console: Console, rows: Sequence[Row]) -> None:
    """Every figure as its least, its middle and its largest round."""
    table = Table(*COLUMNS)
    for column in table.columns:
        column.justify = "right" if column.header in NUMBERS else "left"
    for row in rows:
        ours, theirs, ratio = Spread.of(row.ours), Spread.of(row.theirs), row.ratio
        spreads = (_spread(ours, row.unit), row.peer, _spread(theirs, row.unit), _spread(ratio, "x"))
        table.add_row(row.what, *spreads, _goal(row), _met(row))
    console.print(table)


def print_agreement(console: Console, agreement: Agreement) -> None:
    """How far a peer says the same."""
    console.print(f"{agreement.cases:,} cases, {agreement.peer}: {_agreed(agreement)}")


def write_readme(rows: Sequence[Row], agreements: Sequence[Agreement], foresight: str) -> None:
    """Put the medians, and what warnings foresaw, between their marks in the README."""
    text = _between(README.read_text(encoding="utf-8"), BEGIN, END, _section(rows, agreements))
    README.write_text(_between(text, FORESIGHT_BEGIN, FORESIGHT_END, foresight), encoding="utf-8")


def _between(text: str, begin: str, end: str, section: str) -> str:
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{section}\n{end}{after}"


def _section(rows: Sequence[Row], agreements: Sequence[Agreement]) -> str:
    head = "| what | ours | beside | theirs | ratio | goal | met |\n|---|---:|---|---:|---:|---:|---|"
    table = "\n".join([head, *(_markdown(row) for row in rows)])
    told = MEASURED.format(
        cores=os.cpu_count(),
        python=platform.python_version(),
        cases=agreements[0].cases,
        agreement="; ".join(f"{each.peer} {_agreed(each)}" for each in agreements),
    )
    return f"{table}\n\n{told}"


def _markdown(row: Row) -> str:
    ours, theirs = (_with_unit(Spread.of(rounds).median, row.unit) for rounds in (row.ours, row.theirs))
    ratio = _with_unit(row.ratio.median, "x")
    return f"| {' | '.join((row.what, ours, row.peer, theirs, ratio, _goal(row), _met(row)))} |"


def _agreed(agreement: Agreement) -> str:
    if agreement.different == 0:
        return "the same in all"
    return f"different in {agreement.different:,} ({agreement.why})"


def _met(row: Row) -> str:
    return {None: "", True: "met", False: "not met"}[row.met]


def _goal(row: Row) -> str:
    return _limit(row.goal, row.unit) if row.goal else ""


def _limit(goal: Goal, unit: Unit) -> str:
    sign = "≥" if goal.at_least else "≤"
    return f"{sign} {_with_unit(goal.limit, 'x' if goal.of == 'ratio' else unit)}"


def _spread(spread: Spread, unit: Unit) -> str:
    return f"{_figure(spread.least)} - {_figure(spread.median)} - {_figure(spread.most)}{_unit(unit)}"


def _with_unit(figure: float, unit: Unit) -> str:
    return f"{_figure(figure)}{_unit(unit)}"


def _unit(unit: Unit) -> str:
    return unit if unit in ("x", "/s") else f" {unit}"


def _figure(figure: float) -> str:
    """Three digits that count: 0.0051, 0.47, 8.8, 151, 2,180."""
    if figure >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.3g}"
