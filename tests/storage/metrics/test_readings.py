import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading
from storage import accounts
from storage.metrics import readings
from storage.workspaces import Workspace, open_workspace
from tests.fixtures.databases import Spawn
from tests.patience import PATIENCE

DAY = date(2026, 3, 1)
LONG_AGO = date(2000, 1, 1)
ODR = Reading(
    metric="odr", subject="", value=7_400, as_of=DAY, source="typed", who="U1", orders=4_210, defects=31, window_days=60
)
OFFER = Reading(metric="rating", subject="B07PGL2ZSL", value=3_700_000, as_of=DAY, source="feedback.csv", reviews=12)

RECORD_AND_HANG = """
import sys, threading
from datetime import UTC, date, datetime, timedelta
from sqlalchemy import event
from rules.renewed.standing import Reading
from storage.metrics import readings
from storage.database.engine import open_engine
from storage.workspaces import open_workspace

def hang(connection):
    print("written", flush=True)
    threading.Event().wait()

now = datetime.now(UTC)
engine = open_engine(sys.argv[1])
ws = open_workspace(engine, "T-ours", now)
event.listen(engine, "commit", hang)
days = (date(2026, 1, 1) + timedelta(n) for n in range(5_000))
many = [Reading(metric="odr", subject="", value=1, as_of=day, source="x" * 200) for day in days]
readings.record(ws, "main", many, now)
"""


def everything(ws: Workspace, read: Reading = ODR) -> list[Reading]:
    return readings.list_history(ws, "main", read.metric, read.subject, LONG_AGO)


def test_a_reading_comes_back_as_it_was(ws: Workspace, now: datetime) -> None:
    readings.record(ws, "main", [ODR, OFFER], now)
    assert readings.list_latest(ws, "main") == [ODR, OFFER]
    assert everything(ws, ODR) == [ODR]
    assert everything(ws, OFFER) == [OFFER]


def test_the_latest_is_the_newest_day_even_when_an_older_one_is_recorded_after_it(ws: Workspace, now: datetime) -> None:
    older = replace(ODR, as_of=DAY - timedelta(days=1))
    readings.record(ws, "main", [ODR], now)
    readings.record(ws, "main", [older], now)
    assert readings.list_latest(ws, "main") == [ODR]
    assert [older, ODR] == everything(ws)


def test_a_correction_counts_and_what_it_corrects_does_not(ws: Workspace, now: datetime) -> None:
    correction = replace(ODR, value=7_100, defects=30)
    readings.record(ws, "main", [ODR], now)
    readings.record(ws, "main", [correction], now)
    assert [correction] == readings.list_latest(ws, "main")
    assert [correction] == everything(ws)


def test_history_begins_on_the_day_asked_for(ws: Workspace, now: datetime) -> None:
    days = [replace(ODR, as_of=DAY + timedelta(days=n)) for n in range(5)]
    readings.record(ws, "main", reversed(days), now)
    assert days[2:] == readings.list_history(ws, "main", "odr", "", days[2].as_of)


def test_history_ends_on_the_day_asked_for(ws: Workspace, now: datetime) -> None:
    days = [replace(ODR, as_of=DAY + timedelta(days=n)) for n in range(5)]
    readings.record(ws, "main", days, now)
    assert days[1:3] == readings.list_history(ws, "main", "odr", "", days[1].as_of, days[2].as_of)
    assert readings.list_history(ws, "main", "odr", "", days[2].as_of, days[1].as_of) == []


def test_the_latest_up_to_a_day_knows_nothing_of_later_days(ws: Workspace, now: datetime) -> None:
    days = [replace(ODR, as_of=DAY + timedelta(days=n)) for n in range(5)]
    correction = replace(days[2], value=7_100)
    later = replace(OFFER, as_of=DAY + timedelta(days=3))
    readings.record(ws, "main", [*days, correction, later], now)
    assert [correction] == readings.list_latest(ws, "main", days[2].as_of)
    assert [days[3], later] == readings.list_latest(ws, "main", days[3].as_of)
    assert readings.list_latest(ws, "main", DAY - timedelta(days=1)) == []


def test_accounts_have_readings_of_their_own(ws: Workspace, now: datetime) -> None:
    accounts.add(ws, "second", "U1", now)
    readings.record(ws, "second", [OFFER], now)
    readings.record(ws, "main", [ODR], now)
    assert readings.list_latest(ws, "main") == [ODR]
    assert readings.list_latest(ws, "second") == [OFFER]


def test_no_readings_are_no_rows(ws: Workspace, now: datetime) -> None:
    readings.record(ws, "main", [], now)
    assert readings.list_latest(ws, "main") == []


def test_an_unknown_account_takes_no_reading(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError):
        readings.record(ws, "unknown", [ODR], now)


def broken_file() -> Iterator[Reading]:
    yield ODR
    raise ValueError("line 2 is no reading")


def test_a_source_that_fails_stores_nothing(ws: Workspace, now: datetime) -> None:
    with pytest.raises(ValueError, match="line 2"):
        readings.record(ws, "main", broken_file(), now)
    assert readings.list_latest(ws, "main") == []


def test_one_refused_reading_undoes_them_all(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError):
        readings.record(ws, "main", [ODR, OFFER, replace(ODR, value=-1)], now)
    assert readings.list_latest(ws, "main") == []


def test_a_process_killed_before_the_commit_stores_nothing(
    ws: Workspace, url: str, spawn: Spawn, now: datetime
) -> None:
    recording = spawn(RECORD_AND_HANG, url, until="written")
    recording.kill()
    recording.wait(PATIENCE)
    assert readings.list_latest(ws, "main") == []
    readings.record(ws, "main", [ODR], now)
    assert readings.list_latest(ws, "main") == [ODR]


def test_readings_survive_a_restart(ws: Workspace, now: datetime, reopened: Callable[[], Workspace]) -> None:
    readings.record(ws, "main", [ODR, OFFER], now)
    assert readings.list_latest(reopened(), "main") == [ODR, OFFER]


NUMBERS = itertools.count()
SERIES = st.tuples(st.sampled_from(sorted(METRICS)), st.sampled_from(["", "B07PGL2ZSL", "B0TWO"]))
READ = st.builds(
    lambda series, value, day: Reading(
        metric=series[0], subject=series[1], value=value, as_of=DAY + timedelta(days=day), source="typed"
    ),
    SERIES,
    st.integers(0, 2**63 - 1),
    st.integers(-3, 3),
)


# The database may be the same for all examples: each has a workspace of its own.
@settings(max_examples=60)
@given(st.lists(st.lists(READ, max_size=6), max_size=4), st.integers(-3, 3))
def test_latest_and_history_agree_with_what_was_recorded(
    engine: Engine, now: datetime, batches: list[list[Reading]], days_on: int
) -> None:
    ws = open_workspace(engine, f"T{next(NUMBERS)}", now)
    until = DAY + timedelta(days=days_on)
    accounts.add(ws, "main", "U1", now)
    last_readings: dict[tuple[str, str], dict[date, Reading]] = {}
    for batch in batches:
        readings.record(ws, "main", batch, now)
        for read in batch:
            if read.as_of <= until:
                last_readings.setdefault((read.metric, read.subject), {})[read.as_of] = read
    newest = [days[max(days)] for _, days in sorted(last_readings.items())]
    assert newest == readings.list_latest(ws, "main", until)
    for (metric, subject), days in last_readings.items():
        expected = [days[day] for day in sorted(days)]
        assert expected == readings.list_history(ws, "main", metric, subject, LONG_AGO, until)
