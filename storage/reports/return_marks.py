"""Returns with their marks: what the reports say of them, and what people did about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, func, or_

from storage.database.column_types import EncodedJson
from storage.reports.returns import FIELDS, ReturnCase
from storage.scoping import scoped_select, scoped_update
from storage.tables import return_case, return_mark
from storage.transaction import Snapshot, Transaction

REFUNDED, NOT_ARRIVED = "refunded", "not-arrived"


class ReturnKey(NamedTuple):
    """The key of a return within its account; `item` tells it from others of the same RMA."""

    order_id: str
    rma: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnMark:
    """What a person did about a return.

    `done` is "refunded", "not-arrived" (a denial of the arrival on `arrived_on`), or None. `who` is the Slack user id
    of the person, who is reminded at `remind_at` if that is set. `condition` holds the flags of the refund rule that
    somebody saw in the item, such as "used"; it is empty if nobody said.
    """

    done: str | None = None
    arrived_on: date | None = None
    remind_at: datetime | None = None
    marked_at: datetime
    who: str
    condition: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnWithMark:
    """A return of an account, and its mark if it has one."""

    account: str
    case: ReturnCase
    mark: ReturnMark | None

    @property
    def key(self) -> ReturnKey:
        """The key of the return within its account."""
        return ReturnKey(self.case.order_id, self.case.rma, self.case.item)


_KEYS = ("workspace_id", "account", *ReturnKey._fields)
_MARKS = ("done", "arrived_on", "remind_at", "marked_at", "who", "condition")
_ALL = (
    scoped_select(return_case)
    .with_only_columns(
        return_case.c.account,
        *(return_case.c[name] for name in FIELDS),
        *(return_mark.c[name].label(f"mark_{name}") for name in _MARKS),
    )
    .join_from(
        return_case,
        return_mark,
        and_(*(return_case.c[name] == return_mark.c[name] for name in _KEYS)),
        isouter=True,
    )
)
_OF_ACCOUNT = _ALL.where(return_case.c.account == bindparam("account"))
_ARRIVED = _OF_ACCOUNT.where(
    return_case.c.arrived_on >= bindparam("since"),
    return_case.c.arrived_on <= bindparam("until"),
    func.coalesce(return_case.c.refunded, 0) == 0,
)
_BY_REFERENCE = _OF_ACCOUNT.where(
    or_(
        return_case.c.order_id == bindparam("reference"),
        func.lower(return_case.c.rma) == func.lower(bindparam("reference")),
        func.lower(return_case.c.own_rma) == func.lower(bindparam("reference")),
    )
)
_ONE = _OF_ACCOUNT.where(*(return_case.c[name] == bindparam(name) for name in ReturnKey._fields))
_DUE_REMINDERS = _ALL.where(return_mark.c.remind_at <= bindparam("now"))
_COUNT_NOT_ARRIVED = (
    scoped_select(return_case)
    .with_only_columns(func.count())
    .where(
        return_case.c.account == bindparam("account"),
        return_case.c.arrived_on.is_(None),
        return_case.c.return_date >= bindparam("since"),
    )
)
_SET_DECISION = scoped_update(return_case, decision=bindparam("receipt")).where(
    return_case.c.account == bindparam("of_account"),
    *(return_case.c[name] == bindparam(f"of_{name}") for name in ReturnKey._fields),
)


def select_arrived(snapshot: Snapshot, account: str, since: date, until: date) -> list[ReturnWithMark]:
    """The returns that arrived from `since` to `until` and that no report calls refunded, oldest arrival first."""
    return _with_marks(snapshot.rows(_ARRIVED, account=account, since=since, until=until))


def select_by_reference(snapshot: Snapshot, account: str, reference: str) -> list[ReturnWithMark]:
    """The returns with this order id, or with this RMA of Amazon's or the seller's in upper or lower case."""
    return _with_marks(snapshot.rows(_BY_REFERENCE, account=account, reference=reference))


def select_one(snapshot: Snapshot, account: str, key: ReturnKey) -> ReturnWithMark | None:
    """The return of this key; None if there is none."""
    return next(iter(_with_marks(snapshot.rows(_ONE, account=account, **key._asdict()))), None)


def count_not_arrived(snapshot: Snapshot, account: str, since: date) -> int:
    """The number of returns requested since a day of which no report tells an arrival."""
    return int(snapshot.rows(_COUNT_NOT_ARRIVED, account=account, since=since)[0][0])


def select_due_reminders(snapshot: Snapshot, now: datetime) -> list[ReturnWithMark]:
    """The returns of every account whose reminder is due."""
    return _with_marks(snapshot.rows(_DUE_REMINDERS, now=now))


def upsert(transaction: Transaction, account: str, key: ReturnKey, mark: ReturnMark) -> None:
    """Insert or overwrite the mark of a return.

    Raises `sqlalchemy.exc.StatementError` for an unknown return and for what the table refuses.
    """
    values = asdict(mark) | {"condition": " ".join(mark.condition) or None}
    transaction.upsert(return_mark, {"account": account, **key._asdict(), **values})


def clear_reminder(transaction: Transaction, marked: ReturnWithMark) -> None:
    """Clear the reminder of a return; the rest of its mark stays."""
    if marked.mark:
        upsert(transaction, marked.account, marked.key, replace(marked.mark, remind_at=None))


def set_decision(transaction: Transaction, account: str, key: ReturnKey, receipt: dict[str, Any] | EncodedJson) -> None:
    """Store with a return the rules' decision at the time of its refund, as JSON values or encoded already."""
    of_key = {f"of_{name}": value for name, value in key._asdict().items()}
    transaction.execute(_SET_DECISION, of_account=account, receipt=receipt, **of_key)


def _with_marks(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[ReturnWithMark]:
    # Databases differ in how they order letters; Python does not.
    return sorted(map(_with_mark, rows), key=lambda marked: (marked.case.arrived_on or date.max, *marked.key))


def _with_mark(row: Row[*tuple[Any, ...]]) -> ReturnWithMark:
    columns = row._mapping
    values = {name: columns[f"mark_{name}"] for name in _MARKS}
    values["condition"] = tuple((values["condition"] or "").split())
    mark = ReturnMark(**values) if row.mark_marked_at else None
    return ReturnWithMark(row.account, ReturnCase(**{name: columns[name] for name in FIELDS}), mark)
