"""From defects of orders, and from bad feedback, to defects by the day of the order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.amazon.imports.daily_counts import METRIC, defective, negative
from bot.amazon.imports.spool import Spool
from bot.language.phrase import Phrase
from bot.reports.parsing.rows import DefectRow, FeedbackRow
from storage.metrics import daily_counts, defect_orders
from storage.metrics.daily_counts import DailyDefects
from storage.metrics.defect_orders import DefectOrder
from storage.reports import returns
from storage.transaction import Transaction


@dataclass(slots=True)
class DefectStore:
    """Adds defects to those that an account has, each order once, on the day on which its defect was first seen."""

    account: str
    today: date
    new: int = 0
    known: int = 0

    def add(self, transaction: Transaction, rows: Sequence[DefectRow]) -> None:
        """Write down the orders that were not known to have a defect, and count them on their days."""
        by_order: dict[str, list[DefectRow]] = {}
        for row in rows:
            by_order.setdefault(row.order_id, []).append(row)
        known = defect_orders.select_known(transaction, self.account, METRIC, by_order)
        fresh = {order: defective(of, self.today)[0] for order, of in by_order.items() if order not in known}
        seen = (DefectOrder(METRIC, order, each.order_date, each.reported_on) for order, each in fresh.items())
        defect_orders.insert(transaction, self.account, seen)
        self._count(transaction, Counter((each.order_date, each.reported_on) for each in fresh.values()))
        self.new += len(fresh)
        self.known += len(known)

    def _count(self, transaction: Transaction, more: Counter[tuple[date, date]]) -> None:
        """Add to what is held of those days: another file may have brought other orders of them."""
        if not more:
            return
        oldest = min(ordered for ordered, _ in more)
        stored = daily_counts.select_defects(transaction, METRIC, oldest, date.max)
        known = {
            (ordered, reported): defects
            for account, subject, ordered, reported, defects in stored
            if (account, subject) == (self.account, "")
        }
        cells = (DailyDefects(METRIC, "", *days, known.get(days, 0) + n) for days, n in more.items())
        daily_counts.upsert(transaction, self.account, defects=cells)


@dataclass(slots=True)
class Defects:
    """Takes the orders behind the order defect rate."""

    account: str
    today: date
    _counted: DefectStore = field(init=False)
    _spool: Spool[DefectRow] = field(default_factory=lambda: Spool(DefectRow))

    def __post_init__(self) -> None:
        self._counted = DefectStore(self.account, self.today)

    def take(self, rows: Iterator[DefectRow]) -> None:
        """Put the defects aside."""
        self._spool.fill(replace(row, others={}) for row in rows)

    def store(self, transaction: Transaction) -> set[str]:
        """Count those that are new."""
        for batch in self._spool.batches():
            self._counted.add(transaction, batch)
        return {self.account} if self._counted.new else set()

    def outcome(self) -> list[Phrase]:
        """How many orders with a defect were new."""
        return [Phrase("import.kept.defects", {"n": self._counted.new, "known": self._counted.known})]

    def close(self) -> None:
        """Let go of what was put aside."""
        self._spool.close()


@dataclass(slots=True)
class Feedback:
    """Takes bad feedback as defects, where a report has told the day of its order; what buyers wrote is not kept."""

    account: str
    today: date
    _good: int = 0
    _unplaced: int = 0
    _counted: DefectStore = field(init=False)
    _spool: Spool[FeedbackRow] = field(default_factory=lambda: Spool(FeedbackRow))

    def __post_init__(self) -> None:
        self._counted = DefectStore(self.account, self.today)

    def take(self, rows: Iterator[FeedbackRow]) -> None:
        """Put the bad feedback aside."""
        self._spool.fill(replace(row, others={}, comment="", response="") for row in self._bad(rows))

    def _bad(self, rows: Iterator[FeedbackRow]) -> Iterator[FeedbackRow]:
        for row in rows:
            self._good += not row.negative
            if row.negative:
                yield row

    def store(self, transaction: Transaction) -> set[str]:
        """Count what is new, and can be placed on a day."""
        for batch in self._spool.batches():
            ids = {row.order_id for row in batch}
            known = defect_orders.select_known(transaction, self.account, METRIC, ids)
            days = returns.select_order_dates(transaction, self.account, ids)
            days |= {order: each.order_date for order, each in known.items()}
            placed = list(negative(batch, days))
            self._unplaced += len(batch) - len(placed)
            self._counted.add(transaction, placed)
        return {self.account} if self._counted.new else set()

    def outcome(self) -> list[Phrase]:
        """How many orders with a defect were new, and which feedback was none or could not be placed."""
        counts = {"import.left.good": self._good, "import.left.unplaced": self._unplaced}
        stored = Phrase("import.kept.defects", {"n": self._counted.new, "known": self._counted.known})
        return [stored, *(Phrase(key, {"n": n}) for key, n in counts.items() if n)]

    def close(self) -> None:
        """Let go of what was put aside."""
        self._spool.close()
