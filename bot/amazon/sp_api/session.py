"""One process's work on one connection: its lease, Amazon's rate limits, and what became of each report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bot.amazon.sp_api.client import CREATE, DOCUMENT, GET, LIST, ReportsClient
from bot.amazon.sp_api.errors import Expired, Throttled
from bot.amazon.sp_api.failure import NOT_READY, failure_phrase
from bot.language.phrase import Phrase, as_json
from bot.reports.result import Imported
from storage.reports import connections, rate_limits, report_requests
from storage.reports.rate_limits import RateLimit
from storage.reports.report_requests import FAILED, ReportRequest
from storage.transaction import Transaction
from storage.workspaces import Workspace

LEASE: Final = timedelta(seconds=120)
CALL_WITHIN: Final = 0.3 * LEASE
"""How long after the lease was renewed a call may start; a process that was suspended for longer makes none."""

RATE_LIMITS: Final = {
    CREATE: RateLimit(timedelta(seconds=1 / 0.0167), 15),
    LIST: RateLimit(timedelta(seconds=1 / 0.0222), 10),
    GET: RateLimit(timedelta(seconds=0.5), 15),
    DOCUMENT: RateLimit(timedelta(seconds=1 / 0.0167), 15),
}
"""Amazon's default limit of each operation, until a response names another rate."""

MAX_TRIES: Final = 60
"""Tries in one state after which a report has failed: more than a day."""

Result = TypeVar("Result")


class LeaseLost(RuntimeError):
    """Another process works on the connection, or it was deleted."""


class NoCallLeft(RuntimeError):
    """The rate limit allows no call of this operation yet."""


class Outcome(NamedTuple):
    """A report that is finished: its kind and local day, its last state, what was imported, and why it failed."""

    kind: str
    day: date
    state: str
    imported: Imported | None = None
    error: Phrase | None = None


@dataclass
class Session:
    """One pass over a connection, on which its `claimant` holds the lease.

    `outcomes` collects the reports that finish. `paused` are the operations to leave alone for the rest of the pass.
    """

    ws: Workspace
    account: str
    client: ReportsClient
    zone: ZoneInfo
    clock: Callable[[], datetime]
    claimant: str
    outcomes: list[Outcome] = field(default_factory=list)
    paused: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The local day."""
        return self.clock().astimezone(self.zone).date()

    def leased(self, write: Callable[[Transaction, datetime], Result]) -> Result:
        """Write in a transaction that renews the lease. Raises LeaseLost, and then nothing is written."""
        now = self.clock()
        with self.ws.begin() as transaction:
            transaction.lock()
            if not connections.claim(transaction, self.account, self.claimant, now, now + LEASE):
                raise LeaseLost(self.account)
            return write(transaction, now)

    def reserve(
        self, operation: str, write: Callable[[Transaction, datetime], ReportRequest | None] = lambda *_: None
    ) -> ReportRequest | None:
        """Count the call that comes next against its rate limit, and write in the same transaction.

        Raises NoCallLeft and LeaseLost.
        """

        def reserved(transaction: Transaction, now: datetime) -> ReportRequest | datetime | None:
            return rate_limits.acquire(transaction, self.account, operation, RATE_LIMITS[operation], now) or write(
                transaction, now
            )

        started_at = self.clock()
        request = self.leased(reserved)
        if isinstance(request, datetime):
            raise NoCallLeft(operation)
        if self.clock() - started_at > CALL_WITHIN:
            raise LeaseLost(self.account)
        return request

    @contextmanager
    def pausing(self, operation: str) -> Iterator[None]:
        """Pause an operation where it may not be called now, and end the block."""
        try:
            yield
        except (NoCallLeft, Expired):
            self.paused.add(operation)
        except Throttled as throttled:
            self.paused.add(operation)
            until = self.clock() + timedelta(seconds=throttled.seconds)
            with self.ws.begin() as transaction:
                rate_limits.back_off(transaction, self.account, operation, RATE_LIMITS[operation], until)

    def update(self, request: ReportRequest, **changes: Any) -> ReportRequest | None:
        """Change a report's state: as it is then, or None where another process changed it first."""
        with self.ws.begin() as transaction:
            return report_requests.advance(transaction, request, **changes)

    def retry(self, request: ReportRequest, error: str = "") -> ReportRequest | None:
        """Try again after a back-off, up to MAX_TRIES times."""
        tries = request.tries + 1
        if tries >= MAX_TRIES:
            return self.fail(request, error or NOT_READY)
        stored = as_json(failure_phrase(error)) if error else None
        return self.update(request, tries=tries, not_before=self.clock() + backoff(tries), error=stored)

    def fail(self, request: ReportRequest, why: str | Phrase) -> ReportRequest | None:
        """Finish a report as failed; `why` is a phrase, or the code of the error that a call ended with."""
        return self.finish(request, FAILED, error=failure_phrase(why) if isinstance(why, str) else why)

    def finish(
        self, request: ReportRequest, state: str, imported: Imported | None = None, error: Phrase | None = None
    ) -> ReportRequest | None:
        """Bring a report to its last state."""
        stored = as_json(error) if error else None
        finished = self.update(request, state=state, error=stored, ended_at=self.clock())
        if finished:
            self.outcomes.append(Outcome(request.kind, request.day, state, imported, error))
        return finished


def backoff(tries: int) -> timedelta:
    """How long to wait after so many tries: from half a minute up to half an hour."""
    return min(timedelta(seconds=30) * 1.5**tries, timedelta(minutes=30))
