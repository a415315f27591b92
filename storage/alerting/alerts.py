"""Alerts, their evaluations, and their history: changes of level and what people did."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Integer, bindparam

from rules.warnings.states import Silences, State
from storage.scoping import scoped_delete, scoped_select
from storage.tables import alert, evaluation, transition
from storage.transaction import Snapshot, Transaction
from storage.workspaces import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The state of one subject of an account's metric, and its silences: what people did about it.

    `subject` is an ASIN, or empty for the account; for a metric of offers, the empty one has no `state` and holds the
    silences of the whole message. `metric` may also name a check, whose subjects are its findings. `band` is a
    channel's own threshold in millionths, or 0 for the default one; for refunds that are due it is their last day,
    counted from year 1. `level` is a level of `rules.core.levels`. `outlook` is the last evaluation's result as JSON
    values.
    """

    account: str
    metric: str
    subject: str
    band: int = 0
    level: int = 0
    state: State | None = None
    silences: Silences = field(default_factory=Silences)
    outlook: dict[str, Any] = field(default_factory=dict)


class EvaluationKey(NamedTuple):
    """What identifies an evaluation: an account's metric in a band, the local day, and the version of its data.

    `arrival` is a version of `storage.metrics.data_versions`, or for a check over reports the number of imported files.
    """

    account: str
    metric: str
    band: int
    day: date
    arrival: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One entry in the history of an alert: a change of level, or something a person did (`before` equals `after`)."""

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
_ALERTS = scoped_select(alert).with_only_columns(*_COLUMNS, alert.c.state, alert.c.overlay, alert.c.outlook)
_OF_METRIC = _ALERTS.where(
    alert.c.account == bindparam("account"), alert.c.metric == bindparam("metric"), alert.c.band == bindparam("band")
)
_OF_ALL_ACCOUNTS = _ALERTS.where(alert.c.metric == bindparam("metric"), alert.c.band == bindparam("band"))
_EVALUATIONS = (
    scoped_select(evaluation)
    .with_only_columns(*(evaluation.c[name] for name in EvaluationKey._fields))
    .where(evaluation.c.day == bindparam("day"))
)
_DELETE_EVALUATIONS = scoped_delete(evaluation).where(evaluation.c.day < bindparam("before"))
_OPEN = _ALERTS.where(alert.c.level > 0).order_by(alert.c.level.desc(), alert.c.account, alert.c.metric)
_OPEN_OF = _ALERTS.where(
    alert.c.account == bindparam("account"),
    alert.c.metric.in_(bindparam("metrics", expanding=True)),
    alert.c.level > 0,
)
_EVENT_COLUMNS = tuple(column for column in transition.c if column.name not in ("id", "workspace_id"))
_EVENTS = (
    scoped_select(transition)
    .with_only_columns(*_EVENT_COLUMNS)
    .where(transition.c.account == bindparam("account"), transition.c.metric == bindparam("metric"))
    .order_by(transition.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)
_LAST_RAISE = (
    scoped_select(transition)
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
_EVENTS_SINCE = (
    scoped_select(transition)
    .with_only_columns(*_EVENT_COLUMNS)
    .where(transition.c.happened_at > bindparam("since"))
    .order_by(transition.c.id)
)


def select_by_subject(snapshot: Snapshot, account: str, metric: str, band: int) -> dict[str, Alert]:
    """The alerts of an account's metric, by subject."""
    rows = snapshot.rows(_OF_METRIC, account=account, metric=metric, band=band)
    return {row.subject: _alert(row) for row in rows}


def select_by_account_and_subject(snapshot: Snapshot, metric: str, band: int) -> dict[tuple[str, str], Alert]:
    """The alerts of a metric, by account and subject."""
    rows = snapshot.rows(_OF_ALL_ACCOUNTS, metric=metric, band=band)
    return {(row.account, row.subject): _alert(row) for row in rows}


def select_evaluations(snapshot: Snapshot, day: date) -> set[EvaluationKey]:
    """The evaluations claimed for a local day."""
    return {EvaluationKey(*row) for row in snapshot.rows(_EVALUATIONS, day=day)}


def list_open(ws: Workspace) -> list[Alert]:
    """Every alert whose level is not OK, the worst first, then by account and metric."""
    with ws.read() as snapshot:
        return select_open(snapshot)


def select_open(snapshot: Snapshot) -> list[Alert]:
    """As `list_open`, in the caller's transaction."""
    return [_alert(row) for row in snapshot.rows(_OPEN)]


def select_open_of_account(snapshot: Snapshot, account: str, metrics: Collection[str]) -> list[Alert]:
    """The alerts of an account and these metrics whose level is not OK, in any band."""
    return [_alert(row) for row in snapshot.rows(_OPEN_OF, account=account, metrics=[*metrics])]


def upsert(transaction: Transaction, alerts: Iterable[Alert]) -> None:
    """Insert or overwrite the alerts. Raises `sqlalchemy.exc.StatementError` for an unknown account."""
    transaction.upsert(alert, *map(_row, alerts))


def claim_evaluation(transaction: Transaction, key: EvaluationKey, now: datetime) -> bool:
    """Claim an evaluation in the transaction that does it: False if it was claimed before."""
    return transaction.insert_if_absent(evaluation, {**key._asdict(), "evaluated_at": now})


def delete_evaluations(transaction: Transaction, before: date) -> int:
    """Delete the evaluations of days before `before`: how many rows."""
    return transaction.execute(_DELETE_EVALUATIONS, before=before)


def insert_events(transaction: Transaction, events: Iterable[AlertEvent]) -> None:
    """Append events to the history."""
    transaction.insert(transition, *({name: getattr(event, name) for name in _EVENT_FIELDS} for event in events))


def select_last_raise_details(snapshot: Snapshot, account: str, metric: str, band: int) -> dict[str, Any]:
    """The `why` of the event in which the level of an account's metric last rose; empty if it never did."""
    rows = snapshot.rows(_LAST_RAISE, account=account, metric=metric, band=band)
    why: dict[str, Any] = rows[0].why if rows else {}
    return why


def list_events(ws: Workspace, account: str, metric: str, limit: int) -> list[AlertEvent]:
    """At most `limit` events of an account's metric, newest first."""
    with ws.read() as snapshot:
        return [
            AlertEvent(**row._mapping) for row in snapshot.rows(_EVENTS, account=account, metric=metric, limit=limit)
        ]


def select_events_since(snapshot: Snapshot, instant: datetime) -> list[AlertEvent]:
    """Every event after an instant, oldest first."""
    return [AlertEvent(**row._mapping) for row in snapshot.rows(_EVENTS_SINCE, since=instant)]


_EVENT_FIELDS = tuple(column.name for column in _EVENT_COLUMNS)


@cache
def _states() -> TypeAdapter[State | None]:
    return TypeAdapter(State | None)


@cache
def _silences() -> TypeAdapter[Silences]:
    return TypeAdapter(Silences)


def _row(source: Alert) -> dict[str, Any]:
    return {
        "account": source.account,
        "metric": source.metric,
        "subject": source.subject,
        "band": source.band,
        "level": source.level,
        "state": _states().dump_python(source.state, mode="json") or {},
        "overlay": _silences().dump_python(source.silences, mode="json"),
        "outlook": source.outlook,
    }


def _alert(row: Any) -> Alert:
    return Alert(
        account=row.account,
        metric=row.metric,
        subject=row.subject,
        band=row.band,
        level=row.level,
        state=_states().validate_python(row.state) if row.state else None,
        silences=_silences().validate_python(row.overlay),
        outlook=row.outlook,
    )
