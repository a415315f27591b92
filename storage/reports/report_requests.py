"""Report requests to Amazon and the state of each, so that no report is requested twice.

A request is `wanted`, then `asking` from just before the call to Amazon until its response is stored: a process that
finds it `asking` does not know whether Amazon has it, and looks at Amazon first. Then it is `requested` while Amazon
makes the report, `done` once there is a document, and finally `taken` (imported), `empty` (no data) or `failed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_

from storage.database.column_types import UtcDateTime
from storage.scoping import scoped_select, scoped_update
from storage.tables import report_request
from storage.transaction import Snapshot, Transaction
from storage.workspaces import Workspace

WANTED, ASKING, REQUESTED, DONE = OPEN_STATES = ("wanted", "asking", "requested", "done")
TAKEN, EMPTY, FAILED = ("taken", "empty", "failed")

NEXT_STATES = {
    WANTED: {ASKING, FAILED},
    ASKING: {WANTED, REQUESTED, FAILED},
    REQUESTED: {REQUESTED, DONE, EMPTY, FAILED},
    DONE: {DONE, TAKEN, FAILED},
}
"""The states that may follow each open state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """The request for a report of a local day, or for one part of it.

    `data_start` and `data_end` bound its data; both are None for a report of the current state, such as listings.
    `tries` counts the attempts in this state, and `not_before` is the earliest next one. `error` is the last failure, a
    phrase in JSON.
    """

    account: str
    kind: str
    day: date
    part: int = 0
    data_start: datetime | None = None
    data_end: datetime | None = None
    state: str = WANTED
    wanted_at: datetime
    asked_at: datetime | None = None
    report_id: str | None = None
    document_id: str | None = None
    tries: int = 0
    not_before: datetime
    error: dict[str, Any] | None = None
    ended_at: datetime | None = None


class NewestReport(NamedTuple):
    """The newest day of which an account's report of a kind was imported or empty."""

    account: str
    kind: str
    day: date


_MUTABLE = ("state", "asked_at", "report_id", "document_id", "tries", "not_before", "error", "ended_at")
_c = report_request.c
_account = _c.account == bindparam("of_account")
_ALL = scoped_select(report_request).with_only_columns(*(_c[field.name] for field in fields(ReportRequest)))
_OPEN = _ALL.where(_account, _c.state.in_(OPEN_STATES)).order_by(_c.day, _c.kind, _c.part)
_PENDING_KINDS = (
    scoped_select(report_request)
    .with_only_columns(_c.kind)
    .where(_account, or_(_c.day == bindparam("day"), _c.state.in_(OPEN_STATES)))
    .distinct()
)
_SPANS = (
    scoped_select(report_request)
    .with_only_columns(_c.data_start, _c.data_end, _c.state)
    .where(_account, _c.kind == bindparam("kind"), _c.data_end >= bindparam("since", type_=UtcDateTime()))
    .order_by(_c.data_start)
)
_KNOWN_IDS = (
    scoped_select(report_request)
    .with_only_columns(_c.report_id)
    .where(_account, _c.report_id.in_(bindparam("report_ids", expanding=True)))
)
_NEWEST = (
    scoped_select(report_request)
    .with_only_columns(_c.account, _c.kind, func.max(_c.day).label("day"))
    .where(_c.state.in_((TAKEN, EMPTY)))
    .group_by(_c.account, _c.kind)
)
_FAILED = _ALL.where(_c.state == FAILED, _c.day >= bindparam("since")).order_by(_c.day, _c.kind, _c.part)
_ADVANCE = scoped_update(report_request, **{name: bindparam(f"new_{name}") for name in _MUTABLE}).where(
    _account,
    *(_c[name] == bindparam(f"of_{name}") for name in ("kind", "day", "part", "state", "tries")),
)


def insert_if_absent(transaction: Transaction, requests: Iterable[ReportRequest]) -> int:
    """Insert the requests that are not there yet: how many."""
    return sum(transaction.insert_if_absent(report_request, asdict(request)) for request in requests)


def advance(transaction: Transaction, request: ReportRequest, **changes: Any) -> ReportRequest | None:
    """Change a request, if it still is as given: the request afterwards, or None if another process changed it first.

    Raises `ValueError` for a state that cannot follow its own.
    """
    after = replace(request, **changes)
    if after.state not in NEXT_STATES.get(request.state, ()):
        raise ValueError(f"a report that is {request.state} does not become {after.state}")
    new = {f"new_{name}": getattr(after, name) for name in _MUTABLE}
    before = {f"of_{name}": getattr(request, name) for name in ("kind", "day", "part", "state", "tries")}
    return after if transaction.execute(_ADVANCE, of_account=request.account, **before, **new) else None


def list_open(ws: Workspace, account: str) -> list[ReportRequest]:
    """The requests of an account in an open state, oldest day first."""
    with ws.read() as snapshot:
        return [ReportRequest(**row._mapping) for row in snapshot.rows(_OPEN, of_account=account)]


def select_pending_kinds(snapshot: Snapshot, account: str, day: date) -> set[str]:
    """The kinds that have a request for the day, or an open one for any day."""
    return {row.kind for row in snapshot.rows(_PENDING_KINDS, of_account=account, day=day)}


def select_spans(snapshot: Snapshot, account: str, kind: str, since: datetime) -> list[tuple[datetime, datetime, bool]]:
    """The spans of data that were requested of a kind: start, end, and whether the data was imported or empty.

    Oldest start first; spans that end before `since` are left out.
    """
    rows = snapshot.rows(_SPANS, of_account=account, kind=kind, since=since)
    return [(start, end, state in (TAKEN, EMPTY)) for start, end, state in rows]


def select_known_ids(snapshot: Snapshot, account: str, report_ids: Collection[str]) -> set[str]:
    """Those of Amazon's report ids that a stored request has."""
    return {row.report_id for row in snapshot.rows(_KNOWN_IDS, of_account=account, report_ids=list(report_ids))}


def list_newest(ws: Workspace) -> list[NewestReport]:
    """The newest day of each kind of each account, sorted."""
    with ws.read() as snapshot:
        return sorted(NewestReport(*row) for row in snapshot.rows(_NEWEST))


def list_failed(ws: Workspace, since: date) -> list[ReportRequest]:
    """The requests of days from `since` on that failed, oldest day first."""
    with ws.read() as snapshot:
        return [ReportRequest(**row._mapping) for row in snapshot.rows(_FAILED, since=since)]
