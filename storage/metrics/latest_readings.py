"""The latest reading of every series, stored beside the history, and the series that came near a limit.

A series is a metric of an account or of one of its offers. Its latest reading is the one of its last day; of two
readings of one day the one recorded later.
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
from storage.scoping import scoped_select
from storage.tables import latest_reading
from storage.transaction import Snapshot, Transaction

FIELDS = tuple(field.name for field in fields(Reading))
"""The columns of a `Reading`."""

Series = tuple[str, str, str]
"""An account, a metric, and an ASIN or an empty text for the account itself."""

MAX_SERIES_IN_MEMORY = 100_000
"""Series that are collected in memory before they are written."""

_OK: BindParameter[int] = bindparam("ok", OK, literal_execute=True)
"""A literal in the statement, so that the database can use the partial index on exactly this condition."""

_NEWLY_NEAR = (
    scoped_select(latest_reading)
    .with_only_columns(latest_reading.c.account, *(latest_reading.c[name] for name in FIELDS))
    .where(latest_reading.c.band > _OK, latest_reading.c.previous_band == _OK)
)


_OF_READING = tuple(name for name in FIELDS if name not in ("metric", "subject"))


def _resolve(new: Any, stored: Any) -> Mapping[str, Any]:
    """The latest reading of both rows, and as `previous` the latest one of any day before that."""
    newer, older = new.as_of > stored.as_of, new.as_of < stored.as_of
    stored_becomes_previous = and_(newer, or_(new.previous_as_of.is_(None), new.previous_as_of < stored.as_of))
    previous_stays = or_(
        and_(older, stored.previous_as_of > new.as_of),
        and_(
            new.as_of == stored.as_of,
            or_(new.previous_as_of.is_(None), stored.previous_as_of > new.previous_as_of),
        ),
    )

    def previous(name: str, of_latest: str) -> Any:
        return case(
            (stored_becomes_previous, stored[of_latest]),
            (previous_stays, stored[name]),
            (older, new[of_latest]),
            else_=new[name],
        )

    latest = {name: case((older, stored[name]), else_=new[name]) for name in (*_OF_READING, "band")}
    pairs = (("previous", "value"), ("previous_band", "band"), ("previous_as_of", "as_of"))
    return latest | {name: previous(name, of_latest) for name, of_latest in pairs}


class LatestReadings:
    """The latest reading of every series that a transaction records, and the one of an earlier day before it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._series: dict[Series, tuple[Reading, Reading | None]] = {}

    def add(self, account: str, readings: Iterable[Reading]) -> None:
        """Take readings into account, in the order in which they are recorded."""
        for reading in readings:
            series = account, reading.metric, reading.subject
            latest, previous = self._series.get(series, _NONE)
            if latest is None or reading.as_of == latest.as_of:
                self._series[series] = reading, previous
            elif reading.as_of > latest.as_of:
                self._series[series] = reading, latest
            elif previous is None or reading.as_of >= previous.as_of:
                self._series[series] = latest, reading
        if len(self._series) > MAX_SERIES_IN_MEMORY:
            self.flush()

    def flush(self) -> None:
        """Write what was added to the table."""
        latest = [reading for reading, _ in self._series.values()]
        previous = [reading for _, reading in self._series.values()]
        previous_bands = iter(bands([reading for reading in previous if reading]))
        columns = {
            **columns_of(latest, FIELDS),
            "account": [account for account, _, _ in self._series],
            "band": bands(latest),
            "previous": [reading and reading.value for reading in previous],
            "previous_band": [reading and next(previous_bands) for reading in previous],
            "previous_as_of": [reading and reading.as_of for reading in previous],
        }
        self._transaction.resolving_upsert_many(latest_reading, columns, _resolve)
        self._series.clear()


_NONE: tuple[Any, None] = None, None


def select_newly_near(snapshot: Snapshot) -> list[tuple[str, Reading]]:
    """The latest readings near a limit whose previous reading was not, with their accounts.

    Near by the limits of their own day; the caller judges them by those of today.
    """
    rows = snapshot.rows(_NEWLY_NEAR)
    readings = [(row.account, Reading(**{name: getattr(row, name) for name in FIELDS})) for row in rows]
    return sorted(readings, key=lambda pair: (pair[0], pair[1].metric, pair[1].subject))
