"""One item that a check found, as its alert stores it."""

from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from storage.alerting.alerts import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that a check found, as its alert keeps it: the line that says so, and when it was first seen.

    `day` is the last day to refund on, where it is a refund that was not overdue when it was first seen.
    """

    line: str
    clause: str
    seen_at: datetime
    cents: int | None = None
    day: date | None = None


_SEEN = TypeAdapter(Seen)


def as_json(seen: Seen) -> dict[str, Any]:
    """What an alert's `outlook` column keeps."""
    kept: dict[str, Any] = _SEEN.dump_python(seen, mode="json")
    return kept


def seen_in(alert: Alert) -> Seen:
    """What an alert of a check keeps."""
    return _SEEN.validate_python(alert.outlook)
