"""What a siege comes to: what Amazon was asked, and what is kept in the end."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from bot.config import Settings
from storage import tables
from storage.database.encryption import generate_key
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.workspaces import open_workspace
from tests.builders.amazon import NOW, connect, sample_files
from tests.fakes.amazon import CUT_AFTER, CUT_SHORT, EXPIRED, FAILED_AFTER, FAILED_BEFORE, KEPT, THROTTLED, Amazon
from tests.fakes.amazon_http import listening

ROOT = Path(__file__).parents[2]
FAULTS = {
    ("createReport", CUT_AFTER): 0.05,
    ("createReport", FAILED_AFTER): 0.05,
    ("createReport", THROTTLED): 0.03,
    ("getReport", FAILED_BEFORE): 0.02,
    ("getReport", EXPIRED): 0.01,
    (KEPT, CUT_SHORT): 0.05,
    (KEPT, EXPIRED): 0.05,
}
"""How often Amazon itself fails meanwhile."""

TABLES = (tables.return_case, tables.offer, tables.order_day, tables.defect_order)
"""What the reports of every day bring alike."""


@dataclass(frozen=True)
class Outcome:
    """`told` are the siege's own counts; `taken` and `made` the ids of reports here and at Amazon."""

    told: dict[str, int]
    twice: list[Any]
    wrongs: list[str]
    failed: int
    taken: list[str]
    made: list[str]
    kept: dict[str, int]
    expected: dict[str, int]


def besieged(folder: Path, kills: int, protocol: str = "", seed: int = 20_261_124) -> Outcome:
    """What comes of so many kills, beside what comes without any where the protocol is ours."""
    expected = {} if protocol else _rage(folder / "whole.db", 0, "", seed, {}).kept
    return _rage(folder / "killed.db", kills, protocol, seed, expected)


def _rage(file: Path, kills: int, protocol: str, seed: int, expected: dict[str, int]) -> Outcome:
    key, url = generate_key(), f"sqlite:///{file}"
    engine = open_engine(url)
    upgrade(engine)
    with listening(Amazon(NOW, sample_files(), seed=seed, chances=FAULTS if kills else {})) as amazon:
        connect(open_workspace(engine, "T1", NOW), Settings.of({"HEADROOM_KEY": key}))
        engine.dispose()
        command = [sys.executable, "-m", "tests.processes.amazon_siege", str(kills), protocol, str(seed)]
        addresses = {"DATABASE_URL": url, "AMAZON_API_URL": amazon.address, "AMAZON_LOGIN_URL": amazon.address}
        environment = os.environ | {"HEADROOM_KEY": key, **addresses}
        told = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False
        )
        assert told.returncode == 0, told.stderr
        found = Outcome(
            told=json.loads(told.stdout),
            twice=amazon.twice(),
            wrongs=amazon.wrongs,
            failed=amazon.failed.total(),
            taken=_taken(engine),
            made=sorted(each.report_id for each in amazon.made),
            kept=_counts(engine),
            expected=expected,
        )
    engine.dispose()
    return found


def _taken(engine: Engine) -> list[str]:
    asked = tables.report_request.c
    with engine.connect() as connection:
        return sorted(connection.execute(select(asked.report_id).where(asked.state == "taken")).scalars())


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {each.name: connection.execute(select(func.count()).select_from(each)).scalar_one() for each in TABLES}
