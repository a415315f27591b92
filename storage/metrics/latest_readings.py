"""The newest reading of every series, kept beside the history as it grows, and what it says: who came near a limit.

A series is a metric of an account or of one of its offers. Its newest reading is of the last day; of two readings of
one day the one that is recorded later counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, or_

from rules.core.levels import OK
from rules.renewed.standing import Reading
from rules.warnings.bands import bands
from storage.database.bulk import columns_of
from storage.tables import latest_reading
from storage.workspaces import Snapshot, Transaction, own

FIELDS = tuple(field.name for field in fields(Reading))
"""What is kept of a reading, by column."""

Series = tuple[str, str, str]
"""An account, a metric, and an ASIN or nothing for the account itself."""

MOST = 100_000
"""Series that are in memory at once."""

_OK: BindParameter[int] = bindparam("ok", OK, literal_execute=True)
"""Written into the statement, so that the database sees that its index is of exactly these rows."""

_NEWLY_NEAR = (
    own(latest_reading)
    .with_only_columns(latest_reading.c.account, *(latest_reading.c[name] for name in FIELDS))
    .where(latest_reading.c.band > _OK, latest_reading.c.previous_band == _OK)
)


def _settle(new: Any, held: Any) -> Mapping[str, Any]:
    """What a row becomes: the newest reading of both, and before it the newest one of any day before that."""
    newer, older = new.as_of > held.as_of, new.as_of < held.as_of
    displaces = and_(newer, or_(new.previous_as_of.is_(None), new.previous_as_of < held.as_of))
    keeps_before = or_(
        and_(older, held.previous_as_of > new.as_of),
        and_(new.as_of == held.as_of, or_(new.previous_as_of.is_(None), held.previous_as_of > new.previous_as_of)),
    )

    def before(name: str, of_newest: str) -> Any:
        return case((displaces, held[of_newest]), (keeps_before, held[name]), (older, new[of_newest]), else_=new[name])

    settled = {name: case((older, held[name]), else_=new[name]) for name in (*_OF_READING, "band")}
    previous = (("previous", "value"), ("previous_band", "band"), ("previous_as_of", "as_of"))
    return settled | {name: before(name, of_newest) for name, of_newest in previous}


_OF_READING = tuple(name for name in FIELDS if name not in ("metric", "subject"))


class Newest:
    """The newest reading of every series among those that a transaction brings, and the one of a day before it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._of: dict[Series, tuple[Reading, Reading | None]] = {}

    def see(self, account: str, readings: Iterable[Reading]) -> None:
        """Take account of readings, in the order in which they are recorded."""
        held = self._of
        for read in readings:
            series = account, read.metric, read.subject
            newest, previous = held.get(series, _NONE)
            if newest is None or read.as_of == newest.as_of:
                held[series] = read, previous
            elif read.as_of > newest.as_of:
                held[series] = read, newest
            elif previous is None or read.as_of >= previous.as_of:
                held[series] = newest, read
        if len(held) > MOST:
            self.store()

    def store(self) -> None:
        """Bring the table to what was seen."""
        newest, previous = [each for each, _ in self._of.values()], [each for _, each in self._of.values()]
        before = iter(bands([each for each in previous if each]))
        columns = {
            **columns_of(newest, FIELDS),
            "account": [account for account, _, _ in self._of],
            "band": bands(newest),
            "previous": [each and each.value for each in previous],
            "previous_band": [each and next(before) for each in previous],
            "previous_as_of": [each and each.as_of for each in previous],
        }
        self._transaction.settle_many(latest_reading, columns, _settle)
        self._of.clear()


_NONE: tuple[Any, None] = None, None


def newly_near(snapshot: Snapshot) -> list[tuple[str, Reading]]:
    """The newest readings that came near a limit, by account: the reading of the day before was not near.

    Near on its own day; who asks judges them by the limits of today.
    """
    rows = snapshot.rows(_NEWLY_NEAR)
    found = [(row.account, Reading(**{name: getattr(row, name) for name in FIELDS})) for row in rows]
    return sorted(found, key=lambda each: (each[0], each[1].metric, each[1].subject))
