"""A clock that runs faster than time, to see in a minute what a month brings."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_SPEED = re.compile(r"(\d{1,3}(?:\.\d)?)([smhd])/s")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}

Stopwatch = Callable[[], float]


class Clock:
    """Tells an instant that moves `speed` seconds in a second, from `start` on.

    It stands still `hold` after the last `go_on`, so that it runs no faster than what is done at its times.
    `stopwatch` gives the seconds that pass.
    """

    def __init__(
        self, start: datetime, speed: float = 1, hold: timedelta | None = None, stopwatch: Stopwatch = time.monotonic
    ) -> None:
        self.speed = speed
        self._hold, self._stopwatch = hold, stopwatch
        self._since = start, stopwatch()

    def __call__(self) -> datetime:
        """The instant that it is by this clock."""
        start, began = self._since
        passed = timedelta(seconds=(self._stopwatch() - began) * self.speed)
        return start + (passed if self._hold is None else min(passed, self._hold))

    def go_on(self) -> None:
        """What was to be done up to now is done."""
        self._since = self(), self._stopwatch()


def speed_of(text: str) -> float:
    """Seconds in a second: `1d/s` is 86,400. Raises ValueError saying how to write it."""
    match = _SPEED.fullmatch(text.strip().lower())
    if match is None or float(match[1]) == 0:
        raise ValueError(f"--clock takes a speed such as 1d/s or 6h/s, not {text}.")
    return float(match[1]) * _SECONDS[match[2]]


def present() -> datetime:
    """The present instant."""
    return datetime.now(UTC)
