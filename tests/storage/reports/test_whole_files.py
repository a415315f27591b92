"""Imports of whole files, and of files whose import is killed."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

import bot
from bot.amazon.imports.import_file import Giving, import_file
from storage.reports import imports
from storage.tables import metadata
from storage.workspaces import Workspace
from tests.fixtures.databases import Spawn
from tests.processes.bounded import finish

SAMPLES = sorted((Path(bot.__path__[0]) / "entrypoints" / "local" / "samples").iterdir())
ROWS = {
    "account": 1,
    "defect": 124,
    "defect_order": 212,
    "import_batch": 10,
    "invoice_line": 210,
    "offer": 233,
    "reading": 361,
    "return_case": 720,
}

KILLED = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from zoneinfo import ZoneInfo
from sqlalchemy import event
from bot.amazon.imports.import_file import Giving, import_file
from storage.database.engine import open_engine
from storage.workspaces import open_workspace

url, path, kills = sys.argv[1], Path(sys.argv[2]), map(int, sys.argv[3].split(","))

def die_at(engine, number):
    \"\"\"Die at a statement or a commit, which is 0 statements away when the number is used up.\"\"\"
    left = [number]
    def count(*_):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)

def bring(number):
    engine = open_engine(url)
    ws = open_workspace(engine, "T-ours", datetime.now(UTC))
    die_at(engine, number)
    with path.open("rb") as file:
        import_file(ws, file, path.name, Giving("main", "U1", datetime.now(UTC), ZoneInfo("America/Toronto")))
    engine.dispose()

for number in kills:
    if (child := os.fork()) == 0:
        bring(number)
        os._exit(0)
    print(number, os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def giving(now: datetime) -> Giving:
    return Giving("main", "U1", now.replace(month=11, day=24), ZoneInfo("America/Toronto"))


def bring(ws: Workspace, path: Path, giving: Giving) -> bool:
    """Import a file: whether it was new."""
    with path.open("rb") as file:
        return import_file(ws, file, path.name, giving).before is None


def rows(engine: Engine) -> dict[str, int]:
    """The number of rows of each table."""
    with engine.connect() as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in sorted(counts.items()) if count}


def contents(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {name: sorted(map(repr, connection.execute(select(table)))) for name, table in metadata.tables.items()}


def test_every_sample_is_imported_once(engine: Engine, ws: Workspace, giving: Giving) -> None:
    assert [True] * len(SAMPLES) == [bring(ws, path, giving) for path in SAMPLES]
    before = contents(engine)
    counts = rows(engine)
    assert {name: counts[name] for name in ROWS} == ROWS
    assert sum(row.rows for row in imports.list_recent(ws, 99)) == 2_366
    assert [False] * len(SAMPLES) == [bring(ws, path, giving) for path in SAMPLES]
    assert before == contents(engine)


@pytest.mark.parametrize(
    ("name", "table", "stored"), [("defects.csv", "defect_order", 212), ("returns.txt", "return_case", 260)]
)
def test_a_killed_import_stores_nothing_and_the_next_one_everything(
    engine: Engine, ws: Workspace, url: str, spawn: Spawn, giving: Giving, name: str, table: str, stored: int
) -> None:
    path = next(sample for sample in SAMPLES if sample.name == name)
    before = contents(engine)
    deaths = range(1, 10)
    output = finish(spawn(KILLED, url, str(path), ",".join(map(str, deaths))))
    assert ("".join(f"{number} 9\n" for number in deaths), "") == output
    assert before == contents(engine)
    assert bring(ws, path, giving)
    assert rows(engine)[table] == stored
