"""The event by which a worker is woken; whoever sets it is made before the worker is."""

from collections.abc import Callable


class Bell:
    """Wakes the sender; made before it, because the assistant that rings it is too."""

    def __init__(self) -> None:
        self.ring: Callable[[], None] = _nobody

    def __call__(self) -> None:
        """Ring it."""
        self.ring()


def _nobody() -> None:
    """Nobody is asleep."""
