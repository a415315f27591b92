"""From the rows of reports to figures and to orders by day: what the warnings are worked out from."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain

from bot.amazon.imports.daily_counts import CANCELLED, ordered
from bot.amazon.imports.near_limits import Series, newly_near
from bot.amazon.imports.spool import Spool
from bot.language.phrase import Phrase
from bot.reports.parsing.rows import MetricRow, OrderRow
from rules.core.marketplaces import HOME
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from storage.metrics import daily_counts, readings
from storage.metrics.daily_counts import DailyOrders
from storage.transaction import Transaction


@dataclass(slots=True)
class Figures:
    """Takes figures of metrics, each for its own account where it names one of those that are held."""

    account: str
    accounts: frozenset[str]
    kind: str
    who: str
    now: datetime
    today: date
    _left: Counter[tuple[str, str]] = field(default_factory=Counter)
    _spool: Spool[Reading] = field(default_factory=lambda: Spool(Reading))
    _near: list[Series] = field(default_factory=list)
    _accounts: dict[str, int] = field(default_factory=dict)
    _whose: "array[int]" = field(default_factory=lambda: array("I"))

    def take(self, rows: Iterator[MetricRow]) -> None:
        """Put the figures of metrics that are watched aside."""
        self._spool.fill(self._watched(rows))

    def _watched(self, rows: Iterator[MetricRow]) -> Iterator[Reading]:
        for row in rows:
            read = row.reading(self.kind, self.who)
            if why := self._why_not(row):
                self._left[why] += 1
            elif read is not None:
                self._whose.append(self._accounts.setdefault(row.account or self.account, len(self._accounts)))
                yield read

    def _why_not(self, row: MetricRow) -> tuple[str, str] | None:
        """Why a figure is left out, and the name that this is about."""
        if row.marketplace not in ("", HOME.id):
            return "import.left.marketplace", row.marketplace.upper()
        if row.metric not in METRICS:
            return "import.left.unwatched", ""
        if row.account not in ("", self.account, *self.accounts):
            return "import.left.account", row.account
        if row.value is None:
            return "import.left.no_figure", ""
        return ("import.left.amazon", "") if row.channel not in ("", "mfn") else None

    def store(self, transaction: Transaction) -> set[str]:
        """Write the figures down, and see which of them came near their limits by it."""
        before = newly_near(transaction, self.today)
        accounts = readings.insert(transaction, self._by_account(), self.now)
        self._near = sorted(newly_near(transaction, self.today).keys() - before.keys())
        return accounts

    def _by_account(self) -> Iterator[tuple[str, list[Reading]]]:
        accounts, whose = list(self._accounts), iter(self._whose)
        for batch in self._spool.batches():
            readings: dict[str, list[Reading]] = defaultdict(list)
            for read, number in zip(batch, whose, strict=False):
                readings[accounts[number]].append(read)
            yield from readings.items()

    def outcome(self) -> list[Phrase]:
        """How many figures were kept and came near their limits, and why others were not kept."""
        left = [Phrase(key, {"n": n, "name": name}) for (key, name), n in self._left.most_common()]
        near = [
            Phrase("import.near", {"n": len(self._near), "metric": metric, "subject": subject})
            for _, metric, subject in self._near[:1]
        ]
        return [Phrase("import.kept.readings", {"n": self._spool.count}), *near, *left]

    def close(self) -> None:
        """Let go of what was put aside."""
        self._spool.close()


@dataclass(slots=True)
class Orders:
    """Takes orders, of which only how many there were on each day is kept."""

    account: str
    _left: int = 0
    _days: list[DailyOrders] = field(default_factory=list)

    def take(self, rows: Iterator[OrderRow]) -> None:
        """Count the orders of each day."""
        self._days = ordered(self._by_day(rows))

    def _by_day(self, rows: Iterator[OrderRow]) -> Iterator[OrderRow]:
        for row in rows:
            other = row.marketplace not in ("", HOME.id) or row.fulfilled_by not in ("", "seller")
            self._left += other or row.status.lower() in CANCELLED
            yield row

    def store(self, transaction: Transaction) -> set[str]:
        """Write the days down. The first and the last may be cut short by the report, so they never become fewer."""
        if not self._days:
            return set()
        days = [each.order_date for each in self._days]
        stored = dict(chain.from_iterable(self._stored_counts(transaction, edge) for edge in {min(days), max(days)}))
        merged = (
            replace(each, orders=max(each.orders, stored.get((each.subject, each.order_date), 0)))
            for each in self._days
        )
        daily_counts.upsert(transaction, self.account, orders=merged)
        return {self.account}

    def _stored_counts(self, transaction: Transaction, day: date) -> Iterator[tuple[tuple[str, date], int]]:
        """How many orders of a day are held, by subject and day."""
        for account, subject, _, orders in daily_counts.select_orders(transaction, day, day):
            if account == self.account:
                yield (subject, day), orders

    def outcome(self) -> list[Phrase]:
        """How many orders there were on how many days."""
        total = [each for each in self._days if not each.subject]
        stored = Phrase("import.kept.orders", {"n": sum(each.orders for each in total), "days": len(total)})
        return [stored, *([Phrase("import.left.orders", {"n": self._left})] if self._left else [])]

    def close(self) -> None:
        """Nothing was put aside."""
