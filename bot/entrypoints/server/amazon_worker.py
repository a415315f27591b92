"""Reports that come by themselves: every connection of every workspace is synced every minute."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from bot.config import Settings
from bot.entrypoints.server.scheduler import Scheduler

EVERY: Final = 60.0
"""Seconds between two passes; most of them find nothing to do."""


@contextmanager
def reports_coming(
    engine: Engine, settings: Settings, clock: Callable[[], datetime], scheduler: Scheduler
) -> Iterator[None]:
    """Sync until the end of the block, where there is a key that credentials can be read with."""
    if settings.headroom_key is None:
        yield
        return
    from bot.amazon.sp_api.syncer import Syncer  # not loaded where there is no key

    with closing(Syncer(engine, settings, clock)) as syncer, scheduler.every(EVERY, "amazon", syncer.sync_all):
        try:
            yield
        finally:
            syncer.stop()
