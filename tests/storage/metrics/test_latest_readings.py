"""The table of latest readings always agrees with the history, and so do the series that came near a limit."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import attrgetter

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from rules.core.levels import OK
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from rules.warnings.bands import bands
from storage import accounts, tables
from storage.database import bulk
from storage.database.engine import open_engine, read_only
from storage.database.migrate import upgrade
from storage.metrics import latest_readings, readings
from storage.workspaces import Workspace, open_workspace

DAY = date(2026, 3, 1)
FAR = Reading(metric="offer-rqs", subject="B07PGL2ZSL", value=990_000, as_of=DAY, source="metrics", who="U1")
NEAR = replace(FAR, value=952_000, as_of=DAY + timedelta(days=1))

LATEST = [column for column in tables.latest_reading.columns if column.name != "workspace_id"]
NAMES = [column.name for column in LATEST]
NUMBERS = itertools.count()


def came_near(ws: Workspace) -> list[tuple[str, Reading]]:
    with ws.read() as snapshot:
        return latest_readings.select_newly_near(snapshot)


def stored(engine: Engine, ws: Workspace) -> list[dict[str, object]]:
    with read_only(engine).connect() as connection:
        rows = connection.execute(select(*LATEST).where(tables.latest_reading.c.workspace_id == ws.id))
        return sorted((dict(row._mapping) for row in rows), key=lambda row: str([row[name] for name in NAMES[:3]]))


def by_history(recorded: list[tuple[str, Reading]]) -> list[dict[str, object]]:
    """The rows that the table must have after these readings, computed from all of them."""
    days: dict[tuple[str, str, str], dict[date, Reading]] = defaultdict(dict)
    for account, read in recorded:
        days[account, read.metric, read.subject][read.as_of] = read
    rows = []
    for (account, _, _), series in sorted(days.items(), key=str):
        newest, previous, *_ = [*(series[day] for day in sorted(series, reverse=True)), None]
        row = {
            "account": account,
            "band": bands([newest])[0],
            **{name: getattr(newest, name) for name in latest_readings.FIELDS},
        }
        row["previous"] = previous and previous.value
        row["previous_band"] = previous and bands([previous])[0]
        row["previous_as_of"] = previous and previous.as_of
        rows.append(row)
    return rows


READ = st.builds(
    lambda series, value, counts, day: Reading(
        metric=series[0],
        subject=series[1],
        value=value,
        as_of=DAY + timedelta(days=day),
        source="typed",
        orders=counts and counts[1],
        defects=counts and min(counts),
    ),
    st.tuples(st.sampled_from(sorted(METRICS)), st.sampled_from(["", "B07PGL2ZSL"])),
    st.integers(940_000, 1_000_000) | st.integers(0, 2**63 - 1),
    st.none() | st.tuples(st.integers(0, 40), st.integers(1_000, 2_000)),
    st.integers(-3, 3),
)
RECORDED = st.tuples(st.sampled_from(["main", "second"]), READ)


@pytest.fixture(params=[1, bulk.COPY_FROM_ROWS])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of rows from which PostgreSQL copies them."""
    monkeypatch.setattr(bulk, "COPY_FROM_ROWS", request.param)
    return int(request.param)


def by_account(recorded: list[tuple[str, Reading]]) -> Iterator[tuple[str, list[Reading]]]:
    for account, group in itertools.groupby(recorded, key=lambda pair: pair[0]):
        yield account, [read for _, read in group]


# The database may be the same for all examples: each has a workspace of its own.
@settings(max_examples=60)
@given(st.lists(st.lists(RECORDED, max_size=8), max_size=4), st.integers(1, 3))
def test_the_table_always_agrees_with_the_history(
    engine: Engine, now: datetime, few: int, batches: list[list[tuple[str, Reading]]], most: int
) -> None:
    ws = open_workspace(engine, f"T{next(NUMBERS)}", now)
    for name in ("main", "second"):
        accounts.add(ws, name, "U1", now)
    before, latest_readings.MAX_SERIES_IN_MEMORY = latest_readings.MAX_SERIES_IN_MEMORY, most
    try:
        for batch in batches:
            with ws.begin() as transaction:
                readings.insert(transaction, by_account(batch), now)
    finally:
        latest_readings.MAX_SERIES_IN_MEMORY = before
    expected = by_history([pair for batch in batches for pair in batch])
    assert expected == stored(engine, ws)
    near = [(row["account"], row["value"]) for row in expected if row["band"] and row["previous_band"] == OK]
    assert sorted(near, key=str) == sorted(((account, read.value) for account, read in came_near(ws)), key=str)


