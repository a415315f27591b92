"""`headroom import` as it is run, and what `/renewed-status import` says after it."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bot
from bot.__main__ import app
from storage.database.engine import open_engine
from storage.database.process_lock import one_bot
from storage.workspaces import list_ids

SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
TITLES = "Order ID,Order date,Defect type,Reported date\n"


@pytest.fixture(autouse=True)
def alone(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)


def headroom(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def file(tmp_path):
    def write(text, name="defects.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_files_are_told_one_by_one_and_a_second_time_nothing_is_new():
    run = headroom("import", SAMPLES / "defects.csv", SAMPLES / "listings.txt")
    assert run.exit_code == 0
    assert "✅ defects.csv · defects, 212 rows" in run.stdout
    assert "233 offers kept, 233 of them new." in run.stdout
    again = headroom("import", SAMPLES / "defects.csv", SAMPLES / "listings.txt")
    assert again.exit_code == 0
    assert [line.partition(":")[0] for line in again.stdout.splitlines()] == [
        "✅ defects.csv · nothing new",
        "✅ listings.txt · nothing new",
    ]


def test_a_file_is_known_by_what_is_in_it_and_not_by_its_name(file):
    assert (
        "orders.pdf · defects, 1 row\n"
        in headroom("import", file(f"{TITLES}701-1234567-1234567,2026-03-01,Chargeback,\n", "orders.pdf")).stdout
    )


def test_the_first_five_problems_are_told_with_their_lines_and_the_rest_is_counted(file):
    bad = "".join(f"order {n},2026-03-01,Chargeback,\n" for n in range(8))
    run = headroom("import", file(f"{TITLES}701-1234567-1234567,2026-03-01,Chargeback,\n{bad}"))
    assert run.exit_code == 0
    assert "8 lines could not be read:" in run.stdout
    assert [f"• Line {line}: “order" in run.stdout for line in range(3, 11)] == [True] * 5 + [False] * 3
    assert "… and 3 more lines that could not be read." in run.stdout


def test_a_refused_file_ends_with_two_and_the_others_are_taken(file, tmp_path):
    refused = file("PK\x03\x04", "pack.zip")
    run = headroom("import", refused, tmp_path / "none.csv", tmp_path, SAMPLES / "invoices.csv")
    assert run.exit_code == 2
    assert "✋ pack.zip · This is a zip file." in run.stdout
    assert "✋ none.csv · There is no such file." in run.stdout
    assert "This is a folder." in run.stdout
    assert "210 lines of invoices kept" in run.stdout


def test_days_that_read_two_ways_need_a_switch(file):
    path = file(f"{TITLES}701-1234567-1234567,03/04/2026,Chargeback,\n")
    asked = headroom("import", path)
    assert (asked.exit_code, "--day-first or --month-first" in asked.stdout) == (2, True)
    assert headroom("import", "--month-first", path).exit_code == 0


def test_files_go_to_the_only_workspace_and_of_several_one_is_to_be_named(url):
    assert headroom("import", "--workspace", "T1", SAMPLES / "invoices.csv").exit_code == 0
    assert "nothing new" in headroom("import", SAMPLES / "invoices.csv").stdout
    assert headroom("import", "--workspace", "T2", SAMPLES / "invoices.csv").exit_code == 0
    assert headroom("import", SAMPLES / "invoices.csv").exit_code == 2
    engine = open_engine(url)
    assert list_ids(engine) == ["T1", "T2"]
    engine.dispose()


def test_an_account_that_nobody_added_is_refused(file):
    assert headroom("import", "--account", "shop", SAMPLES / "invoices.csv").exit_code == 0
    assert headroom("import", "--account", "shp", SAMPLES / "defects.csv").exit_code == 2
    assert headroom("import", SAMPLES / "defects.csv").exit_code == 0


def test_files_come_in_beside_a_running_bot(url):
    with one_bot(url):
        assert headroom("import", SAMPLES / "invoices.csv").exit_code == 0


def test_a_bar_is_drawn_only_where_somebody_watches(monkeypatch):
    from bot.entrypoints.cli.import_files import _bar

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with _bar(SAMPLES / "orders.txt") as tick:
        tick(100)
    assert headroom("import", SAMPLES / "orders.txt").stderr == ""


def test_the_files_that_came_in_are_listed_in_slack(ann):
    assert "No file came in yet." in ann.types("/renewed-status import").shown
    headroom("import", "--workspace", "T0SHOP", SAMPLES / "defects.csv", SAMPLES / "metrics.csv")
    listed = ann.types("/renewed-status import").shown
    assert "defects · defects.csv · 212 rows" in listed
    assert "CSV of metrics · metrics.csv · 360 rows" in listed
    assert "main" not in listed
    assert "CSV of metrics, " in ann.types("/renewed-status").shown
