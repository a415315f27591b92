"""A long file taken as `headroom import` takes it: `python -m bench.filing returns 200000`, or `metrics`.

Prints the CPU seconds from the file to the commit, returns also judged, and the MiB that the process held at most.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bench.databases import ACCOUNT, NOW, WHO, database, opened
from bench.judging import judged
from bench.many_readings import by_day
from bench.memory import forget_peak, peak
from bot.amazon.imports.import_file import Giving, import_file

SAMPLE = Path(__file__).parent.parent / "bot" / "entrypoints" / "local" / "samples" / "returns.txt"
GIVING = Giving(ACCOUNT, WHO, NOW, ZoneInfo("America/Toronto"))
OFFERS_A_DAY = 10
"""Days of each offer in a file of metrics."""


def returns(rows: int) -> Iterator[str]:
    """The sample's returns again and again, each of an order of its own."""
    titles, *lines = SAMPLE.read_text(encoding="latin-1").splitlines()
    yield titles
    for number, line in enumerate(islice(cycle(lines), rows)):
        cells = line.split("\t")
        cells[0] = f"701-{1_000_000 + number % 7:07}-{number:07}"
        cells[4] = f"D{number:08X}RMA"
        cells[10] = cells[10] and f"{3_257_596_257_688_808 + number}"
        if len(cells) == len(titles.split("\t")):
            cells[-1] = f"{73_325_701_028_475 + number}"
        yield "\t".join(cells)


def metrics(rows: int) -> Iterator[str]:
    """Our own CSV with a figure of every offer for every day."""
    yield "metric,as-of,value,orders,defects,asin,reviews,window,account,marketplace"
    for read in by_day(rows // OFFERS_A_DAY, OFFERS_A_DAY):
        share = f"{read.value / 10_000:.2f}%"
        yield f"{read.metric},{read.as_of},{share},{read.orders},{read.defects},{read.subject},,,,ca"


FILES = {"returns": returns, "metrics": metrics}


def measure(kind: str, rows: int) -> dict[str, float]:
    """CPU seconds and MiB."""
    with TemporaryDirectory(prefix="headroom-bench-") as folder, database("sqlite") as url:
        path = Path(folder) / "file.txt"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in FILES[kind](rows))
        with opened(url) as (_, workspace), path.open("rb") as file:
            forget_peak()
            start = time.process_time()
            found = import_file(workspace, file, path.name, GIVING)
            if kind == "returns":
                judged(workspace)
            taken = {"seconds": time.process_time() - start, "mib": peak()}
    if (found.rows, found.problem_count) != (rows, 0):
        raise RuntimeError(f"{found.rows} rows and {found.problem_count} problems came of {rows} lines")
    return taken


if __name__ == "__main__":
    file_kind, rows = sys.argv[1:]
    sys.stdout.write(json.dumps(measure(file_kind, int(rows))))
