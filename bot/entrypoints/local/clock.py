"""A clock that runs faster than time, to see in a minute what a month brings."""

import re
import time
from datetime import UTC, datetime, timedelta

_SPEED = re.compile(r"(\d{1,3}(?:\.\d)?)([smhd])/s")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class Clock:
    """Tells an instant that moves `speed` seconds in a second, from `start` on."""

    def __init__(self, start: datetime, speed: float = 1) -> None:
        self.speed = speed
        self._start, self._began = start, time.monotonic()

    def __call__(self) -> datetime:
        """The instant that it is by this clock."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self.speed)


def speed_of(text: str) -> float:
    """Seconds in a second: `1d/s` is 86,400. Raises ValueError saying how to write it."""
    told = _SPEED.fullmatch(text.strip().lower())
    if told is None or float(told[1]) == 0:
        raise ValueError(f"--clock takes a speed such as 1d/s or 6h/s, not {text}.")
    return float(told[1]) * _SECONDS[told[2]]


def present() -> datetime:
    """The present instant."""
    return datetime.now(UTC)