def test_a_series_is_newly_near_if_its_latest_reading_is_and_the_previous_was_not(ws: Workspace, now: datetime) -> None:
    readings.record(ws, "main", [FAR], now)
    assert came_near(ws) == []
    readings.record(ws, "main", [NEAR], now)
    assert came_near(ws) == [("main", NEAR)]
    readings.record(ws, "main", [replace(NEAR, as_of=DAY + timedelta(days=2))], now)
    assert came_near(ws) == []


def test_a_first_reading_near_the_limit_is_not_newly_near(ws: Workspace, now: datetime) -> None:
    readings.record(ws, "main", [NEAR], now)
    assert came_near(ws) == []


def test_an_older_reading_recorded_later_counts_as_previous(ws: Workspace, now: datetime) -> None:
    readings.record(ws, "main", [NEAR], now)
    readings.record(ws, "main", [FAR], now)
    assert readings.list_latest(ws, "main") == [NEAR]
    assert came_near(ws) == [("main", NEAR)]


def test_a_rolled_back_reading_is_not_the_latest(ws: Workspace, now: datetime) -> None:
    readings.record(ws, "main", [FAR], now)

    def written_and_undone() -> None:
        with ws.begin() as transaction:
            readings.insert(transaction, [("main", [NEAR])], now)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        written_and_undone()
    assert readings.list_latest(ws, "main") == [FAR]
    assert came_near(ws) == []


def upgrade_to_before(engine: Engine, revision: str) -> None:
    """Upgrade a database to the revision before this one."""
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "storage:migrations")
        config.set_main_option("path_separator", "os")
        script = ScriptDirectory.from_config(config).get_revision(revision)
        command.upgrade(config, str(script.down_revision))


def test_the_migration_fills_the_table_from_the_history(new_url: str, now: datetime) -> None:
    engine = open_engine(new_url)
    upgrade_to_before(engine, "0006")
    recorded = [
        (account, replace(read, metric=metric, as_of=DAY + timedelta(days=days), value=read.value + days))
        for metric, account, days, read in itertools.product(
            METRICS, ("main", "second"), (0, 2, -1, 2, 1), (FAR, replace(NEAR, subject="B0TWO", orders=900, defects=40))
        )
        if (account, days) != ("second", 1)
    ]
    ws = open_workspace(engine, "T-ours", now)
    with ws.begin() as transaction:
        for name in ("main", "second"):
            transaction.insert(tables.account, {"name": name, "created_at": now, "who": "U1"})
        values = attrgetter(*latest_readings.FIELDS)
        rows = (
            {**dict(zip(latest_readings.FIELDS, values(read), strict=True)), "account": name} for name, read in recorded
        )
        transaction.insert(tables.reading, *({**row, "recorded_at": now} for row in rows))
    upgrade(engine)
    assert by_history(recorded) == stored(engine, ws)
    engine.dispose()


def test_newly_near_series_are_found_by_the_partial_index(upgraded_postgresql: Engine, sqlite_url: str) -> None:
    lite = open_engine(sqlite_url)
    for engine, explain in ((lite, "EXPLAIN QUERY PLAN"), (upgraded_postgresql, "EXPLAIN")):
        query = latest_readings._NEWLY_NEAR.params(own_workspace_id="T1")
        sql = query.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
        with read_only(engine).connect() as connection:
            if engine is upgraded_postgresql:
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = connection.exec_driver_sql(f"{explain} {sql}").all()
        assert "ix_latest_reading_newly_near" in str(plan)
    lite.dispose()
