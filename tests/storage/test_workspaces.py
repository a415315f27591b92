import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import DatabaseError, StatementError

import storage
from rules.standing import Reading
from storage import accounts, answers, arrivals, cohorts, job_runs, notices, readings, settings, tables
from storage.answers import Answered
from storage.cohorts import Defective, Ordered
from storage.engine import open_engine, reading
from storage.notices import Notice
from storage.settings import Change
from storage.workspaces import Snapshot, Transaction, Workspace, open_workspace, own

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 1)
READ = Reading(metric="odr", subject="", value=7_400, as_of=DAY, source="typed", who="U1")
ASKED = Answered(command="status", line="main", user_id="U1", channel="C1", ok=True, status="safe")
CHANGE = Change("near", "0.8", NOW, "U1")
ORDERED = Ordered("", DAY, 40)
DEFECTIVE = Defective("odr", "", DAY, DAY, 1)

NOTICE = Notice(
    channel="C1",
    account="main",
    metric="odr",
    band=0,
    message="m1",
    level=1,
    opened_at=NOW,
    said_at=NOW,
)


def within(read: Callable[[Snapshot], object]) -> Callable[[Workspace], object]:
    """A reading function of a transaction, as one of a workspace."""

    def of(ws: Workspace) -> object:
        with ws.read() as snapshot:
            return read(snapshot)

    return of


def writing(write: Callable[[Transaction], object]) -> Callable[[Workspace], object]:
    """A writing function of a transaction, as one of a workspace."""

    def of(ws: Workspace) -> object:
        with ws.begin() as transaction:
            return write(transaction)

    return of


WRITES: dict[str, tuple[Callable[[Workspace], object], object]] = {
    "accounts.add": (lambda ws: accounts.add(ws, "main", "U1", NOW), None),
    "answers.record": (lambda ws: answers.record(ws, ASKED, NOW), None),
    "answers.record_all": (lambda ws: answers.record_all(ws, [(NOW, ASKED)]), None),
    "arrivals.arrived": (writing(lambda t: arrivals.arrived(t, "main")), None),
    "cohorts.record": (lambda ws: cohorts.record(ws, "main", [ORDERED], [DEFECTIVE]), None),
    "job_runs.take": (writing(lambda t: job_runs.take(t, "digest", "2026-03-01", NOW)), True),
    "notices.put": (writing(lambda t: notices.put(t, [NOTICE])), None),
    "readings.record": (lambda ws: readings.record(ws, "main", [READ], NOW), None),
    "settings.put": (lambda ws: settings.put(ws, {"near": "0.8"}, "U1", NOW), [CHANGE]),
}
"""What every writing function gives in a workspace where nothing was written yet."""

READS: dict[str, tuple[Callable[[Workspace], object], object]] = {
    "accounts.names": (accounts.names, []),
    "accounts.recent_names": (accounts.recent_names, []),
    "answers.recent": (lambda ws: answers.recent(ws, 10), []),
    "arrivals.numbers": (within(arrivals.numbers), {}),
    "cohorts.orders": (within(lambda s: cohorts.orders(s, DAY, DAY)), []),
    "cohorts.defects": (within(lambda s: cohorts.defects(s, "odr", DAY, DAY)), []),
    "job_runs.last": (within(lambda s: job_runs.last(s, "digest")), None),
    "notices.all_of": (within(notices.all_of), {}),
    "readings.history": (lambda ws: readings.history(ws, "main", "odr", "", DAY), []),
    "readings.latest": (lambda ws: readings.latest(ws, "main"), []),
    "settings.recent": (settings.recent, {}),
    "settings.current": (settings.current, {}),
    "settings.history": (lambda ws: settings.history(ws, "near"), []),
}
"""What every reading function gives in a workspace that is empty."""

BELOW_WORKSPACES = {"engine", "lock", "migrate", "tables", "values", "workspaces"}


def public_functions() -> set[str]:
    modules = {module.name for module in pkgutil.iter_modules(storage.__path__) if not module.ispkg}
    found = set()
    for name in modules - BELOW_WORKSPACES:
        module = importlib.import_module(f"storage.{name}")
        for function, _ in inspect.getmembers(module, inspect.isfunction):
            if not function.startswith("_") and getattr(module, function).__module__ == module.__name__:
                found.add(f"{name}.{function}")
    return found


def write_everything(ws: Workspace) -> None:
    for write, _ in WRITES.values():
        write(ws)


