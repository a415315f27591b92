"""`headroom backtest`: a folder in, a file and a summary out; what cannot be read is answered, nothing half-written."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.scoring import OURS, history_of
from bench.worlds import world
from bot.__main__ import app
from rules.core.levels import LEVELS
from rules.warnings.backtest import History, replay

FIRST = date(2026, 1, 1)
DAYS = 130


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One account that goes over its limit on day 110, and one that does not."""
    days = [FIRST + timedelta(days=at) for at in range(DAYS)]
    orders = [f"{account},{day},20" for account in ("Maple, North", "b") for day in days]
    defects = [f'"Maple, North",{days[at]},{days[at + 10]}' for at in range(86, 118) for _ in range(2)]
    (tmp_path / "orders.csv").write_text("\n".join(["account,order_date,orders", *map(quoted, orders)]) + "\n")
    (tmp_path / "defects.csv").write_text("\n".join(["account,order_date,reported_date", *defects]) + "\n")
    (tmp_path / "gaps.csv").write_text(f"account,date\nb,{days[3]}\nnobody,{days[4]}\n")
    return tmp_path


def quoted(row: str) -> str:
    account, day, orders = row.rsplit(",", 2)
    return f'"{account}",{day},{orders}'


def backtest(folder: Path, *arguments: str, metric: str = "odr", out: Path | None = None):
    place = str(out or folder / "levels.csv")
    return CliRunner().invoke(app, ("backtest", str(folder), "--metric", metric, "--out", place, *arguments))


