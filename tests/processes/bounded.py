"""Processes of tests that end by themselves, so that whoever waits for one that hangs does not wait for ever."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from tests.patience import PATIENCE

Process = subprocess.Popen[str]


@contextmanager
def bounded(command: Sequence[object], **options: Any) -> Iterator[Process]:
    """A process, killed with all that it has started when the block ends; `line_of` and `finish` end one that hangs.

    What it forked holds its pipes open, so that they are killed with it: its pipes then end for whoever reads them.
    """
    # A fork of a process in which OpenBLAS has threads may wait for one that it does not have.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **options.pop("env", {})}
    with subprocess.Popen(
        [str(part) for part in command], text=True, start_new_session=True, env=environment, **options
    ) as process:
        try:
            yield process
        finally:
            kill_all(process)


def kill_all(process: Process) -> None:
    """Kill a process and those that it has started, if any is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def line_of(process: Process) -> str:
    """The next line that a process writes. Fails where none comes for `PATIENCE` seconds, or the process ends."""
    assert process.stdout
    limit = threading.Timer(PATIENCE, kill_all, [process])
    limit.start()
    try:
        line = process.stdout.readline()
    finally:
        limit.cancel()
    assert line, f"it ended, or was killed after {PATIENCE} s: {process.stderr and process.stderr.read()}"
    return line.rstrip("\n")


def finish(process: Process, typed: str | None = None) -> tuple[str, str]:
    """What a process writes until it ends. Raises `subprocess.TimeoutExpired` where that takes `PATIENCE` seconds."""
    return process.communicate(typed, timeout=PATIENCE)
