"""What each channel was last told of an account's metric, and which message says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from storage.tables import notice
from storage.workspaces import Snapshot, Transaction, own


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The one message of an account's metric in a channel.

    `message` is the key of its post in the outbox, `level` what the channel was last told. `opened_at` is when this
    message began to speak, `said_at` when it last made a sound, and `cleared_on` the day it was said to be over.
    `shown` is a fingerprint of how the message looks, so that it is edited only where it would look different.
    """

    channel: str
    account: str
    metric: str
    band: int
    message: str
    level: int
    opened_at: datetime
    said_at: datetime
    cleared_on: date | None = None
    shown: str = ""


_ALL = own(notice).with_only_columns(*(column for column in notice.c if column.name != "workspace_id"))


def all_of(snapshot: Snapshot) -> dict[tuple[str, str, str, int], Notice]:
    """Every notice by channel, account, metric and band."""
    found = (Notice(**row._mapping) for row in snapshot.rows(_ALL))
    return {(each.channel, each.account, each.metric, each.band): each for each in found}


def put(transaction: Transaction, notices: Iterable[Notice]) -> None:
    """Write the notices as they now stand. Raises `sqlalchemy.exc.StatementError` for an unknown account."""
    transaction.put(notice, *map(asdict, notices))
