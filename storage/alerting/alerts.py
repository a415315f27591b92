"""How every subject is held to stand, what changed it, and what people did about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Integer, bindparam

from rules.warnings.states import Overlay, State
from storage.tables import alert, evaluation, transition
from storage.workspaces import Snapshot, Transaction, Workspace, own, remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One subject of an account's metric: how it is held to stand, and what people did about it.

    `subject` is an ASIN, or empty for the account; an empty one of an offer's metric carries what was done about the
    whole message and has no `state`. `metric` may also name a check, whose subjects are what it found. `band` is a
    channel's own threshold in millionths, or 0 for ours; of refunds that are due, their last day as a number.
    `outlook` is what the last look found, as JSON takes it.
    """

    account: str
    metric: str
    subject: str
    band: int = 0
    level: int = 0
    state: State | None = None
    overlay: Overlay = field(default_factory=Overlay)
    outlook: dict[str, Any] = field(default_factory=dict)


class Look(NamedTuple):
    """A look at an account's metric in a band, on a local day and after so many arrivals of data."""

    account: str
    metric: str
    band: int
    day: date
    arrival: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry in the history of an alert: a level that changed, or something a person did (`before` = `after`)."""

    account: str
    metric: str
    subject: str
    band: int
    kind: str
    before: int
    after: int
    episode: int
    who: str
    why: dict[str, Any]
    happened_at: datetime


_COLUMNS = (alert.c.account, alert.c.metric, alert.c.subject, alert.c.band, alert.c.level)
_ALERTS = own(alert).with_only_columns(*_COLUMNS, alert.c.state, alert.c.overlay, alert.c.outlook)
_OF_METRIC = _ALERTS.where(
    alert.c.account == bindparam("account"), alert.c.metric == bindparam("metric"), alert.c.band == bindparam("band")
)
_OF_ALL_ACCOUNTS = _ALERTS.where(alert.c.metric == bindparam("metric"), alert.c.band == bindparam("band"))
_LOOKS = (
    own(evaluation)
    .with_only_columns(*(evaluation.c[name] for name in Look._fields))
    .where(evaluation.c.day == bindparam("day"))
)
_FORGET_LOOKS = remove(evaluation).where(evaluation.c.day < bindparam("before"))
_NOT_OK = _ALERTS.where(alert.c.level > 0).order_by(alert.c.level.desc(), alert.c.account, alert.c.metric)
_OPEN_OF = _ALERTS.where(
    alert.c.account == bindparam("account"),
    alert.c.metric.in_(bindparam("metrics", expanding=True)),
    alert.c.level > 0,
)
_CHANGED = tuple(column for column in transition.c if column.name not in ("id", "workspace_id"))
_HISTORY = (
    own(transition)
    .with_only_columns(*_CHANGED)
    .where(transition.c.account == bindparam("account"), transition.c.metric == bindparam("metric"))
    .order_by(transition.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_RAISED = (
    own(transition)
    .with_only_columns(transition.c.why)
    .where(
        transition.c.account == bindparam("account"),
        transition.c.metric == bindparam("metric"),
        transition.c.band == bindparam("band"),
        transition.c.after > transition.c.before,
    )
    .order_by(transition.c.id.desc())
    .limit(1)
)
_SINCE = (
    own(transition)
    .with_only_columns(*_CHANGED)
    .where(transition.c.happened_at > bindparam("since"))
    .order_by(transition.c.id)
)


def of(snapshot: Snapshot, account: str, metric: str, band: int) -> dict[str, Alert]:
    """The alerts of an account's metric by subject."""
    rows = snapshot.rows(_OF_METRIC, account=account, metric=metric, band=band)
    return {row.subject: _alert(row) for row in rows}


def of_metric(snapshot: Snapshot, metric: str, band: int) -> dict[tuple[str, str], Alert]:
    """The alerts of a metric by account and subject."""
    rows = snapshot.rows(_OF_ALL_ACCOUNTS, metric=metric, band=band)
    return {(row.account, row.subject): _alert(row) for row in rows}


def looks(snapshot: Snapshot, day: date) -> set[Look]:
    """The looks taken on a local day."""
    return {Look(*row) for row in snapshot.rows(_LOOKS, day=day)}


def held(ws: Workspace) -> list[Alert]:
    """Every alert that is not OK, the worst first."""
    with ws.read() as snapshot:
        return not_ok(snapshot)


def not_ok(snapshot: Snapshot) -> list[Alert]:
    """As `held`, within a transaction."""
    return [_alert(row) for row in snapshot.rows(_NOT_OK)]


def open_of(snapshot: Snapshot, account: str, metrics: Collection[str]) -> list[Alert]:
    """An account's alerts of these metrics that are not OK, whatever their band."""
    return [_alert(row) for row in snapshot.rows(_OPEN_OF, account=account, metrics=[*metrics])]


def put(transaction: Transaction, alerts: Iterable[Alert]) -> None:
    """Write the alerts as they now stand. Raises `sqlalchemy.exc.StatementError` for an unknown account."""
    transaction.put(alert, *map(_row, alerts))


def look(transaction: Transaction, taken: Look, now: datetime) -> bool:
    """Take a look: False where it was taken before."""
    return transaction.add(evaluation, {**taken._asdict(), "evaluated_at": now})


def forget_looks(transaction: Transaction, before: date) -> int:
    """Forget the looks of days before one: how many those were."""
    return transaction.write(_FORGET_LOOKS, before=before)


def note(transaction: Transaction, changes: Iterable[Change]) -> None:
    """Add to the history."""
    transaction.insert(transition, *({name: getattr(each, name) for name in _CHANGE_FIELDS} for each in changes))


def raised_with(snapshot: Snapshot, account: str, metric: str, band: int) -> dict[str, Any]:
    """What had been found when the level of an account's metric last rose; empty where it never did."""
    rows = snapshot.rows(_RAISED, account=account, metric=metric, band=band)
    why: dict[str, Any] = rows[0].why if rows else {}
    return why


def history(ws: Workspace, account: str, metric: str, most: int) -> list[Change]:
    """The newest changes of an account's metric, newest first."""
    with ws.read() as snapshot:
        return [Change(**row._mapping) for row in snapshot.rows(_HISTORY, account=account, metric=metric, most=most)]


def since(snapshot: Snapshot, instant: datetime) -> list[Change]:
    """Every change after an instant, oldest first."""
    return [Change(**row._mapping) for row in snapshot.rows(_SINCE, since=instant)]


_CHANGE_FIELDS = tuple(column.name for column in _CHANGED)


@cache
def _states() -> TypeAdapter[State | None]:
    return TypeAdapter(State | None)


@cache
def _overlays() -> TypeAdapter[Overlay]:
    return TypeAdapter(Overlay)


def _row(each: Alert) -> dict[str, Any]:
    return {
        "account": each.account,
        "metric": each.metric,
        "subject": each.subject,
        "band": each.band,
        "level": each.level,
        "state": _states().dump_python(each.state, mode="json") or {},
        "overlay": _overlays().dump_python(each.overlay, mode="json"),
        "outlook": each.outlook,
    }


def _alert(row: Any) -> Alert:
    return Alert(
        account=row.account,
        metric=row.metric,
        subject=row.subject,
        band=row.band,
        level=row.level,
        state=_states().validate_python(row.state) if row.state else None,
        overlay=_overlays().validate_python(row.overlay),
        outlook=row.outlook,
    )
