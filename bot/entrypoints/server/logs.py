"""What is written while Headroom serves: a line for each event, as JSON, or to be read where a person watches.

No line holds what somebody typed. The audit keeps that, and the log has other readers.
"""

import logging
from collections.abc import MutableMapping
from traceback import extract_tb, format_list
from typing import Any, Final, TextIO

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

LEVELS: Final = {"": logging.WARNING, "bot": logging.INFO}
"""What is written at all, by the beginning of a logger's name."""

QUOTING: Final = ("slack_bolt", "uvicorn.error")
"""Loggers of which only errors are kept: the first quotes requests, the second speaks of every malformed one."""

PLAIN: Final = (OSError, OperationalError, PoolTimeout)
"""Failures whose own words are about a network or a database, and never about what somebody typed."""


def write_logs(stream: TextIO) -> None:
    """Write every event to the stream: readable lines on a terminal, JSON elsewhere."""
    watched = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.addFilter(worth_keeping)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.ExtraAdder(),
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper("iso", key="timestamp" if watched else "time"),
                without_words,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.getLogger().handlers[:] = [handler]
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)


def worth_keeping(record: logging.LogRecord) -> bool:
    """Whether a record belongs into the log."""
    return record.levelno >= logging.ERROR or not record.name.startswith(QUOTING)


def without_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Tell an exception by its kind and the lines it came through; its words may quote what somebody typed."""
    raised = event.pop("exc_info", None)
    if raised:
        event["exception"] = described(raised[1])
    return event


def described(error: BaseException) -> str:
    """An exception, after the ones that led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    words = f": {error}" if isinstance(error, PLAIN) else ""
    came_through = "".join(format_list(extract_tb(error.__traceback__)))
    return (f"{described(before)}\n" if before else "") + f"{came_through}{type(error).__name__}{words}"
