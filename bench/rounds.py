"""Measuring CPU time in rounds that take turns."""

import time
from collections.abc import Callable, Mapping

Work = Callable[[], object]


def cpu_seconds(work: Work) -> float:
    """The CPU seconds that the work takes, those of all its threads included."""
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turns(rounds: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Take every measure once a round, always in the same order; returns each one's figures."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def micros_each(work: Work, times: int) -> Callable[[], float]:
    """A measure: microseconds of CPU for each of the `times` things that the work does."""
    return lambda: cpu_seconds(work) / times * 1_000_000
