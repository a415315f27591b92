"""Being the one at work with a connection: the lease, the calls that Amazon allows, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bot.amazon.sp_api.client import CREATE, DOCUMENT, GET, LIST, Amazon
from bot.amazon.sp_api.errors import Expired, Throttled
from bot.reports.result import Imported
from storage.reports import connections, rate_limits, report_requests
from storage.reports.rate_limits import Limit
from storage.reports.report_requests import ERROR_LIMIT, FAILED, Request
from storage.workspaces import Transaction, Workspace

LEASE: Final = timedelta(seconds=120)
STARTING: Final = 0.3
"""The part of a lease within which a call may start; whoever was frozen for longer asks nothing."""

LIMITS: Final = {
    CREATE: Limit(timedelta(seconds=1 / 0.0167), 15),
    LIST: Limit(timedelta(seconds=1 / 0.0222), 10),
    GET: Limit(timedelta(seconds=0.5), 15),
    DOCUMENT: Limit(timedelta(seconds=1 / 0.0167), 15),
}
"""What each operation allows, until Amazon says otherwise in an answer."""

MOST_TRIES: Final = 60
"""Tries in one state after which a report is given up: more than a day."""

Done = TypeVar("Done")


class Lost(RuntimeError):
    """Somebody else is at work with the connection, or it is gone."""


class NotNow(RuntimeError):
    """An operation may not be called yet."""


class Came(NamedTuple):
    """What came of a report: its kind and day, how it stands now, what it brought, and why it failed."""

    kind: str
    day: date
    state: str
    imported: Imported | None = None
    error: str = ""


@dataclass
class Turn:
    """One pass over a connection, for which its `claimant` holds a lease; what comes of it is put into `came`."""

    ws: Workspace
    account: str
    amazon: Amazon
    zone: ZoneInfo
    clock: Callable[[], datetime]
    claimant: str
    came: list[Came] = field(default_factory=list)
    resting: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The local day."""
        return self.clock().astimezone(self.zone).date()

    def hold(self, act: Callable[[Transaction, datetime], Done]) -> Done:
        """Do something in a transaction that renews the lease. Raises Lost, and then nothing is done."""
        now = self.clock()
        with self.ws.begin() as transaction:
            transaction.lock()
            if not connections.hold(transaction, self.account, self.claimant, now, now + LEASE):
                raise Lost(self.account)
            return act(transaction, now)

    def book(
        self, operation: str, mark: Callable[[Transaction, datetime], Request | None] = lambda *_: None
    ) -> Request | None:
        """Book a call that is made next, and write down in the same transaction what `mark` does.

        Raises NotNow where Amazon's limits leave no call, and Lost.
        """

        def take(transaction: Transaction, now: datetime) -> Request | datetime | None:
            return rate_limits.take(transaction, self.account, operation, LIMITS[operation], now) or mark(
                transaction, now
            )

        began = self.clock()
        booked = self.hold(take)
        if isinstance(booked, datetime):
            raise NotNow(operation)
        if self.clock() - began > STARTING * LEASE:
            raise Lost(self.account)
        return booked

    @contextmanager
    def patient(self, operation: str) -> Iterator[None]:
        """Leave an operation alone for the rest of this pass where it may not be called now."""
        try:
            yield
        except (NotNow, Expired):
            self.resting.add(operation)
        except Throttled as throttled:
            self.resting.add(operation)
            until = self.clock() + timedelta(seconds=throttled.seconds)
            with self.ws.begin() as transaction:
                rate_limits.rest(transaction, self.account, operation, LIMITS[operation], until)

    def move(self, request: Request, **changes: Any) -> Request | None:
        """Take a report a step further; None where somebody else did."""
        with self.ws.begin() as transaction:
            return report_requests.move(transaction, request, **changes)

    def later(self, request: Request, word: str = "") -> Request | None:
        """Try the same again after a while, longer each time, and in the end no more."""
        tries = request.tries + 1
        if tries >= MOST_TRIES:
            return self.fail(request, word or "not ready")
        return self.move(request, tries=tries, not_before=self.clock() + wait(tries), error=word[:ERROR_LIMIT] or None)

    def fail(self, request: Request, why: str) -> Request | None:
        """Give a report up."""
        return self.end(request, FAILED, error=why[:ERROR_LIMIT])

    def end(self, request: Request, state: str, found: Imported | None = None, error: str = "") -> Request | None:
        """Be done with a report."""
        ended = self.move(request, state=state, error=error or None, ended_at=self.clock())
        if ended:
            self.came.append(Came(request.kind, request.day, state, found, error))
        return ended


def wait(tries: int) -> timedelta:
    """How long to wait after so many tries: half a minute first, half an hour at most."""
    return min(timedelta(seconds=30) * 1.5**tries, timedelta(minutes=30))
