"""Returns at the desk: what the reports say of them, and what people did about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, func, or_

from storage.database.column_types import Json
from storage.reports.returns import FIELDS, Case
from storage.tables import return_case, return_mark
from storage.workspaces import Snapshot, Transaction, change, own

REFUNDED, NOT_ARRIVED = "refunded", "not-arrived"


class Key(NamedTuple):
    """Which return of an account: `item` tells it from others of the same RMA."""

    order_id: str
    rma: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What was done about a return: "refunded", "not-arrived" for the arrival of that day, or nothing yet.

    `who`, a Slack user id, is reminded at `remind_at`, where that is set.
    """

    done: str | None = None
    arrived_on: date | None = None
    remind_at: datetime | None = None
    marked_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A return with its mark, where it has one."""

    account: str
    case: Case
    mark: Mark | None

    @property
    def key(self) -> Key:
        """Which return of its account."""
        return Key(self.case.order_id, self.case.rma, self.case.item)


_KEYS = ("workspace_id", "account", *Key._fields)
_MARKS = ("done", "arrived_on", "remind_at", "marked_at", "who")
_AT_DESK = (
    own(return_case)
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
_OF = _AT_DESK.where(return_case.c.account == bindparam("account"))
_ARRIVED = _OF.where(
    return_case.c.arrived_on >= bindparam("since"),
    return_case.c.arrived_on <= bindparam("until"),
    func.coalesce(return_case.c.refunded, 0) == 0,
)
_ABOUT = _OF.where(
    or_(
        return_case.c.order_id == bindparam("reference"),
        func.lower(return_case.c.rma) == func.lower(bindparam("reference")),
        func.lower(return_case.c.own_rma) == func.lower(bindparam("reference")),
    )
)
_ONE = _OF.where(*(return_case.c[name] == bindparam(name) for name in Key._fields))
_REMINDERS = _AT_DESK.where(return_mark.c.remind_at <= bindparam("now"))
_COMING = (
    own(return_case)
    .with_only_columns(func.count())
    .where(
        return_case.c.account == bindparam("account"),
        return_case.c.arrived_on.is_(None),
        return_case.c.return_date >= bindparam("since"),
    )
)
_DECIDED = change(return_case, decision=bindparam("receipt")).where(
    return_case.c.account == bindparam("of_account"),
    *(return_case.c[name] == bindparam(f"of_{name}") for name in Key._fields),
)


def arrived(snapshot: Snapshot, account: str, since: date, until: date) -> list[AtDesk]:
    """The returns that reached the seller between two days and that no report says are refunded, oldest first."""
    return _found(snapshot.rows(_ARRIVED, account=account, since=since, until=until))


def about(snapshot: Snapshot, account: str, reference: str) -> list[AtDesk]:
    """The returns of an order, or of an RMA of Amazon's or the seller's, whatever its case."""
    return _found(snapshot.rows(_ABOUT, account=account, reference=reference))


def one(snapshot: Snapshot, account: str, key: Key) -> AtDesk | None:
    """A single return; None where none has that key."""
    return next(iter(_found(snapshot.rows(_ONE, account=account, **key._asdict()))), None)


def coming(snapshot: Snapshot, account: str, since: date) -> int:
    """How many returns asked for since a day have not arrived yet, as far as the reports say."""
    return int(snapshot.rows(_COMING, account=account, since=since)[0][0])


def reminders(snapshot: Snapshot, now: datetime) -> list[AtDesk]:
    """The returns of every account of which somebody wants to be reminded by now."""
    return _found(snapshot.rows(_REMINDERS, now=now))


def put(transaction: Transaction, account: str, key: Key, mark: Mark) -> None:
    """Write down what was done, in the place of what was before.

    Raises `sqlalchemy.exc.StatementError` for an unknown return and for what the table refuses.
    """
    transaction.put(return_mark, {"account": account, **key._asdict(), **asdict(mark)})


def reminded(transaction: Transaction, at_desk: AtDesk) -> None:
    """Let a reminder have been given; what else the mark says stays."""
    if at_desk.mark:
        put(transaction, at_desk.account, at_desk.key, replace(at_desk.mark, remind_at=None))


def decided(transaction: Transaction, account: str, key: Key, receipt: dict[str, Any] | Json) -> None:
    """Keep with a return what our rules made of it when it was refunded, as JSON takes it or has it."""
    where = {f"of_{name}": value for name, value in key._asdict().items()}
    transaction.write(_DECIDED, of_account=account, receipt=receipt, **where)


def _found(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[AtDesk]:
    # Databases differ in how they order letters; Python does not.
    return sorted(map(_at_desk, rows), key=lambda each: (each.case.arrived_on or date.max, *each.key))


def _at_desk(row: Row[*tuple[Any, ...]]) -> AtDesk:
    told = row._mapping
    mark = Mark(**{name: told[f"mark_{name}"] for name in _MARKS}) if row.mark_marked_at else None
    return AtDesk(row.account, Case(**{name: told[name] for name in FIELDS}), mark)
