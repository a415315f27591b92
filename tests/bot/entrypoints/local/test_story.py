"""The pieces of the local workspace that let a story run: its clock, its forms, and what outlives a run."""

import io
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot.entrypoints.local.clock import Clock, speed_of
from bot.entrypoints.local.emulator.archive import Archive
from bot.entrypoints.local.emulator.slack import Shown
from bot.entrypoints.local.terminal.form import Filling
from bot.entrypoints.local.terminal.repl import Terminal
from bot.entrypoints.server.scheduler import Scheduler
from tests.builders.channel import watched

START = datetime(2026, 11, 24, 15, tzinfo=UTC)

FORM = {
    "title": {"text": "Snooze"},
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "words"}},
        {
            "type": "input",
            "block_id": "until",
            "label": {"text": "Until when?"},
            "element": {
                "type": "static_select",
                "options": [{"text": {"text": "Tomorrow"}, "value": "1d"}, {"text": {"text": "Later"}, "value": "7d"}],
            },
        },
        {
            "type": "input",
            "block_id": "who",
            "label": {"text": "Who?"},
            "element": {"type": "users_select"},
            "optional": True,
        },
    ],
}


@pytest.mark.parametrize(
    ("told", "seconds"), [("1d/s", 86_400), ("6h/s", 21_600), ("30m/s", 1_800), ("1.5h/s", 5_400), (" 2D/S ", 172_800)]
)
def test_a_speed_is_read(told: str, seconds: float) -> None:
    assert speed_of(told) == seconds


@pytest.mark.parametrize("told", ["", "1d", "fast", "0d/s", "-1d/s", "1d/s2", "1d per s"])
def test_what_is_no_speed_is_answered_with_one_that_is(told: str) -> None:
    with pytest.raises(ValueError, match="such as 1d/s"):
        speed_of(told)


def test_a_fast_clock_starts_where_it_is_told_and_runs() -> None:
    clock = Clock(START, 86_400, stopwatch=iter((0.0, 1.0, 2.5)).__next__)
    assert [clock(), clock()] == [START + timedelta(days=1), START + timedelta(days=2.5)]


def test_a_fast_clock_leaves_out_no_day_while_the_machine_is_busy() -> None:
    passed = [0.0]
    clock = Clock(START, 86_400, timedelta(days=1), lambda: passed[0])
    passed[0] = 5
    assert clock() == START + timedelta(days=1)
    clock.go_on()
    assert clock() == START + timedelta(days=1)
    passed[0] = 5.5
    assert clock() == START + timedelta(days=1.5)


def test_a_form_is_asked_field_by_field_and_a_number_chooses() -> None:
    filling = Filling(FORM, "U0YOU")
    assert list(filling.question()) == ["Until when?", "  1. Tomorrow", "  2. Later"]
    filling.take("2")
    assert list(filling.question()) == ["Who? (may be left empty)", "  Type me, or a user id."]
    filling.take("me")
    assert filling.done
    assert filling.fields == {"until": "7d", "who": "U0YOU"}


def test_a_field_that_was_wrong_is_asked_again() -> None:
    filling = Filling(FORM, "U0YOU")
    filling.take("9")
    filling.take("@U0BOB")
    filling.again({"until": "Choose one first."})
    assert not filling.done
    filling.take("1")
    assert filling.fields == {"until": "1d", "who": "U0BOB"}


def test_what_everyone_saw_outlives_the_run_and_what_one_person_saw_does_not(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "local.slack.json")
    shown = Shown("C1", "1800000000.000001", {"text": "hello"}, posted=True)
    archive.keep([shown, Shown("C1", "1800000000.000002", {"text": "psst"}, to="U1")])
    assert archive.messages() == [shown]


def test_a_fast_clock_goes_on_where_the_last_run_ended(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "local.slack.json")
    archive.keep([Shown("C1", "4000000000.000001", {"text": "hello"})])
    assert archive.resumes_at() == datetime.fromtimestamp(4_000_000_000.000001, UTC)
    archive.keep([Shown("C1", "1000000000.000001", {"text": "hello"})])
    assert archive.resumes_at() is None


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"channel": "C1"}]'])
def test_a_broken_archive_is_an_empty_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "local.slack.json"
    file.write_text(text)
    assert Archive(file).messages() == []


def test_a_job_runs_at_once_and_again_and_a_stop_waits_for_it() -> None:
    ran, twice = [], threading.Event()

    def run() -> None:
        ran.append(1)
        if len(ran) == 2:
            twice.set()

    with closing(Scheduler()) as scheduler:
        with scheduler.every(0.05, "run", run):
            assert twice.wait(5)
        before = len(ran)
    assert len(ran) == before


def test_a_warning_that_arrives_is_drawn_and_its_buttons_are_the_ones_pressed(engine) -> None:
    with watched(engine) as watch:
        drawn = io.StringIO()
        terminal = Terminal(watch.local, [], Console(file=drawn, width=200))
        watch.day(40)
        watch.days(75, 2)
        terminal.converse(["2", "1", "the new batch comes Friday"])
        assert "posted to #renewed" in drawn.getvalue()
        assert "Until when?" in drawn.getvalue()
        while watch.sender.deliver():
            pass
        terminal.converse(["#renewed"])
        assert "the new batch comes Friday" in drawn.getvalue()


def test_a_form_can_be_closed(engine) -> None:
    with watched(engine) as watch:
        terminal = Terminal(watch.local, [], Console(file=io.StringIO(), width=100))
        watch.day(40)
        watch.days(75, 2)
        terminal.converse(["2", "cancel"])
        assert watch.local.form is None
