"""Column types that refuse the values which one of the databases would silently change.

SQLite drops the offset of an instant; PostgreSQL rounds 1.5 to 2, and stores bytes as hexadecimal digits. A refused
value raises `ValueError`, which SQLAlchemy wraps in `sqlalchemy.exc.StatementError`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: any aware datetime, read back in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert an aware datetime to UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a datetime without a time zone is not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Mark a datetime as UTC, which SQLite does not store."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator[str]):
    """Text of at most `length` characters, without NUL and encodable as UTF-8."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse everything but text; the database checks its length."""
        if value is None:
            return None
        if not isinstance(value, str) or "\0" in value:
            raise ValueError("not text, or text with a NUL character")
        if not value.isascii():
            value.encode()
        return value

    def accepts_all(self, values: Sequence[Any]) -> bool:
        """Whether no value would be refused; checks many values at once, none of which is None."""
        try:
            joined = "".join(values)
            joined.encode()
        except (TypeError, ValueError):
            return False
        return "\0" not in joined


class EncodedJson(str):
    """Text that is JSON already, which a JSON column stores as it is; whoever makes one vouches for it."""

    __slots__ = ()


class Int64(TypeDecorator[int]):
    """A signed integer of 64 bits."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Refuse everything but integers of 64 bits."""
        if value is None or (type(value) is int and -(2**63) <= value < 2**63):
            return value
        raise ValueError("not a whole number of 64 bits")

    def accepts_all(self, values: Sequence[Any]) -> bool:
        """Whether no value would be refused; checks many values at once, none of which is None."""
        try:
            return set(map(type, values)) <= {int} and len(array("q", values)) == len(values)
        except OverflowError:
            return False
