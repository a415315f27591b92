"""What the metrics of an account read, day by day; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, Row, ScalarSelect, bindparam, func

from rules.standing import Reading
from storage.arrivals import arrived
from storage.tables import reading
from storage.workspaces import Snapshot, Transaction, Workspace, own

_FIELDS = tuple(field.name for field in fields(Reading))
_COLUMNS = tuple(reading.c[field] for field in _FIELDS)
_account: BindParameter[str] = bindparam("account")


def _newest(of: FromClause, *among: ColumnElement[bool]) -> ScalarSelect[int]:
    """The number of the row that is newest, up to a day, in the last series among those."""
    newest_first = of.c.metric.desc(), of.c.subject.desc(), of.c.as_of.desc(), of.c.id.desc()
    found = own(of).with_only_columns(of.c.id).where(of.c.account == _account, of.c.as_of <= bindparam("until"), *among)
    return found.order_by(*newest_first).limit(1).scalar_subquery()


# From the newest row of one series straight to the newest row of the series before it: an index finds each in
# one step, until there is none. DISTINCT or a window function would walk over every row the account ever had,
# and PostgreSQL takes a join in the recursion for a reason to do so as well.
_here, _last, _same_metric, _other_metric = map(reading.alias, ("here", "last", "same_metric", "other_metric"))
_before = func.coalesce(
    _newest(_same_metric, _same_metric.c.metric == _here.c.metric, _same_metric.c.subject < _here.c.subject),
    _newest(_other_metric, _other_metric.c.metric < _here.c.metric),
)
_first = own(_last).with_only_columns(_last.c.workspace_id, _last.c.id).where(_last.c.id == _newest(reading))
_found = _first.cte("found", recursive=True)
_next = own(_here).with_only_columns(_before).where(_here.c.id == _found.c.id).scalar_subquery()
_step = own(_found).with_only_columns(_found.c.workspace_id, _next).where(_found.c.id.is_not(None))
_found = _found.union_all(_step)
_LATEST = own(reading).with_only_columns(*_COLUMNS).join_from(_found, reading, reading.c.id == _found.c.id)

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
        if add(transaction, account, readings, now):
            arrived(transaction, account)


def add(transaction: Transaction, account: str, readings: Iterable[Reading], now: datetime) -> int:
    """As `record`, within a transaction that also counts the arrival: how many readings there were."""
    rows = [{**_row(read), "account": account, "recorded_at": now} for read in readings]
    transaction.insert(reading, *rows)
    return len(rows)


def latest(ws: Workspace, account: str, until: date = date.max) -> list[Reading]:
    """The newest reading of every metric and subject up to a day, by metric and subject.

    Of two readings as of one day, the one recorded later counts.
    """
    with ws.read() as snapshot:
        return latest_of(snapshot, account, until)


def latest_of(snapshot: Snapshot, account: str, until: date = date.max) -> list[Reading]:
    """As `latest`, within a transaction."""
    rows = snapshot.rows(_LATEST, account=account, until=until)
    return sorted(map(_reading, rows), key=attrgetter("metric", "subject"))


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


def _row(read: Reading) -> dict[str, Any]:
    return {field: getattr(read, field) for field in _FIELDS}


def _reading(row: Row[*tuple[Any, ...]]) -> Reading:
    return Reading(**dict(zip(_FIELDS, row, strict=True)))
