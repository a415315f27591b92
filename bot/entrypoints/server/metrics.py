"""What Headroom counts, for Prometheus. Every label is made at the start, so that counting costs next to nothing."""

import platform
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from bot.commands import COMMANDS
from bot.workspace.request import Answer
from rules.core.decision import Status

UNKNOWN: Final = "unknown"
"""The command of every line whose command is none of ours: what people type makes no label."""

OUTCOMES: Final = (*Status, "answered", "refused", "denied")
SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 3)
"""The last bound is how long Slack waits."""


class Metrics:
    """The counts of one process, from nothing."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("headroom_build", "What is running.", registry=registry).info(
            {"version": version("headroom"), "python": platform.python_version()}
        )
        answers = Counter("headroom_answers", "Answers.", ("command", "status"), registry=registry)
        self._answers = {
            (command, status): answers.labels(command, status)
            for command in (*COMMANDS, UNKNOWN)
            for status in OUTCOMES
        }
        self.failures = Counter("headroom_failures", "Requests that failed on our side.", registry=registry)
        self.refused = Counter("headroom_unsigned_requests", "Requests that Slack did not sign.", registry=registry)
        self.seconds = Histogram(
            "headroom_request_seconds", "Time spent on a request of Slack's.", buckets=SECONDS, registry=registry
        )
        self._waiting = Gauge("headroom_audit_waiting_rows", "Rows not yet in the audit.", registry=registry)

    def answered(self, answer: Answer) -> None:
        """Count an answer."""
        command = answer.invocation.command
        self._answers[command if command in COMMANDS else UNKNOWN, answer.status].inc()

    def watch(self, waiting: Callable[[], int]) -> None:
        """Ask this for the rows that wait, whenever somebody looks."""
        self._waiting.set_function(waiting)
