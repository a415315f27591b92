"""Processes of our own: what they cost, and servers that listen while something is measured."""

import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent
LOOPBACK = "127.0.0.1"
START_SECONDS = 30


def told_by(*arguments: str, **environment: str) -> Any:
    """What a module prints as JSON: `told_by("bench.sweeping", "ours")`. Raises CalledProcessError where it fails."""
    return json.loads(_run("-m", *arguments, **environment))


def cpu_of(*arguments: str, **environment: str) -> float:
    """The CPU seconds of a run of Python from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(*arguments, **environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _run(*arguments: str, **environment: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=HOME, env=_with(environment), stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603
    return done.stdout


def _with(environment: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **environment}


@contextmanager
def serving(kind: str) -> Iterator[tuple[int, int]]:
    """A server of `bench.server` in a process of its own: its process id and its port, once it answers."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.server", kind, str(port)]
    with subprocess.Popen(command, cwd=HOME) as server:  # noqa: S603
        try:
            _wait_for(server, port)
            yield server.pid, port
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((LOOPBACK, 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as asked:
            if asked.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
