"""Processes of tests that end by themselves, so that whoever waits for one that hangs does not wait for ever."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

PATIENCE = 120.0
"""Seconds after which a process of a test is taken to hang."""


@contextmanager
def bounded(command: Sequence[object], **options: Any) -> "Iterator[subprocess.Popen[str]]":
    """A process, killed with all that it has started when the block ends, and before that where it hangs.

    What it forked holds its pipes open, so that they are killed with it: its pipes then end for whoever reads them.
    """
    # A fork of a process in which OpenBLAS has threads may wait for one that it does not have.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **options.pop("env", {})}
    with subprocess.Popen(
        [str(part) for part in command], text=True, start_new_session=True, env=environment, **options
    ) as process:
        limit = threading.Timer(PATIENCE, kill_all, [process])
        limit.start()
        try:
            yield process
        finally:
            limit.cancel()
            kill_all(process)


def kill_all(process: "subprocess.Popen[str]") -> None:
    """Kill a process and those that it has started, if any is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
