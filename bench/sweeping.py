"""One sweep over a million refunds in this process: `python -m bench.sweeping ours` prints its CPU and its memory."""

import gc
import json
import sys
import time
from collections.abc import Callable

from bench.cases import TERMS, Columns, facts_of_told, random_columns
from bench.coded import ANSWER, work_out_coded
from bench.memory import forget_peak, peak, resident

ROWS = 1_000_000
SEED = 11

Sweep = Callable[[], object]


def prepared_ours(columns: Columns) -> Sweep:
    """Our formula over numpy columns."""
    from rules.core.columns import sweep

    facts = facts_of_told(columns)
    return lambda: sweep(work_out_coded, facts, TERMS, ANSWER)


def prepared_polars(columns: Columns) -> Sweep:
    """polars over its own frame."""
    from bench.peers.polars_columns import frame_of, refunds

    frame = frame_of(columns)
    return lambda: refunds(frame, TERMS, ANSWER)


def prepared_openfisca(columns: Columns) -> Sweep:
    """OpenFisca over a simulation that holds the cases."""
    from bench.peers.openfisca_system import refund_system, refunds, simulation_of

    simulation = simulation_of(refund_system(TERMS), columns)
    return lambda: refunds(simulation, ANSWER)


PREPARED = {"ours": prepared_ours, "polars": prepared_polars, "openfisca": prepared_openfisca}


def measure(prepare: Callable[[Columns], Sweep]) -> dict[str, float]:
    """CPU seconds of one sweep, and the MiB it took above its inputs at its peak."""
    prepare(random_columns(1_000, SEED))()  # what is loaded and compiled at the first use is not the sweep
    work = prepare(random_columns(ROWS, SEED))
    gc.collect()
    forget_peak()
    held = resident()
    start = time.process_time()
    answer = work()
    seconds = time.process_time() - start
    taken = peak() - held
    del answer
    return {"seconds": seconds, "mib": taken}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(PREPARED[sys.argv[1]])))
