"""Being told to stop."""

import signal
from collections.abc import Callable
from typing import Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def on_signal(stop: Callable[[], None]) -> None:
    """Have the first signal to stop call `stop`, which must return at once; a second one ends the process."""

    def handle(*_: object) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        stop()

    for each in SIGNALS:
        signal.signal(each, handle)
