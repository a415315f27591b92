"""Requests a second over HTTP, and the memory of a bot that waits for the next."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection

from bench.children import LOOPBACK, serving, told_by
from bench.figures import Goal, Row
from bench.memory import resident
from bench.rounds import in_turns
from bench.slack import REFUND, request

ROUNDS = 3
SECONDS, CONNECTIONS = 4, 32

IDLE_ROUNDS, IDLE_REQUESTS = 3, 100
SETTLING_SECONDS = 0.5


def rows() -> Iterator[Row]:
    """Our app beside the bare one behind the same server, and the bare one behind two servers as they come."""
    taken = in_turns(ROUNDS, {kind: lambda kind=kind: _per_second(kind) for kind in KINDS})  # type: ignore[misc]
    what = f"Refunds over HTTP, {CONNECTIONS} connections"
    yield Row(what, taken["ours"], "bare Bolt, same server", taken["bare"], "/s", Goal(0.5, "ratio", at_least=True))
    yield Row("Bare Bolt behind uvicorn", taken["uvicorn"], "behind waitress", taken["waitress"], "/s")


KINDS = ("ours", "bare", "waitress", "uvicorn")


def _per_second(kind: str) -> float:
    with serving(kind) as (_, port):
        answered: float = told_by("bench.load", str(port), str(SECONDS), str(CONNECTIONS))
        return answered


def memory_rows() -> Iterator[Row]:
    """What an idle bot holds after some requests, beside the bare app."""
    taken = in_turns(IDLE_ROUNDS, {"ours": lambda: _idle("ours"), "bare": lambda: _idle("bare")})
    what = f"Memory of an idle bot after {IDLE_REQUESTS} requests"
    yield Row(what, taken["ours"], "bare Bolt, same server", taken["bare"], "MiB", Goal(120, "ours"))


def _idle(kind: str) -> float:
    with serving(kind) as (process_id, port):
        connection = HTTPConnection(LOOPBACK, port)
        for number in range(IDLE_REQUESTS):
            body, headers = request(REFUND, number)
            connection.request("POST", "/slack/events", body, headers)
            if connection.getresponse().read() == b"":
                raise RuntimeError("a request was not answered")
        connection.close()
        time.sleep(SETTLING_SECONDS)
        return resident(process_id)
