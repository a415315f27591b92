"""The readings of an account's metrics, day by day; append-only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam

from rules.renewed.standing import Reading
from storage.database.bulk import columns_of
from storage.metrics.data_versions import increment_version
from storage.metrics.latest_readings import FIELDS, LatestReadings
from storage.scoping import scoped_select
from storage.tables import latest_reading, reading
from storage.transaction import Snapshot, Transaction
from storage.workspaces import Workspace

BATCH_ROWS = 20_000
"""Readings that are inserted at once."""

_COLUMNS = tuple(reading.c[field] for field in FIELDS)
_account: BindParameter[str] = bindparam("account")

_LATEST = (
    scoped_select(latest_reading)
    .with_only_columns(*(latest_reading.c[field] for field in FIELDS))
    .where(latest_reading.c.account == _account)
)

# Of every series whose latest reading is after a day, the last one up to that day: an index finds each in one step.
_past = reading.alias("past")
_last_before = (
    scoped_select(_past)
    .with_only_columns(_past.c.id)
    .where(
        _past.c.account == _account,
        _past.c.metric == latest_reading.c.metric,
        _past.c.subject == latest_reading.c.subject,
        _past.c.as_of <= bindparam("until"),
    )
    .order_by(_past.c.as_of.desc(), _past.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_continued = (
    scoped_select(latest_reading)
    .with_only_columns(_last_before.label("id"))
    .where(latest_reading.c.account == _account, latest_reading.c.as_of > bindparam("until"))
    .cte("continued")
)
_BEFORE = (
    scoped_select(reading).with_only_columns(*_COLUMNS).join_from(_continued, reading, reading.c.id == _continued.c.id)
)

_HISTORY = (
    scoped_select(reading)
    .with_only_columns(*_COLUMNS)
    .where(
        reading.c.account == _account,
        reading.c.metric == bindparam("metric"),
        reading.c.subject == bindparam("subject"),
        reading.c.as_of.between(bindparam("since"), bindparam("until")),
    )
    .order_by(reading.c.as_of, reading.c.id)
)

_HISTORY_OF_METRIC = (
    scoped_select(reading)
    .with_only_columns(*_COLUMNS)
    .where(
        reading.c.account == _account,
        reading.c.metric == bindparam("metric"),
        reading.c.as_of >= bindparam("since"),
    )
    .order_by(reading.c.subject, reading.c.as_of, reading.c.id)
)


def record(ws: Workspace, account: str, readings: Iterable[Reading], now: datetime, request: str | None = None) -> None:
    """Insert readings of an account, and increment the version of its data: all of them or none.

    Raises `storage.transaction.RepeatedRequest` for a request that was handled before, and
    `sqlalchemy.exc.StatementError` for an unknown account and for a reading that the table refuses: a negative number,
    more defects than orders, over-long text.
    """
    with ws.begin() as transaction:
        transaction.guard_once(request, now)
        if insert(transaction, [(account, readings)], now):
            increment_version(transaction, account)


def insert(
    transaction: Transaction, readings_by_account: Iterable[tuple[str, Iterable[Reading]]], now: datetime
) -> set[str]:
    """As `record`, for several accounts in the caller's transaction: the accounts that had readings.

    The caller increments their versions. Of any number of readings, only `BATCH_ROWS` and the latest of at most
    `MAX_SERIES_IN_MEMORY` series are in memory at once.
    """
    transaction.lock()  # so that a later transaction also has later ids
    accounts = set()
    latest = LatestReadings(transaction)
    for account, readings in readings_by_account:
        source = iter(readings)
        while batch := list(islice(source, BATCH_ROWS)):
            rows = len(batch)
            columns = {"account": [account] * rows, **columns_of(batch, FIELDS), "recorded_at": [now] * rows}
            transaction.insert_many(reading, columns)
            latest.add(account, batch)
            accounts.add(account)
    latest.flush()
    return accounts


def list_latest(ws: Workspace, account: str, until: date = date.max) -> list[Reading]:
    """The last reading of every metric and subject up to a day, by metric and subject.

    Of two readings as of one day, the one recorded later counts.
    """
    with ws.read() as snapshot:
        return select_latest(snapshot, account, until)


def select_latest(snapshot: Snapshot, account: str, until: date = date.max) -> list[Reading]:
    """As `list_latest`, in the caller's transaction."""
    latest = list(map(_reading, snapshot.rows(_LATEST, account=account)))
    readings = [reading for reading in latest if reading.as_of <= until]
    if len(readings) < len(latest):
        readings += map(_reading, snapshot.rows(_BEFORE, account=account, until=until))
    return sorted(readings, key=attrgetter("metric", "subject"))


def list_history(
    ws: Workspace, account: str, metric: str, subject: str, since: date, until: date = date.max
) -> list[Reading]:
    """The readings of one series from `since` to `until`, oldest first, one per day: the one recorded last."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_HISTORY, account=account, metric=metric, subject=subject, since=since, until=until)
    return list({reading.as_of: reading for reading in map(_reading, rows)}.values())


def select_history(snapshot: Snapshot, account: str, metric: str, since: date) -> list[Reading]:
    """The readings of every subject of a metric from `since` on, by subject and oldest first, one per day."""
    rows = snapshot.rows(_HISTORY_OF_METRIC, account=account, metric=metric, since=since)
    return list({(reading.subject, reading.as_of): reading for reading in map(_reading, rows)}.values())


def _reading(row: Row[*tuple[Any, ...]]) -> Reading:
    return Reading(**dict(zip(FIELDS, row, strict=True)))
