"""A value that was read, and what the answer must say about the reading."""

from dataclasses import field
from typing import Generic, TypeVar

from rules.core.value import value

T_co = TypeVar("T_co", covariant=True)


@value
class Note:
    """Something the answer must say about how a value was read; `key` names its wording."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


@value
class Read(Generic[T_co]):
    """A value and the notes that go with it."""

    value: T_co
    notes: tuple[Note, ...] = ()
