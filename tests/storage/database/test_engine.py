from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from traceback import format_exception

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from storage import settings, tables
from storage.database.engine import open_engine
from storage.scoping import scoped_select
from storage.workspaces import Workspace, open_workspace

COUNT = scoped_select(tables.setting).order_by(tables.setting.c.id.desc()).limit(1)


def count_up(ws: Workspace, times: int) -> None:
    for _ in range(times):
        with ws.begin() as transaction:
            transaction.lock()
            before = sum(int(row.value) for row in transaction.rows(COUNT))
            row = {"name": "count", "value": str(before + 1), "who": "U1", "since": datetime.now(UTC)}
            transaction.insert(tables.setting, row)


def test_no_update_is_lost_between_connections(url: str, ws: Workspace, now: datetime) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counted = [pool.submit(count_up, open_workspace(engine, ws.id, now), 50) for engine in engines]
    for engine in engines:
        engine.dispose()
    assert [future.result() for future in counted] == [None] * 4
    assert settings.current(ws)["count"].value == "200"


def test_reading_waits_for_no_writer_and_sees_only_what_is_committed(
    ws: Workspace, engine: Engine, now: datetime
) -> None:
    settings.update(ws, {"near": "0.8"}, "U1", now)
    with ws.begin() as transaction:
        transaction.lock()
        row = {"name": "near", "value": "0.9", "who": "U1", "since": now}
        transaction.insert(tables.setting, row)
        assert settings.current(ws)["near"].value == "0.8"
        assert open_workspace(engine, ws.id, now).id == ws.id
    assert settings.current(ws)["near"].value == "0.9"


SECRETS = {
    "over-long text": {"who": "secret" * 100},
    "text with a NUL character": {"who": "secret\0"},
    "more defects than orders": {"who": "secret", "orders": 1, "defects": 2},
    "text for a number": {"value": "secret"},
    "an unknown account": {"account": "secret"},
}


@pytest.mark.parametrize("row", SECRETS.values(), ids=SECRETS)
def test_an_error_does_not_show_the_refused_values(ws: Workspace, row: dict[str, object], now: datetime) -> None:
    whole = {"account": "main", "metric": "odr", "subject": "", "value": 1, "as_of": now.date(), "source": "typed"}
    with pytest.raises(StatementError) as refusal, ws.begin() as transaction:
        transaction.insert(tables.reading, {**whole, "who": "U1", "recorded_at": now, **row})
    assert "secret" not in "".join(format_exception(refusal.value))