def everything_of(ws: Workspace) -> list[object]:
    return [read(ws) for read, _ in READS.values()]


@pytest.fixture
def theirs(engine: Engine) -> Workspace:
    theirs = open_workspace(engine, "T-theirs", NOW)
    write_everything(theirs)
    return theirs


@pytest.fixture
def empty(engine: Engine) -> Workspace:
    return open_workspace(engine, "T-empty", NOW)


def test_every_public_function_has_a_case_here() -> None:
    assert public_functions() == {*READS, *WRITES}


@pytest.mark.parametrize("name", READS)
def test_no_row_of_another_workspace_is_read(theirs: Workspace, empty: Workspace, name: str) -> None:
    read, nothing = READS[name]
    assert nothing != read(theirs)
    assert nothing == read(empty)


def test_writing_the_same_in_one_workspace_leaves_the_other_as_it_was(theirs: Workspace, empty: Workspace) -> None:
    before = everything_of(theirs)
    for name, (write, written) in WRITES.items():
        assert written == write(empty), name
    assert before == everything_of(theirs) == everything_of(empty)


def test_an_account_of_another_workspace_takes_no_readings(theirs: Workspace, empty: Workspace) -> None:
    with pytest.raises(DatabaseError):
        readings.record(empty, "main", [READ], NOW)


APPEND_ONLY = {"setting", "reading", "answer", "transition"}


def test_no_history_is_overwritten_or_deleted(engine: Engine, empty: Workspace) -> None:
    changing = re.compile(r"(?:UPDATE|DELETE FROM) (\w+)|INSERT INTO (\w+).* DO UPDATE", re.DOTALL)
    changed: set[str] = set()

    def hear(_1: object, _2: object, sql: str, *_: object) -> None:
        changed.update(name for found in changing.finditer(sql) for name in found.groups() if name)

    event.listen(engine, "before_cursor_execute", hear)
    write_everything(Workspace(engine, empty.id))
    write_everything(Workspace(engine, empty.id))
    assert {"order_day", "arrival"} <= changed
    assert not changed & APPEND_ONLY


def test_only_workspaces_makes_statements() -> None:
    makers = {"select", "insert", "update", "delete", "text", "Select", "Insert", "union", "literal_column"}
    for path in Path(storage.__path__[0]).glob("*.py"):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sqlalchemy")
            for alias in node.names
        }
        allowed = {"workspaces": makers, "migrate": {"text"}}.get(path.stem, set())
        assert makers & imported <= allowed, path.name


def test_a_statement_made_without_the_workspace_finds_no_way_in(empty: Workspace) -> None:
    with empty.read() as snapshot, pytest.raises(ValueError, match="own"):
        snapshot.rows(select(tables.account))


def test_a_statement_made_with_own_needs_a_workspace_to_run(engine: Engine) -> None:
    with reading(engine).connect() as connection, pytest.raises(StatementError, match="own_workspace_id"):
        connection.execute(own(tables.account))


def test_a_caller_cannot_name_another_workspace(theirs: Workspace, empty: Workspace) -> None:
    with empty.read() as snapshot:
        assert snapshot.rows(own(tables.account), own_workspace_id=theirs.id) == []
    with empty.begin() as transaction:
        row = {"name": "other", "who": "U1", "created_at": NOW, "workspace_id": theirs.id}
        transaction.insert(tables.account, row)
    assert accounts.names(theirs) == ["main"]
    assert accounts.names(empty) == ["other"]


def test_a_workspace_keeps_the_day_it_was_first_seen(engine: Engine) -> None:
    open_workspace(engine, "T1", NOW)
    open_workspace(engine, "T1", NOW.replace(year=2027))
    with reading(engine).connect() as connection:
        seen = connection.execute(select(tables.workspace.c.created_at)).scalars().all()
    assert seen == [NOW]


def test_processes_may_open_a_new_workspace_at_once(engine: Engine, url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(open_workspace, each, f"T{n}", NOW) for n in range(20) for each in engines]
    assert [f"T{n}" for n in range(20) for _ in engines] == [future.result().id for future in opened]
    for each in engines:
        each.dispose()


def test_a_workspace_without_a_proper_id_is_refused(engine: Engine) -> None:
    with pytest.raises(DatabaseError):
        open_workspace(engine, "T" * 65, NOW)
    with pytest.raises(StatementError):
        open_workspace(engine, "T1", NOW.replace(tzinfo=None))
