"""How long a test waits for what must come."""

import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 120.0
"""Seconds after which something hangs. It ends a test that would never end, and decides nothing on a busy machine."""

LOOK: Final = 0.01
"""Seconds between two looks."""


def wait_until(happened: Callable[[], object], what: Callable[[], object] = lambda: "it never came") -> None:
    """Look until something has happened. Fails with `what` there is to say after `PATIENCE`."""
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, what()
        time.sleep(LOOK)
