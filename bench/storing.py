"""Readings into a database, ours and the driver's in turns: `python -m bench.storing sqlite 100000 10 3`.

So many offers, days and rounds; prints the CPU seconds of each.
"""

import gc
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import Engine, text

from bench import bare
from bench.databases import ACCOUNT, NOW, backend_of, cpu_seconds, database, opened
from bench.many_readings import by_day
from bench.rounds import in_turns
from rules.renewed.standing import Reading
from storage.metrics import readings
from storage.workspaces import Workspace

Measure = Callable[[], float]


def measure(kind: str, told: Sequence[Reading], rounds: int) -> dict[str, list[float]]:
    """CPU seconds from the readings to the commit: ours also checks them and keeps the newest of every offer."""
    gc.collect()
    gc.freeze()  # a million objects that stay are not to be looked through again and again by either
    if kind == "sqlite":
        return in_turns(rounds, {"ours": lambda: _ours_on_sqlite(told), "bare": lambda: _bare_on_sqlite(told)})
    with database(kind) as url, opened(url) as (engine, workspace):
        ours, peer = _ours_on_postgresql(engine, workspace, told), _bare_on_postgresql(url, told)
        return in_turns(rounds, {"ours": ours, "bare": peer})


def _ours_on_sqlite(told: Sequence[Reading]) -> float:
    with database("sqlite") as url, opened(url) as (_, workspace):
        return cpu_seconds(lambda: readings.record(workspace, ACCOUNT, told, NOW), 0)


def _bare_on_sqlite(told: Sequence[Reading]) -> float:
    with (
        TemporaryDirectory(prefix="headroom-bench-") as folder,
        closing(bare.open_sqlite(str(Path(folder) / "bare.db"))) as connection,
    ):
        return cpu_seconds(lambda: bare.sqlite(connection, told), 0)


def _ours_on_postgresql(engine: Engine, workspace: Workspace, told: Sequence[Reading]) -> Measure:
    def measured() -> float:
        backend = backend_of(engine)
        seconds = cpu_seconds(lambda: readings.record(workspace, ACCOUNT, told, NOW), backend)
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE reading, latest_reading"))
        return seconds

    return measured


def _bare_on_postgresql(url: str, told: Sequence[Reading]) -> Measure:
    def measured() -> float:
        with psycopg.connect(url) as connection:
            connection.execute(bare.TABLE.format(instant="timestamptz").encode())
            connection.commit()
            seconds = cpu_seconds(lambda: bare.postgresql(connection, told), connection.info.backend_pid)
            connection.execute("DROP TABLE bare")
            return seconds

    return measured


if __name__ == "__main__":
    database_kind, offers, days, rounds = sys.argv[1:]
    told = list(by_day(int(offers), int(days)))
    sys.stdout.write(json.dumps(measure(database_kind, told, int(rounds))))
