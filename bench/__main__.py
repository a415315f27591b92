"""Measure everything and write the medians into the README: `python -m bench`.

`python -m bench commands cold` measures only those sections and leaves the README alone; `python -m bench.foresight`
measures how early and how rarely warnings come.
"""

import sys
from collections.abc import Callable, Iterator

from rich.console import Console

from bench import agreeing, cold, commands, decisions, foresight, over_http, sweeps, volume, warnings
from bench.figures import Agreement, Row
from bench.report import PIPE_WIDTH, print_agreement, print_table, write_readme

SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "decisions": decisions.rows,
    "sweeps": sweeps.rows,
    "commands": commands.rows,
    "http": over_http.rows,
    "cold": cold.rows,
    "memory": over_http.memory_rows,
    "warnings": warnings.rows,
    "volume": volume.rows,
}


def main(named: list[str]) -> None:
    """Check that everybody agrees, then measure the named sections, or all."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    agreed: list[Agreement] = []
    for agreement in agreeing.agreements():
        print_agreement(console, agreement)
        agreed.append(agreement)
    rows: list[Row] = []
    for section in named or SECTIONS:
        console.print(f"Measuring {section}...", style="dim")
        rows += SECTIONS[section]()
    print_table(console, rows)
    if not named:
        console.print("Measuring foresight...", style="dim")
        seen = list(foresight.foresights())
        foresight.print_foresight(console, seen)
        write_readme(rows, agreed, foresight.section(seen))


if __name__ == "__main__":
    main(sys.argv[1:])
