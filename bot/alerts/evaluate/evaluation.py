"""What a look at one subject found, as an alert keeps it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from rules.renewed.standing import Reading
from rules.warnings.forecast import Outlook


@dataclass(frozen=True, slots=True)
class Assessment:
    """The reading that was judged, how it looks ahead, and the values of the last weeks (day, millionths)."""

    reading: Reading
    outlook: Outlook
    weeks: tuple[tuple[date, int], ...] = ()


@cache
def _adapter() -> TypeAdapter[Assessment]:
    return TypeAdapter(Assessment)


def as_json(assessment: Assessment) -> dict[str, Any]:
    """What an alert's `outlook` column keeps."""
    stored: dict[str, Any] = _adapter().dump_python(assessment, mode="json")
    return stored


def from_json(stored: dict[str, Any]) -> Assessment | None:
    """What was kept; None where no look was taken yet."""
    return _adapter().validate_python(stored) if stored else None
