"""What runs on a clock, behind two methods: `every` and `stop`.

The clock only wakes us, in UTC. What is due in whose local day is worked out by what runs, because a trigger of local
time fires twice or never on the nights when clocks change.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

# It warns of every run that is left out because the last one is still under way, which is as it should be.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Jobs:
    """Runs things again and again on this one machine, each never twice at once, and late rather than never."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._scheduler.start()

    def every(self, seconds: float, name: str, run: Callable[[], object]) -> None:
        """Run something now and then every so many seconds."""
        self._scheduler.add_job(run, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Start nothing more, and wait for what is under way."""
        self._scheduler.shutdown(wait=True)
