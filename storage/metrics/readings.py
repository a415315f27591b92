"""What the metrics of an account read, day by day; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam

from rules.renewed.standing import Reading
from storage.database.bulk import columns_of
from storage.metrics.data_versions import arrived
from storage.metrics.latest_readings import FIELDS, Newest
from storage.tables import latest_reading, reading
from storage.workspaces import Snapshot, Transaction, Workspace, own

BATCH = 20_000
"""Readings that are written at once."""

_COLUMNS = tuple(reading.c[field] for field in FIELDS)
_account: BindParameter[str] = bindparam("account")

_LATEST = (
    own(latest_reading)
    .with_only_columns(*(latest_reading.c[field] for field in FIELDS))
    .where(latest_reading.c.account == _account)
)

# Of every series that goes on after a day, the newest reading up to it: an index finds each in one step.
_past = reading.alias("past")
_newest = (
    own(_past)
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
_found = (
    own(latest_reading)
    .with_only_columns(_newest.label("id"))
    .where(latest_reading.c.account == _account, latest_reading.c.as_of > bindparam("until"))
    .cte("found")
)
_BEFORE = own(reading).with_only_columns(*_COLUMNS).join_from(_found, reading, reading.c.id == _found.c.id)

_HISTORY = (
    own(reading)
    .with_only_columns(*_COLUMNS)
    .where(
        reading.c.account == _account,
        reading.c.metric == bindparam("metric"),
        reading.c.subject == bindparam("subject"),
        reading.c.as_of.between(bindparam("since"), bindparam("until")),
    )
    .order_by(reading.c.as_of, reading.c.id)
)

_HISTORIES = (
    own(reading)
    .with_only_columns(*_COLUMNS)
    .where(
        reading.c.account == _account,
        reading.c.metric == bindparam("metric"),
        reading.c.as_of >= bindparam("since"),
    )
    .order_by(reading.c.subject, reading.c.as_of, reading.c.id)
)


def record(ws: Workspace, account: str, readings: Iterable[Reading], now: datetime, request: str | None = None) -> None:
    """Remember the readings of an account that `accounts.add` knows: all of them or none.

    Raises `storage.workspaces.Repeated` for a request that did so before, and
    `sqlalchemy.exc.StatementError` for an unknown account and for a reading that the table refuses: a
    negative number, more defects than orders, over-long text.
    """
    with ws.begin() as transaction:
        transaction.once(request, now)
        if add(transaction, [(account, readings)], now):
            arrived(transaction, account)


def add(transaction: Transaction, told: Iterable[tuple[str, Iterable[Reading]]], now: datetime) -> set[str]:
    """As `record`, for several accounts and within a transaction that also counts the arrivals: whose readings came.

    However many there are, only `BATCH` of them and the newest of some series are in memory at once.
    """
    transaction.lock()  # what is recorded later is then also seen to be later
    accounts = set()
    newest = Newest(transaction)
    for account, readings in told:
        source = iter(readings)
        while batch := list(islice(source, BATCH)):
            rows = len(batch)
            columns = {"account": [account] * rows, **columns_of(batch, FIELDS), "recorded_at": [now] * rows}
            transaction.insert_many(reading, columns)
            newest.see(account, batch)
            accounts.add(account)
    newest.store()
    return accounts


def latest(ws: Workspace, account: str, until: date = date.max) -> list[Reading]:
    """The newest reading of every metric and subject up to a day, by metric and subject.

    Of two readings as of one day, the one recorded later counts.
    """
    with ws.read() as snapshot:
        return latest_of(snapshot, account, until)


def latest_of(snapshot: Snapshot, account: str, until: date = date.max) -> list[Reading]:
    """As `latest`, within a transaction."""
    newest = list(map(_reading, snapshot.rows(_LATEST, account=account)))
    found = [read for read in newest if read.as_of <= until]
    if len(found) < len(newest):
        found += map(_reading, snapshot.rows(_BEFORE, account=account, until=until))
    return sorted(found, key=attrgetter("metric", "subject"))


def history(
    ws: Workspace, account: str, metric: str, subject: str, since: date, until: date = date.max
) -> list[Reading]:
    """The readings as of `since` up to `until`, oldest first, one for a day: the one recorded last."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_HISTORY, account=account, metric=metric, subject=subject, since=since, until=until)
    return list({read.as_of: read for read in map(_reading, rows)}.values())


def history_of(snapshot: Snapshot, account: str, metric: str, since: date) -> list[Reading]:
    """The readings of every subject of a metric as of `since` or later, by subject and oldest first, one for a day."""
    rows = snapshot.rows(_HISTORIES, account=account, metric=metric, since=since)
    return list({(read.subject, read.as_of): read for read in map(_reading, rows)}.values())


def _reading(row: Row[*tuple[Any, ...]]) -> Reading:
    return Reading(**dict(zip(FIELDS, row, strict=True)))
