"""The event by which the assistant wakes a worker."""

import threading


class WakeUp(threading.Event):
    """Wakes a worker when it is called; `calls` counts how often that was, each of them a promise of something to say.

    What a worker does by itself sets the event and promises nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def __call__(self) -> None:
        """Have the worker look for what there is to do."""
        self.calls += 1
        self.set()
