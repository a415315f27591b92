"""The notification log: the one message of each alert group in each channel, and what it last said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from storage.scoping import scoped_select
from storage.tables import notice
from storage.transaction import Snapshot, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The message of one alert group (an account's metric in a band) in a channel.

    `message` is the key of its post in the outbox, `level` the level last notified. `opened_at` is when the group
    last opened or reopened, `said_at` when the message last notified anybody, and `cleared_on` the day it was reported
    as resolved. `shown` is a fingerprint of the rendered message, so that it is edited only if it would look different.
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


_ALL = scoped_select(notice).with_only_columns(*(column for column in notice.c if column.name != "workspace_id"))


def select_all(snapshot: Snapshot) -> dict[tuple[str, str, str, int], Notice]:
    """Every notice, by channel, account, metric and band."""
    notices = (Notice(**row._mapping) for row in snapshot.rows(_ALL))
    return {(notice.channel, notice.account, notice.metric, notice.band): notice for notice in notices}


def upsert(transaction: Transaction, notices: Iterable[Notice]) -> None:
    """Insert or overwrite the notices. Raises `sqlalchemy.exc.StatementError` for an unknown account."""
    transaction.upsert(notice, *map(asdict, notices))