def levels(folder: Path) -> list[list[str]]:
    with (folder / "levels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_replay_writes_the_baseline_and_every_change(folder):
    run = backtest(folder)
    assert (run.exit_code, run.stderr) == (0, "")
    header, *rows = levels(folder)
    assert header == ["account", "date", "level"]
    assert rows[0] == ["Maple, North", "2026-01-01", "ok"]
    assert rows[-1] == ["b", "2026-01-01", "ok"]
    assert [row[2] for row in rows[1:-1]][-1] == "breached"
    assert {row[2] for row in rows} <= set(LEVELS)


def test_a_summary_says_how_it_went(folder):
    said = backtest(folder).stdout
    assert "Accounts: 2\n" in said
    assert "Days: 130, from 2026-01-01 to 2026-05-10\n" in said
    assert "Warnings: 1\nBreaches: 1\n" in said
    assert "False warnings: 0.0000 a seller and month\n" in said
    assert f"Written: {folder / 'levels.csv'}\n" in said


def test_a_short_history_is_replayed_and_not_scored(folder):
    rows = (folder / "orders.csv").read_text().splitlines()
    (folder / "orders.csv").write_text("\n".join(rows[:31]))
    (folder / "defects.csv").write_text("account,order_date,reported_date\n")
    run = backtest(folder)
    assert run.exit_code == 0
    assert "Nothing to count yet: the first 90 days are for warming up." in run.stdout
    assert len(levels(folder)) == 2


def test_gaps_may_be_left_out_and_lines_may_be_empty(folder):
    (folder / "gaps.csv").unlink()
    (folder / "orders.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "orders.csv").read_bytes() + b"\r\n\r\n")
    assert backtest(folder).exit_code == 0


def test_files_say_what_the_columns_say(tmp_path):
    made = history_of(world("seller-rqs", 3, units=40))
    written(tmp_path, made)
    assert backtest(tmp_path, metric="seller-rqs").exit_code == 0
    told = replay(made, "seller-rqs", OURS).levels
    held = {unit: {} for unit in made.units}
    for unit, day, level in levels(tmp_path)[1:]:
        held[unit][(date.fromisoformat(day) - made.first).days] = LEVELS.index(level)
    for row, unit in enumerate(made.units):
        changes = {at: level for at, level in enumerate(told[row].tolist()) if at == 0 or level != told[row, at - 1]}
        assert held[unit] == {at: level for at, level in changes.items() if level >= 0}


def written(folder: Path, made: History) -> None:
    def day(at: int) -> date:
        return made.first + timedelta(days=int(at))

    for name, header, rows in (
        ("orders", "account,order_date,orders", made.orders),
        ("gaps", "account,date", made.gaps),
    ):
        cells = (
            f"{made.units[unit]},{day(at)}" + (f",{rows[unit, at]}" if name == "orders" else "")
            for unit, at in zip(*rows.nonzero(), strict=True)
        )
        (folder / f"{name}.csv").write_text("\n".join([header, *cells]))
    each = zip(made.unit, made.ordered, made.reported, strict=True)
    rows = [f"{made.units[unit]},{day(ordered)},{day(reported)}" for unit, ordered, reported in each]
    (folder / "defects.csv").write_text("\n".join(["account,order_date,reported_date", *rows]))


ORDERS, DEFECTS, GAPS = "account,order_date,orders\n", "account,order_date,reported_date\n", "account,date\n"
GOOD = ORDERS + "a,2026-01-01,5\n"
BAD = {
    "no orders file": ({"orders.csv": None}, "orders.csv: there is no such file"),
    "no defects file": ({"defects.csv": None}, "defects.csv: there is no such file"),
    "no orders": ({"orders.csv": ORDERS}, "orders.csv: it holds no orders."),
    "nothing at all": ({"orders.csv": ""}, "orders.csv, line 1: the columns are ; expected account,order_date,orders."),
    "other columns": (
        {"orders.csv": "date,account,orders\n"},
        "orders.csv, line 1: the columns are date,account,orders; expected account,order_date,orders.",
    ),
    "a value too few": ({"orders.csv": GOOD + "a,2026-01-02\n"}, "orders.csv, line 3: 2 values where 3 are expected"),
    "no account": ({"orders.csv": GOOD + " ,2026-01-02,1\n"}, "orders.csv, line 3: the account is empty."),
    "no day": ({"orders.csv": GOOD + "a,2026-02-30,1\n"}, "line 3: “2026-02-30” is no day; expected one such as"),
    "a day in another form": ({"orders.csv": GOOD + "a,01/02/2026,1\n"}, "line 3: “01/02/2026” is no day"),
    "half an order": ({"orders.csv": GOOD + "a,2026-01-02,1.5\n"}, "line 3: “1.5” is no number of orders"),
    "a negative number": ({"orders.csv": GOOD + "a,2026-01-02,-1\n"}, "line 3: “-1” is no number of orders"),
    "an absurd number": ({"orders.csv": GOOD + "a,2026-01-02,10000001\n"}, "whole number from 0 to 10,000,000."),
    "another script's digits": ({"orders.csv": GOOD + "a,2026-01-02,٣\n"}, "“٣” is no number of orders"),
    "a day twice": ({"orders.csv": GOOD + "a,2026-01-01,5\n"}, "line 3: orders of “a” on 2026-01-01 were given before"),
    "far too many days": ({"orders.csv": GOOD + "a,1926-01-01,5\n"}, "span 36,526 days, 1926-01-01 to 2026-01-01"),
    "not text": ({"orders.csv": b"account,order_date,orders\n\xff\xfe\n"}, "orders.csv: this is not plain UTF-8 text."),
    "an open quote": ({"orders.csv": GOOD + '"a,2026-01-02,1\n'}, "orders.csv, line 3: this is not CSV"),
    "a control character": ({"orders.csv": GOOD + "a,\x1b[31m,1\n"}, "line 3: “�[31m” is no day"),
    "a defect of none": ({"defects.csv": DEFECTS + "b,2026-01-01,2026-01-02\n"}, "line 2: orders.csv holds no orders"),
    "a report before the order": (
        {"defects.csv": DEFECTS + "a,2026-01-01,2025-12-31\n"},
        "defects.csv, line 2: reported on 2025-12-31, before the order of 2026-01-01.",
    ),
    "a defect of another day": (
        {"defects.csv": DEFECTS + "a,2025-12-31,2026-01-01\n"},
        "defects.csv, line 2: 2025-12-31 is outside the days of orders.csv, 2026-01-01 to 2026-01-01.",
    ),
    "a gap that is no day": ({"gaps.csv": GAPS + "a,never\n"}, "gaps.csv, line 2: “never” is no day"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "answer"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_answered_and_nothing_is_written(tmp_path, files, answer):
    for name, content in ({"orders.csv": GOOD, "defects.csv": DEFECTS} | files).items():
        if content is not None:
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = sorted(tmp_path.iterdir())
    run = backtest(tmp_path)
    assert run.exit_code == 2
    assert (run.stdout, isinstance(run.exception, SystemExit)) == ("", True)
    assert answer in run.stderr
    assert before == sorted(tmp_path.iterdir())


def test_an_older_file_stays_where_a_new_one_fails(folder):
    (folder / "levels.csv").write_text("kept")
    (folder / "defects.csv").write_text("nonsense")
    assert backtest(folder).exit_code == 2
    assert (folder / "levels.csv").read_text() == "kept"


@pytest.mark.parametrize("metric", ["rating", "ODR", ""])
def test_a_metric_that_is_not_counted_in_orders_is_refused(folder, metric):
    run = backtest(folder, metric=metric)
    assert (run.exit_code, run.stderr) == (
        2, f"“{metric}” cannot be replayed; expected odr, seller-rqs, offer-rqs.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("nowhere/levels.csv", "it cannot be written: No such file or directory"),
        ("orders.csv", "this is one of the files that are read"),
        (".", "this is not a file that can be replaced"),
    ],
)
def test_a_place_that_cannot_be_written_is_answered(folder, place, answer):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    run = backtest(folder, out=folder / place)
    assert run.exit_code == 2
    assert answer in run.stderr
    assert before == {path: path.read_bytes() for path in folder.iterdir()}
