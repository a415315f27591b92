"""How the work on a text grows with its length."""

from collections.abc import Callable
from time import process_time

TRIES = 6
BETWEEN = 9
"""Times the work that four times the text may make: four where it is linear, sixteen where it is quadratic."""

NOTHING = 0.05
"""Seconds of work too few to compare."""


def grows_linearly(run: Callable[[str], object], text: str) -> bool:
    """Whether work on a text grows with its length, not with the square of it.

    Both lengths are worked on side by side, so that a busy or slow machine takes longer for both; one comparison that
    nothing came between is enough, and quadratic work never gets one.
    """
    return any(_compare(run, text) for _ in range(TRIES))


def _compare(run: Callable[[str], object], text: str) -> bool:
    quarter, whole = _seconds(run, text[: len(text) // 4]), _seconds(run, text)
    return whole < NOTHING or whole < BETWEEN * quarter


def _seconds(run: Callable[[str], object], text: str) -> float:
    began = process_time()
    run(text)
    return process_time() - began
