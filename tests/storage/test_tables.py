from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, Table, create_engine, insert, select
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.schema import CreateTable

from rules.renewed.metrics import METRICS
from storage import tables
from storage.database import column_types
from storage.metrics import readings
from storage.workspaces import Workspace

BERLIN = timezone(timedelta(hours=2))


def stored_instant(engine: Engine, instant: datetime) -> datetime:
    with engine.begin() as connection:
        connection.execute(insert(tables.workspace), {"id": "T1", "created_at": instant})
        return connection.execute(select(tables.workspace.c.created_at)).scalar_one()


def reading(**changes: object) -> dict[str, object]:
    return {
        "account": "main",
        "metric": "odr",
        "subject": "",
        "value": 7_400,
        "as_of": date(2026, 3, 1),
        "source": "typed",
        "who": "U1",
        "recorded_at": datetime(2026, 3, 2, tzinfo=UTC),
        **changes,
    }


def test_a_naive_datetime_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="time zone") as refusal:
        stored_instant(engine, datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001
    assert isinstance(refusal.value.orig, ValueError)


def test_an_instant_with_an_offset_is_the_same_instant_in_utc(engine: Engine) -> None:
    stored = stored_instant(engine, datetime(2026, 3, 2, 9, 30, tzinfo=BERLIN))
    assert stored.isoformat() == "2026-03-02T07:30:00+00:00"


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001
def test_every_aware_instant_goes_in_as_utc_and_comes_out_equal(instant: datetime) -> None:
    column, dialect = column_types.UtcDateTime(), create_engine("sqlite://").dialect
    bound = column.process_bind_param(instant, dialect)
    assert bound is not None
    # Python calls no two clocks equal inside the hour that a zone repeats or skips, hence UTC on both sides.
    utc = instant.astimezone(UTC)
    assert utc == column.process_result_value(bound.replace(tzinfo=None), dialect)
    assert utc == column.process_result_value(instant, dialect)


NO_WHOLE_NUMBERS = {"text": "many", "digits": "7", "fraction": 1.5, "bytes": b"7", "truth": True, "too large": 2**63}


@pytest.mark.parametrize("column", ["value", "orders", "defects", "reviews", "window_days"])
@pytest.mark.parametrize("wrong", NO_WHOLE_NUMBERS.values(), ids=NO_WHOLE_NUMBERS)
def test_a_whole_number_column_takes_nothing_else(ws: Workspace, column: str, wrong: object) -> None:
    with pytest.raises(StatementError, match="whole number"), ws.begin() as transaction:
        transaction.insert(tables.reading, reading(**{column: wrong}))


def test_a_whole_number_column_takes_all_of_64_bits(ws: Workspace) -> None:
    with ws.begin() as transaction:
        transaction.insert(tables.reading, reading(value=2**63 - 1))
    assert [reading.value for reading in readings.list_history(ws, "main", "odr", "", date.min)] == [2**63 - 1]


TEXTS = {"subject": 40, "source": 200, "who": 120}


@pytest.mark.parametrize(("column", "longest"), TEXTS.items())
def test_text_may_be_as_long_as_the_column_and_no_longer(ws: Workspace, column: str, longest: int) -> None:
    with ws.begin() as transaction:
        transaction.insert(tables.reading, reading(**{column: "é" * longest}))
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        transaction.insert(tables.reading, reading(**{column: "é" * (longest + 1)}))


NO_TEXT = {"bytes": b"typed", "number": 7, "NUL": "typed\0", "hidden by NUL": "\0" + "x" * 500, "surrogate": "\ud800"}


@pytest.mark.parametrize("wrong", NO_TEXT.values(), ids=NO_TEXT)
def test_a_text_column_takes_nothing_but_text(ws: Workspace, wrong: object) -> None:
    with pytest.raises(StatementError) as refusal, ws.begin() as transaction:
        transaction.insert(tables.reading, reading(source=wrong))
    assert isinstance(refusal.value.orig, ValueError)


@pytest.mark.parametrize("wrong", NO_TEXT.values(), ids=NO_TEXT)
def test_nothing_but_text_is_looked_for_in_a_text_column(ws: Workspace, wrong: str) -> None:
    with pytest.raises(StatementError):
        readings.list_latest(ws, wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": "m" * 21},
        {"value": -1},
        {"orders": -1},
        {"orders": 10, "defects": -1},
        {"orders": 10, "defects": 11},
        {"reviews": -1},
        {"window_days": 0},
        {"value": None},
        {"subject": None},
        {"account": "another"},
    ],
    ids=str,
)
def test_an_impossible_reading_is_refused(ws: Workspace, wrong: dict[str, object]) -> None:
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        transaction.insert(tables.reading, reading(**wrong))


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_of_the_rules_is_taken(ws: Workspace, metric: str) -> None:
    with ws.begin() as transaction:
        transaction.insert(tables.reading, reading(metric=metric))


def test_a_row_of_a_workspace_that_does_not_exist_is_refused(engine: Engine) -> None:
    with pytest.raises(DatabaseError), Workspace(engine, "T-nowhere").begin() as transaction:
        transaction.insert(tables.account, {"name": "main", "who": "U1", "created_at": datetime.now(UTC)})


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=str)
def test_every_text_and_number_column_is_checked_on_sqlite(table: Table) -> None:
    ddl = str(CreateTable(table).compile(dialect=create_engine("sqlite://").dialect))
    natural = {"DATETIME", "DATE", "JSON"}
    unchecked = {
        column.name
        for column in table.columns
        if str(column.type) not in natural and f"ck_{table.name}_{column.name}_type" not in ddl
    }
    assert unchecked <= {"id"}
