"""Waiting in the terminal for what the app has promised to say, so that it stands before the next line."""

import time
from collections.abc import Callable, Sequence

from bot.entrypoints.local.emulator.slack import Shown, Slack
from bot.entrypoints.server.wakeup import WakeUp

LONGEST = 60.0
"""Seconds after which an answer that was promised is waited for no more."""

LOOK = 0.01
"""Seconds between two looks for it."""


class Arrivals:
    """What has arrived since a line was typed.

    The app promises to say something by waking one of its workers before it acknowledges; each of `wake_ups` wakes one.
    """

    def __init__(self, slack: Slack, wake_ups: Sequence[WakeUp]) -> None:
        self._slack, self._wake_ups = slack, wake_ups
        self.begin()

    def begin(self) -> None:
        """What is promised and arrives from now on is what is waited for."""
        self._arrived: list[Shown] = []
        self._promised, self._refused = self._promises(), len(self._slack.refusals)

    def came(self, shown: Shown) -> None:
        """Note a message that arrived."""
        self._arrived.append(shown)

    def wait(self, is_answer: Callable[[Shown], bool]) -> bool:
        """Wait for an answer: whether it came. It does not where none was promised, or where Slack refuses it."""
        until = time.monotonic() + LONGEST
        while not any(map(is_answer, self._arrived)):
            if not self._is_to_come() or time.monotonic() > until:
                return False
            time.sleep(LOOK)
        return True

    def _is_to_come(self) -> bool:
        return self._promises() > self._promised and len(self._slack.refusals) == self._refused

    def _promises(self) -> int:
        return sum(wake_up.calls for wake_up in self._wake_ups)
