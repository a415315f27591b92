"""The values that a column takes: what one database would quietly change, each of them refuses.

SQLite drops the offset of an instant; PostgreSQL rounds 1.5 to 2, and writes bytes out as hexadecimal digits.
A value is refused with `ValueError`, which SQLAlchemy wraps in `sqlalchemy.exc.StatementError`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: takes any aware datetime and no naive one, gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware datetime to UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a datetime without a time zone is not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say again that it is UTC, where the database has forgotten."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator[str]):
    """Text of at most so many characters: without NUL, and such as UTF-8 can write."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Let only text through; how long it is, the database says."""
        if value is None:
            return None
        if not isinstance(value, str) or "\0" in value:
            raise ValueError("not text, or text with a NUL character")
        if not value.isascii():
            value.encode()
        return value

    def takes_all(self, values: Sequence[Any]) -> bool:
        """Whether each of many values, none of them None, would go through: the same question, asked at once."""
        try:
            whole = "".join(values)
            whole.encode()
        except (TypeError, ValueError):
            return False
        return "\0" not in whole


class Json(str):
    """JSON that is written already, which a JSON column takes as it is; whoever makes one vouches for it."""

    __slots__ = ()


class Whole(TypeDecorator[int]):
    """A whole number of 64 bits."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Let only whole numbers through."""
        if value is None or (type(value) is int and -(2**63) <= value < 2**63):
            return value
        raise ValueError("not a whole number of 64 bits")

    def takes_all(self, values: Sequence[Any]) -> bool:
        """Whether each of many values, none of them None, would go through: the same question, asked at once."""
        try:
            return set(map(type, values)) <= {int} and len(array("q", values)) == len(values)
        except OverflowError:
            return False
