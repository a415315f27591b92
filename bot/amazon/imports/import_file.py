"""A file comes in: wholly or not at all, and the same file once.

It is read to its end before anything is written; then all that it holds is written in one transaction, together with
its SHA-256, by which the same file is known again.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from bot.amazon.imports.spool import BATCH
from bot.amazon.imports.store_defects import Defects, Feedback
from bot.amazon.imports.store_metrics import Figures, Orders
from bot.amazon.imports.store_rows import INVOICE_LINES, OFFERS, RETURNS, Kept, RowStore, case, invoice_line, offer
from bot.language.phrase import Phrase
from bot.reports.parsing.report import Given, Problem, Report, Unreadable
from bot.reports.read import read
from bot.reports.result import Imported
from bot.slack.blocks import storable
from bot.workspace.accounts import MAIN
from storage import accounts
from storage.metrics.data_versions import increment_version
from storage.reports import imports
from storage.reports.imports import ImportBatch, ImportProblem
from storage.transaction import Transaction
from storage.workspaces import Workspace

NAME_LIMIT = 200
"""Characters of a file's name that are kept."""

CHUNK = 1 << 20

KEPT_PROBLEMS = 200
"""Lines of a file that could not be read and are kept, to be shown again."""

WITHHELD = ("feeds.problem.surplus", "feeds.problem.too_long")
"""What may quote a column about the buyer, of which nothing is kept."""

Also = Callable[[Transaction, Imported], None]
"""What else is written in the transaction that stores a file."""


@dataclass(frozen=True, slots=True)
class Giving:
    """Who gives a file to which account, when, and how its days are written where the file does not say.

    `report` is what tells a file from another one that says the same, such as the report of another day.
    """

    account: str
    who: str
    now: datetime
    zone: ZoneInfo
    day_first: bool | None = None
    report: str = ""

    @property
    def today(self) -> date:
        """The day in the workspace's zone."""
        return self.now.astimezone(self.zone).date()


def account_for(ws: Workspace, name: str | None) -> str:
    """The account that files are for: the one that is named, or the only one. Raises Unreadable."""
    known = accounts.list_names(ws)
    if name is None and len(known) > 1:
        raise Unreadable("import.refuse.which_account", known=tuple(known))
    if name is not None and known and name not in known:
        raise Unreadable("import.refuse.account", name=name, known=tuple(known))
    return name or (known[0] if known else MAIN)


def _nothing(_read: int) -> None:
    """Nobody watches."""


def _nothing_else(_transaction: Transaction, _found: Imported) -> None:
    """The file is all that is written."""


def import_file(
    ws: Workspace,
    file: BinaryIO,
    name: str,
    giving: Giving,
    tick: Callable[[int], None] = _nothing,
    also: Also = _nothing_else,
) -> Imported:
    """Take a file, which must be seekable; `tick` is told how many bytes of it were read.

    `also` is called where the file is new, in the transaction that stores it; what it or `tick` raises undoes all.

    Raises Unreadable where nothing of it was kept, and `sqlalchemy.exc.OperationalError` where the database is away
    or busy; then nothing was kept either.
    """
    file_hash = _hash(file, giving.report)
    with ws.read() as snapshot:
        before = imports.select_one(snapshot, giving.account, file_hash)
    if before:
        return _again(before, name, giving)
    feed = read(file, Given(giving.today, day_first=giving.day_first))
    with closing(_row_store(ws, feed, giving)) as row_store:
        rows = _take(row_store, feed, lambda: tick(file.tell()))
        return _store(ws, giving, _batch(feed, name, rows, file_hash, giving), row_store, feed, also)


def _hash(file: BinaryIO, report: str) -> str:
    digest = sha256(report.encode())
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _again(before: ImportBatch, name: str, giving: Giving) -> Imported:
    day = before.imported_at.astimezone(giving.zone).date()
    return replace(_imported(before, [], []), name=name, before=day)


def _row_store(ws: Workspace, feed: Report[Any], giving: Giving) -> RowStore:
    account, today = giving.account, giving.today
    match feed.kind:
        case "metrics" | "performance":
            return Figures(account, frozenset(accounts.list_names(ws)), feed.kind, giving.who, giving.now, today)
        case "orders":
            return Orders(account)
        case "defects":
            return Defects(account, today)
        case "feedback":
            return Feedback(account, today)
        case "listings":
            return Kept(account, feed, OFFERS, offer)
        case "invoices":
            return Kept(account, feed, INVOICE_LINES, invoice_line)
    return Kept(account, feed, RETURNS, case)


def _take(row_store: RowStore, feed: Report[Any], tick: Callable[[], None]) -> int:
    """Read the file to its end: how many rows it had. Raises Unreadable."""
    rows = 0

    def ticking() -> Iterator[Any]:
        nonlocal rows
        for rows, row in enumerate(feed.rows, 1):
            if rows % BATCH == 0:
                tick()
            yield row

    row_store.take(ticking())
    unclear = next((each for each in feed.problems if each.what == "feeds.problem.two_days"), None)
    if unclear:
        raise Unreadable("import.refuse.two_days", unclear.value, column=unclear.column, line=unclear.line)
    if feed.problems and not rows:
        raise Unreadable("import.refuse.no_row", n=len(feed.problems), example=feed.problems[0].phrase)
    return rows


def _batch(feed: Report[Any], name: str, rows: int, file_hash: str, giving: Giving) -> ImportBatch:
    return ImportBatch(
        account=giving.account,
        file_hash=file_hash,
        kind=feed.kind,
        name=name[:NAME_LIMIT],
        rows=rows,
        problems=len(feed.problems),
        imported_at=giving.now,
        who=giving.who,
        marketplace=feed.marketplace,
    )


def _imported(batch: ImportBatch, problems: Sequence[Problem], phrases: Sequence[Phrase]) -> Imported:
    return Imported(
        account=batch.account,
        file_hash=batch.file_hash,
        name=batch.name,
        kind=batch.kind,
        rows=batch.rows,
        problem_count=batch.problems,
        problems=problems,
        told=phrases,
    )


def _store(
    ws: Workspace, giving: Giving, batch: ImportBatch, row_store: RowStore, feed: Report[Any], also: Also
) -> Imported:
    """Write all of it down, unless another process was quicker."""
    if batch.account not in accounts.list_names(ws):
        accounts.add(ws, batch.account, batch.who, batch.imported_at)
    with ws.begin() as transaction:
        transaction.lock()
        if before := imports.select_one(transaction, batch.account, batch.file_hash):
            return _again(before, batch.name, giving)
        _write(transaction, batch, row_store, feed.problems)
        imported = _imported(batch, feed.problems, [*row_store.outcome(), *feed.notes])
        also(transaction, imported)
    return imported


def _write(transaction: Transaction, batch: ImportBatch, row_store: RowStore, problems: Sequence[Problem]) -> None:
    imports.insert(transaction, batch)
    imports.insert_problems(transaction, batch.account, batch.file_hash, map(_unread, problems[:KEPT_PROBLEMS]))
    for account in row_store.store(transaction):
        increment_version(transaction, account)


def _unread(problem: Problem) -> ImportProblem:
    value = "…" if problem.what in WITHHELD else storable(problem.value)
    return ImportProblem(line=problem.line, column_name=storable(problem.column), what=problem.what, value=value)
