"""One item that a check found, as its alert stores it."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, TypeAdapter
from pydantic.dataclasses import dataclass

from bot.language.phrase import Phrase, stored_phrase
from bot.language.phrase import as_json as phrase_json
from storage.alerting.alerts import Alert


def _phrase(line: object) -> Phrase:
    return line if isinstance(line, Phrase) else stored_phrase(line)


Line = Annotated[Phrase, PlainValidator(_phrase), PlainSerializer(phrase_json)]
"""A phrase, which storage keeps as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that a check found, as its alert keeps it: what the line says of it, and when it was first seen.

    `day` is the last day to refund on, where it is a refund that was not overdue when it was first seen.
    """

    line: Line
    clause: str
    seen_at: datetime
    cents: int | None = None
    day: date | None = None


_SEEN = TypeAdapter(Seen)


def as_json(seen: Seen) -> dict[str, Any]:
    """What an alert's `outlook` column keeps."""
    stored: dict[str, Any] = _SEEN.dump_python(seen, mode="json")
    return stored


def seen_in(alert: Alert) -> Seen:
    """What an alert of a check keeps."""
    return _SEEN.validate_python(alert.outlook)
