# ruff: noqa: T201 - the figures are for whoever runs this
"""Two hundred imports killed at any moment: each leaves the whole file or nothing of it.

.venv/bin/pytest tests/check/test_killed_imports.py -s
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 200

BESIEGE = """
import os, random, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from sqlalchemy import func, select, text
from bot.amazon.imports.import_file import Giving, import_file
from storage import accounts
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.tables import import_batch, metadata, return_case
from storage.workspaces import open_workspace

url, path, kills = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
GIVING = Giving("main", "U1", NOW, ZoneInfo("America/Toronto"))

def bring():
    engine = open_engine(url)
    with path.open("rb") as file:
        import_file(open_workspace(engine, "T1", NOW), file, path.name, GIVING)
    engine.dispose()

def held():
    engine = open_engine(url)
    with engine.begin() as connection:
        counts = [connection.execute(select(func.count()).select_from(each)).scalar() for each in TABLES]
        for each in TABLES:
            connection.execute(text(f"DELETE FROM {each.name}"))
    engine.dispose()
    return tuple(counts)

TABLES = import_batch, return_case
engine = open_engine(url)
upgrade(engine)
accounts.add(open_workspace(engine, "T1", NOW), "main", "U1", NOW)
engine.dispose()
began = time.monotonic()
bring()
lasts = time.monotonic() - began
print(*held(), "whole", flush=True)
chance = random.Random(20261124)
for _ in range(kills):
    if (child := os.fork()) == 0:
        bring()
        os._exit(0)
    time.sleep(chance.uniform(0, lasts * 1.2))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(*held(), flush=True)
"""


def test_two_hundred_killed_imports_leave_no_half_file(tmp_path):
    sample = (ROOT / "bot" / "entrypoints" / "local" / "samples" / "returns.txt").read_bytes()
    titles, *lines = sample.splitlines(keepends=True)
    copies = [
        b"".join(line.replace(b"701-", b"%d-" % place).replace(b"702-", b"%d-" % place) for line in lines)
        for place in range(110, 130)
    ]
    file = tmp_path / "returns.txt"
    file.write_bytes(titles + b"".join(copies))
    command = [sys.executable, "-c", BESIEGE, f"sqlite:///{tmp_path / 'headroom.db'}", str(file), str(KILLS)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=True).stdout
    (whole, count, _), *left = [tuple(line.split()) for line in told.splitlines()]
    found = Counter(left)
    print(f"{KILLS} kills: {found[whole, count]} came too late, {found['0', '0']} left nothing")
    assert len(left) == KILLS
    assert set(found) <= {(whole, count), ("0", "0")}
    assert found["0", "0"] > KILLS // 4
