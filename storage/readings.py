"""What the metrics of an account read, day by day; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, bindparam

from rules.standing import Reading
from storage.tables import reading
from storage.workspaces import Workspace, own

_FIELDS = tuple(field.name for field in fields(Reading))
_COLUMNS = tuple(reading.c[field] for field in _FIELDS)

_OF_ACCOUNT = own(reading).where(reading.c.account == bindparam("account"))

# One walk over the index finds the series, one step in it the newest row of each; a window function would
# sort every row the account ever had.
_series = (
    _OF_ACCOUNT.with_only_columns(reading.c.workspace_id, reading.c.account, reading.c.metric, reading.c.subject)
    .distinct()
    .subquery("series")
)
_candidate = reading.alias("candidate")
_newest_id = (
    own(_candidate)
    .with_only_columns(_candidate.c.id)
    .where(
        _candidate.c.account == _series.c.account,
        _candidate.c.metric == _series.c.metric,
        _candidate.c.subject == _series.c.subject,
        _candidate.c.as_of <= bindparam("until"),
    )
    .order_by(_candidate.c.as_of.desc(), _candidate.c.id.desc())
    .limit(1)
    .correlate(_series)
    .scalar_subquery()
)
_LATEST = own(_series).with_only_columns(*_COLUMNS).join_from(_series, reading, reading.c.id == _newest_id)

_HISTORY = (
    _OF_ACCOUNT.with_only_columns(*_COLUMNS)
    .where(
        reading.c.metric == bindparam("metric"),
        reading.c.subject == bindparam("subject"),
        reading.c.as_of.between(bindparam("since"), bindparam("until")),
    )
    .order_by(reading.c.as_of, reading.c.id)
)


def record(ws: Workspace, account: str, readings: Iterable[Reading], now: datetime) -> None:
    """Remember the readings of an account that `accounts.add` knows: all of them or none.

    Raises `sqlalchemy.exc.DatabaseError` for an unknown account and for a reading that the table refuses: a
    negative number, more defects than orders, over-long text.
    """
    rows = [{**_row(read), "account": account, "recorded_at": now} for read in readings]
    with ws.begin() as transaction:
        transaction.insert(reading, *rows)


def latest(ws: Workspace, account: str, until: date = date.max) -> list[Reading]:
    """The newest reading of every metric and subject up to a day, by metric and subject.

    Of two readings as of one day, the one recorded later counts.
    """
    with ws.read() as snapshot:
        rows = snapshot.rows(_LATEST, account=account, until=until)
    return sorted(map(_reading, rows), key=attrgetter("metric", "subject"))


def history(
    ws: Workspace, account: str, metric: str, subject: str, since: date, until: date = date.max
) -> list[Reading]:
    """The readings as of `since` up to `until`, oldest first, one for a day: the one recorded last."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_HISTORY, account=account, metric=metric, subject=subject, since=since, until=until)
    return list({read.as_of: read for read in map(_reading, rows)}.values())


def _row(read: Reading) -> dict[str, Any]:
    return {field: getattr(read, field) for field in _FIELDS}


def _reading(row: Row[*tuple[Any, ...]]) -> Reading:
    return Reading(**dict(zip(_FIELDS, row, strict=True)))
