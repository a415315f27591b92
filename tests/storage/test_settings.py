from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DatabaseError

from storage import settings, workspaces
from storage.settings import Setting, SettingChange
from storage.workspaces import Workspace, open_workspace


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=1)


def test_a_fresh_workspace_has_only_defaults(ws: Workspace) -> None:
    assert settings.current(ws) == {}


def test_several_settings_are_updated_at_once(ws: Workspace, now: datetime) -> None:
    settings.update(ws, {"near": "0.8", "channel": "C1"}, "U1", now)
    assert settings.current(ws) == {
        "near": Setting("near", "0.8", now, "U1"),
        "channel": Setting("channel", "C1", now, "U1"),
    }


def test_an_unchanged_value_keeps_its_date_and_its_author(ws: Workspace, now: datetime, later: datetime) -> None:
    settings.update(ws, {"near": "0.8", "channel": "C1"}, "U1", now)
    changed = settings.update(ws, {"near": "0.8", "channel": "C2"}, "U2", later)
    assert [SettingChange("channel", "C2", later, "U2")] == changed
    assert Setting("near", "0.8", now, "U1") == settings.current(ws)["near"]
    assert [SettingChange("near", "0.8", now, "U1")] == settings.history(ws, "near")


def test_none_resets_to_the_default_and_stays_in_the_history(ws: Workspace, now: datetime, later: datetime) -> None:
    settings.update(ws, {"near": "0.8"}, "U1", now)
    assert [SettingChange("near", None, later, "U2")] == settings.update(ws, {"near": None}, "U2", later)
    assert settings.update(ws, {"near": None}, "U3", later) == [], "it has its default already"
    assert settings.current(ws) == {}
    settings.update(ws, {"near": "0.8"}, "U4", later)
    assert [change.value for change in settings.history(ws, "near")] == ["0.8", None, "0.8"]


def test_an_empty_value_is_a_value(ws: Workspace, now: datetime) -> None:
    settings.update(ws, {"near": ""}, "U1", now)
    assert settings.current(ws)["near"].value == ""


def test_a_default_is_not_a_change(ws: Workspace, now: datetime) -> None:
    assert settings.update(ws, {"near": None}, "U1", now) == []
    assert settings.history(ws, "near") == []


def test_one_refused_value_undoes_them_all(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError):
        settings.update(ws, {"near": "0.8", "channel": "C" * 2_001}, "U1", now)
    assert settings.current(ws) == {}


def test_of_two_concurrent_equal_updates_one_is_a_change(ws: Workspace, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        changes = list(pool.map(lambda who: settings.update(ws, {"near": "0.8"}, who, now), "ABCDEFGH"))
    assert len([change for change in changes if change]) == 1
    assert len(settings.history(ws, "near")) == 1


def test_settings_are_in_the_same_order_on_every_database(ws: Workspace, now: datetime) -> None:
    settings.update(ws, dict.fromkeys(["zone", "Near", "near", "élan"], "1"), "U1", now)
    assert list(settings.current(ws)) == ["Near", "near", "zone", "élan"]


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("storage.workspaces.monotonic", clock)
    return clock


@pytest.fixture
def elsewhere(engine: Engine, ws: Workspace, now: datetime) -> Workspace:
    """The same workspace, opened as another process opens it."""
    return open_workspace(engine, ws.id, now)


def test_an_own_change_is_seen_at_once(ws: Workspace, clock: Clock, now: datetime) -> None:
    assert settings.cached(ws) == {}
    settings.update(ws, {"near": "0.8"}, "U1", now)
    assert settings.current(ws) == settings.cached(ws) == {"near": Setting("near", "0.8", now, "U1")}


def test_a_change_made_elsewhere_is_seen_within_a_second(
    ws: Workspace, elsewhere: Workspace, clock: Clock, now: datetime
) -> None:
    assert settings.cached(ws) == {}
    settings.update(elsewhere, {"near": "0.8"}, "U1", now)
    clock.seconds += workspaces.CACHE_SECONDS
    assert settings.cached(ws) == {}, "still remembered"
    clock.seconds += 0.001
    assert settings.current(ws) == settings.cached(ws) != {}


def test_a_cached_value_is_read_once(ws: Workspace, engine: Engine, clock: Clock, now: datetime) -> None:
    settings.cached(ws)
    engine.dispose()
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _1, _2, sql, *_: asked.append(sql))
    assert settings.cached(ws) == settings.cached(ws) == {}
    assert asked == []


def test_a_refused_change_is_not_cached(ws: Workspace, clock: Clock, now: datetime) -> None:
    settings.update(ws, {"near": "0.8"}, "U1", now)
    before = settings.cached(ws)
    with pytest.raises(DatabaseError):
        settings.update(ws, {"near": "0" * 2_001}, "U1", now)
    assert before == settings.cached(ws)


def test_settings_survive_a_restart(ws: Workspace, now: datetime, reopened: Callable[[], Workspace]) -> None:
    settings.update(ws, {"near": "0.8"}, "U1", now)
    assert {"near": Setting("near", "0.8", now, "U1")} == settings.current(reopened())
