"""A million refunds as columns, each sweep in a fresh process."""

from collections.abc import Iterator

from bench.children import told_by
from bench.figures import Goal, Row

ROUNDS = 5

OURS, OPENFISCA, POLARS, POLARS_ONE = "ours", "OpenFisca", "polars, all threads", "polars, one thread"


def rows() -> Iterator[Row]:
    """CPU and memory of everybody's sweep; columns in, status, reason code and both bounds of the refund out."""
    taken = [_round() for _ in range(ROUNDS)]

    def each(who: str, figure: str) -> list[float]:
        return [measured[who][figure] for measured in taken]

    for peer, goal in ((OPENFISCA, Goal(0.10, "ours")), (POLARS_ONE, None), (POLARS, None)):
        yield Row("1,000,000 refunds, CPU", each(OURS, "seconds"), peer, each(peer, "seconds"), "s", goal)
    for peer, goal in ((OPENFISCA, Goal(60, "ours")), (POLARS_ONE, None), (POLARS, None)):
        yield Row("1,000,000 refunds, memory", each(OURS, "mib"), peer, each(peer, "mib"), "MiB", goal)


def _round() -> dict[str, dict[str, float]]:
    return {
        OURS: told_by("bench.sweeping", "ours"),
        OPENFISCA: told_by("bench.sweeping", "openfisca"),
        POLARS_ONE: told_by("bench.sweeping", "polars", POLARS_MAX_THREADS="1"),
        POLARS: told_by("bench.sweeping", "polars"),
    }
