"""`headroom` as it is run: mostly in process, and once or twice as a program of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from storage.database.migrate import head_revision

HEADROOM = (sys.executable, "-m", "bot")
REFUND = "/sfp-refund 129.99 late=18d used"
SLACK = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "PORT", "HOST")


@pytest.fixture(autouse=True)
def alone(url, monkeypatch):
    """An environment with a database of its own and no Slack."""
    for name in SLACK:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", url)


def headroom(*arguments, typed=None):
    return CliRunner().invoke(app, arguments, input=typed)


def asked(*arguments, typed=None):
    """The objects that `ask --json` prints."""
    return [json.loads(line) for line in headroom("ask", "--json", *arguments, typed=typed).stdout.splitlines()]


def program(*arguments, typed=""):
    run = subprocess.run(
        [*HEADROOM, *arguments],
        input=typed,
        capture_output=True,
        cwd=Path(__file__).parents[4],
        env={**os.environ, "NO_COLOR": "1", "PYTHONWARNINGS": "error::ResourceWarning"},
        timeout=60,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in run.stderr
    return run


def test_a_line_is_answered_as_text():
    run = program("ask", REFUND)
    assert run.returncode == 0
    assert "Refund at least $65.00 of $129.99" in run.stdout
    assert "*" not in run.stdout


def test_many_lines_are_one_object_each_in_order():
    run = program("ask", "--json", "-", typed=f"{REFUND}\n\n/sfp-refund nonsense\n/nope\n/seller-help")
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0
    assert [each["ok"] for each in told] == [True, False, False, True]
    assert [each["command"] for each in told] == ["/sfp-refund", "/sfp-refund", "/nope", "/seller-help"]


def test_an_answered_object_holds_what_the_contract_promises():
    [told] = asked("--as-of", "2026-11-22", REFUND)
    assert told.keys() == {"ok", "command", "text", "blocks", "decision"}
    assert told["decision"].keys() >= {"rule", "status", "outcome", "reasons", "assumptions", "as_of", "policy"}
    assert told["decision"]["as_of"] == "2026-11-22"
    assert told["decision"]["reasons"][1].keys() == {"clause", "applied", "text"}


def test_a_refused_line_ends_with_two_and_says_what_to_type():
    run = headroom("ask", "--json", "/sfp-refund 129.99 uesd")
    told = json.loads(run.stdout)
    assert run.exit_code == 2
    assert told["ok"] is False
    assert "decision" not in told
    assert told["error"]["suggestion"] == "/sfp-refund 129.99 used"
    assert "uesd" in told["error"]["message"]


def test_a_date_that_reads_two_ways_is_refused_with_both():
    run = headroom("ask", "--json", "/sfp-refund 129.99 received=12/11/2026")
    assert run.exit_code == 2
    assert json.loads(run.stdout)["error"]["choices"] == [
        "/sfp-refund 129.99 received=2026-11-12",
        "/sfp-refund 129.99 received=2026-12-11",
    ]


@pytest.mark.parametrize(
    "line", ["", " ", "/", "hello", "\t", "/sfp-refund\t129.99", "/sfp-refund x\udcff", "/" + "x" * 300]
)
def test_no_line_breaks_the_program(line):
    run = headroom("ask", "--json", line)
    assert run.exit_code == (0 if "129.99" in line else 2)
    assert "went wrong" not in json.loads(run.stdout)["text"]


def test_lines_that_are_no_text_get_their_object_too():
    assert [each["ok"] for each in asked("-", typed=b"/sfp-refund \xff 5\n/seller-help\n")] == [False, True]


def test_the_asker_is_an_admin_whoever_is_one(url):
    headroom("ask", "/seller-settings role <@U0ANN|ann>=admin")
    assert headroom("ask", "--user", "U0BOB", "/seller-settings province=QC").exit_code == 0


def test_workspaces_and_databases_are_apart(tmp_path):
    headroom("ask", "--workspace", "T0ONE", "/renewed-status set odr=0.74%")
    held = [asked("/renewed-status", "--workspace", team)[0] for team in ("T0ONE", "T0TWO")]
    held += asked("/renewed-status", "--workspace", "T0ONE", "--database", f"sqlite:///{tmp_path / 'other.db'}")
    assert [len(each["decision"]["outcome"]["metrics"]) for each in held] == [1, 0, 0]


def test_a_new_database_starts_empty():
    [told] = asked("/renewed-status")
    assert told["decision"]["outcome"] == {"level": None, "metrics": []}


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "20261120x"])
def test_a_day_that_is_none_is_refused(day):
    run = headroom("ask", "--as-of", day, REFUND)
    assert run.exit_code == 1
    assert day in str(run.exception)


def test_settings_that_cannot_be_read_are_named(monkeypatch):
    monkeypatch.setenv("PORT", "many")
    run = headroom("ask", REFUND)
    assert run.exit_code == 1
    assert "PORT" in str(run.exception)


def test_a_failure_of_ours_is_an_object_too(monkeypatch):
    monkeypatch.setattr("bot.commands.sfp_refund.decide", lambda *_: 1 / 0)
    run = headroom("ask", "--json", REFUND)
    told = json.loads(run.stdout)
    assert run.exit_code == 2
    assert "Reference" in told["text"]
    assert told["error"]["suggestion"] is None


def test_the_database_can_be_brought_up_to_date_twice():
    for _ in range(2):
        run = headroom("db", "upgrade")
        assert run.exit_code == 0
        assert f"at revision {head_revision()}" in run.stdout


def test_lines_from_a_pipe_are_answered_and_the_sample_seller_is_there():
    run = program("run", typed="/renewed-status\nsfp-refund 129.99 late=18d used\n1\n99\nnonsense\n")
    assert run.returncode == 0, run.stderr
    assert "Order defect rate" in run.stdout
    assert "$65.00" in run.stdout
    assert "Asked by @U0YOU" in run.stdout


def test_without_any_line_the_tour_is_played():
    run = program("run")
    assert run.returncode == 0, run.stderr
    assert "That was the tour" in run.stdout
    assert "Does not meet the criteria" in run.stdout
    assert "went wrong" not in run.stdout


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "needs SLACK_APP_TOKEN"),
        ({"DATABASE_URL": "sqlite:///file:x.db?mode=ro&uri=true"}, "file: URI"),
    ],
    ids=["no bot token", "half a set", "a file URI"],
)
def test_the_bot_does_not_start_with_half_of_its_settings(monkeypatch, environment, told):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run = headroom("run")
    assert run.exit_code == 1
    assert told in str(run.exception)
