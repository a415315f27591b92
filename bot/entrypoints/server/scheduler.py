"""What runs on a clock, behind two methods: `every` and `close`.

The clock only wakes us, in UTC. What is due in whose local day is worked out by what runs, because a trigger of local
time fires twice or never on the nights when clocks change.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

# It warns of every run that is left out because the last one is still under way, which is as it should be.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Scheduler:
    """Runs jobs again and again on this one machine, each never twice at once, and late rather than never."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._scheduler.start()

    @contextmanager
    def every(self, seconds: float, name: str, run: Callable[[], object]) -> Iterator[None]:
        """Run a job now and then every so many seconds until the end of the block, which waits for a run under way."""
        ended, running = threading.Event(), threading.Lock()

        def run_unless_ended() -> None:
            with running:
                if not ended.is_set():
                    run()

        self._scheduler.add_job(run_unless_ended, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))
        try:
            yield
        finally:
            ended.set()
            self._scheduler.remove_job(name)
            with running:
                pass

    def close(self) -> None:
        """Start nothing more, and wait for what is under way."""
        self._scheduler.shutdown(wait=True)
