"""Whole files on both databases, and what a killed import leaves."""

import subprocess
from collections.abc import Callable
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
    """Import a file; whether there was anything new."""
    with path.open("rb") as file:
        return import_file(ws, file, path.name, giving).before is None


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect() as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in sorted(counts.items()) if count}


def contents(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {name: sorted(map(repr, connection.execute(select(table)))) for name, table in metadata.tables.items()}


def test_every_sample_comes_in_once_and_again_changes_nothing(engine: Engine, ws: Workspace, giving: Giving) -> None:
    assert [True] * len(SAMPLES) == [bring(ws, path, giving) for path in SAMPLES]
    held = contents(engine)
    found = rows(engine)
    assert {name: found[name] for name in ROWS} == ROWS
    assert sum(row.rows for row in imports.recent(ws, 99)) == 2_366
    assert [False] * len(SAMPLES) == [bring(ws, path, giving) for path in SAMPLES]
    assert held == contents(engine)


Spawn = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize(
    ("name", "table", "kept"), [("defects.csv", "defect_order", 212), ("returns.txt", "return_case", 260)]
)
def test_a_killed_import_leaves_nothing_and_the_next_one_the_whole(
    engine: Engine, ws: Workspace, url: str, spawn: Spawn, giving: Giving, name: str, table: str, kept: int
) -> None:
    path = next(each for each in SAMPLES if each.name == name)
    before = contents(engine)
    deaths = range(1, 10)
    told = spawn(KILLED, url, str(path), ",".join(map(str, deaths))).communicate(timeout=60)
    assert ("".join(f"{number} 9\n" for number in deaths), "") == told
    assert before == contents(engine)
    assert bring(ws, path, giving)
    assert rows(engine)[table] == kept
