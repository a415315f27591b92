"""Waiting in the terminal for what the app says by itself, so that it stands before the next line."""

import threading
import time

from bot.entrypoints.local.emulator.slack import Shown, Slack

UNHEARD, LONGEST_READ = 1.5, 60.0
"""Seconds after which a file that no app asked for gets no answer, and that an answer is waited for at most."""

LONGEST_ARRIVAL = 3.0
"""Seconds to wait for what a button makes arrive."""


class Arrivals:
    """What has arrived so far."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._any, self._threads = threading.Event(), set[str]()

    def came(self, shown: Shown) -> None:
        """Note a message that was drawn."""
        self._threads.add(shown.thread)
        self._any.set()

    def begin(self) -> None:
        """What arrives from now on is what is waited for."""
        self._any.clear()

    def wait(self) -> None:
        """Wait for anything to arrive, for a few seconds."""
        self._any.wait(LONGEST_ARRIVAL)

    def answered(self, shown: Shown) -> bool:
        """Wait for the answer to a dropped file: whether one came."""
        began, file = time.monotonic(), shown.payload["files"][0]["id"]
        while shown.ts not in self._threads:
            if time.monotonic() - began > (LONGEST_READ if file in self._slack.asked else UNHEARD):
                return False
            time.sleep(0.02)
        return True
