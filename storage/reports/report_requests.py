"""Reports that are wanted of Amazon, and how far each got; none is asked for twice.

A report is `wanted`, then `asking` from just before Amazon is asked until its answer is written down. Whoever finds one
`asking` does not know whether Amazon has it, and looks there first. Then it is `requested` while Amazon makes it,
`done` when there is a document, and in the end `taken`, `empty` where there was no data, or `failed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_

from storage.database.column_types import UtcDateTime
from storage.tables import report_request
from storage.workspaces import Snapshot, Transaction, Workspace, change, own

WANTED, ASKING, REQUESTED, DONE = OPEN = ("wanted", "asking", "requested", "done")
TAKEN, EMPTY, FAILED = ("taken", "empty", "failed")

NEXT = {
    WANTED: {ASKING, FAILED},
    ASKING: {WANTED, REQUESTED, FAILED},
    REQUESTED: {REQUESTED, DONE, EMPTY, FAILED},
    DONE: {DONE, TAKEN, FAILED},
}
"""What may become of a report in each state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A report of a local day. A span is cut into parts, each with the instants between which its data lie.

    A report of the state of things has no such instants. `tries` counts what was tried in this state, and `not_before`
    is when the next thing may be tried. `error` says why it failed, or why the last try
    did, as a phrase in JSON.
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


class Newest(NamedTuple):
    """The newest day of which a report of a kind was taken, or was empty."""

    account: str
    kind: str
    day: date


_MUTABLE = ("state", "asked_at", "report_id", "document_id", "tries", "not_before", "error", "ended_at")
_c = report_request.c
_account = _c.account == bindparam("of_account")
_ALL = own(report_request).with_only_columns(*(_c[field.name] for field in fields(Request)))
_OPEN = _ALL.where(_account, _c.state.in_(OPEN)).order_by(_c.day, _c.kind, _c.part)
_IN_HAND = (
    own(report_request)
    .with_only_columns(_c.kind)
    .where(_account, or_(_c.day == bindparam("day"), _c.state.in_(OPEN)))
    .distinct()
)
_SPANS = (
    own(report_request)
    .with_only_columns(_c.data_start, _c.data_end, _c.state)
    .where(_account, _c.kind == bindparam("kind"), _c.data_end >= bindparam("since", type_=UtcDateTime()))
    .order_by(_c.data_start)
)
_KNOWN = (
    own(report_request)
    .with_only_columns(_c.report_id)
    .where(_account, _c.report_id.in_(bindparam("report_ids", expanding=True)))
)
_NEWEST = (
    own(report_request)
    .with_only_columns(_c.account, _c.kind, func.max(_c.day).label("day"))
    .where(_c.state.in_((TAKEN, EMPTY)))
    .group_by(_c.account, _c.kind)
)
_FAILED = _ALL.where(_c.state == FAILED, _c.day >= bindparam("since")).order_by(_c.day, _c.kind, _c.part)
_MOVE = change(report_request, **{name: bindparam(f"new_{name}") for name in _MUTABLE}).where(
    _account,
    *(_c[name] == bindparam(f"of_{name}") for name in ("kind", "day", "part", "state", "tries")),
)


def want(transaction: Transaction, requests: Iterable[Request]) -> int:
    """Want the reports: how many were not wanted yet."""
    return sum(transaction.add(report_request, asdict(each)) for each in requests)


def move(transaction: Transaction, request: Request, **changes: Any) -> Request | None:
    """Take a report a step further: as it is then, or None where somebody else took it further.

    Raises ValueError for a state that cannot follow.
    """
    after = replace(request, **changes)
    if after.state not in NEXT.get(request.state, ()):
        raise ValueError(f"a report that is {request.state} does not become {after.state}")
    new = {f"new_{name}": getattr(after, name) for name in _MUTABLE}
    of = {f"of_{name}": getattr(request, name) for name in ("kind", "day", "part", "state", "tries")}
    return after if transaction.write(_MOVE, of_account=request.account, **of, **new) else None


def unfinished(ws: Workspace, account: str) -> list[Request]:
    """The reports of an account that are still to come, oldest first."""
    with ws.read() as snapshot:
        return [Request(**row._mapping) for row in snapshot.rows(_OPEN, of_account=account)]


def kinds_in_hand(snapshot: Snapshot, account: str, day: date) -> set[str]:
    """The kinds of which a report of that day was wanted, or an older one is still to come."""
    return {row.kind for row in snapshot.rows(_IN_HAND, of_account=account, day=day)}


def spans(snapshot: Snapshot, account: str, kind: str, since: datetime) -> list[tuple[datetime, datetime, bool]]:
    """From when until when reports of a kind were wanted, and whether they brought all there was.

    By their beginning; those that ended before `since` are left out.
    """
    rows = snapshot.rows(_SPANS, of_account=account, kind=kind, since=since)
    return [(start, end, state in (TAKEN, EMPTY)) for start, end, state in rows]


def known(snapshot: Snapshot, account: str, report_ids: Collection[str]) -> set[str]:
    """Which of those reports at Amazon are ours already."""
    return {row.report_id for row in snapshot.rows(_KNOWN, of_account=account, report_ids=list(report_ids))}


def newest(ws: Workspace) -> list[Newest]:
    """The newest day of each kind of each account."""
    with ws.read() as snapshot:
        return sorted(Newest(*row) for row in snapshot.rows(_NEWEST))


def failed(ws: Workspace, since: date) -> list[Request]:
    """The reports from that day on that failed, oldest first."""
    with ws.read() as snapshot:
        return [Request(**row._mapping) for row in snapshot.rows(_FAILED, since=since)]
