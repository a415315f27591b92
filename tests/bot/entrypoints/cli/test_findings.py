"""`headroom findings` as it is run: what is found in the samples, what is left out of invoices, and as CSV."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import bot
from bot.__main__ import app
from bot.entrypoints.cli.output_file import FORMULA, defused, export
from rules.checks.definitions import CHECKS, HAZMAT_RETURN
from rules.core.policy import clause
from storage.database.engine import open_engine
from storage.workspaces import list_ids

SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
DAY = ("--as-of", "2026-11-25")


@pytest.fixture(autouse=True)
def alone(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)


def headroom(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def imported(*names):
    assert headroom("import", *(SAMPLES / name for name in names)).exit_code == 0


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def samples():
    imported("returns.txt", "returns.xml", "prime-returns.csv", "listings.txt")


def test_the_samples_hold_something_for_every_check_that_reports_can_tell(samples):
    run = headroom("findings", *DAY)
    assert run.exit_code == 0
    lines = run.stdout.splitlines()
    told = {line.partition(" · ")[0] for line in lines if " · " in line}
    assert told == CHECKS.keys() - {HAZMAT_RETURN}
    assert "  • 208 returns are not of Prime orders: the programme's rules are not theirs." in lines
    assert "  • 30 returns have a reason that is in no table." in run.stdout
    assert "No report has a column for hazmat" in run.stdout


def test_a_finding_is_one_line_with_its_money_and_its_clause(samples):
    lines = headroom("findings", *DAY).stdout.splitlines()
    assert (
        "over-refund · 701-7315011-7299519 DraectemRRMA RNW-RT-6 · 2026-10-15 · $11.54 · $100.29 was refunded for an "
        "order of $88.75: $11.54 more than all of it. See whether tax or shipping explain it. "
        "(sfp-ca/refund/general, A14)"
    ) in lines
    assert not any("`" in line or "&amp;" in line for line in lines if " · " in line)


def test_findings_as_a_table(samples, tmp_path):
    out = tmp_path / "findings.csv"
    run = headroom("findings", *DAY, "--csv", out)
    rows = table(out)
    assert (run.exit_code, len(rows)) == (0, int(run.stdout.split("\n")[1].split()[0]))
    assert list(rows[0]) == ["check", "subject", "clause", "day", "money", "finding", "assumptions"]
    assert {row["check"] for row in rows} == CHECKS.keys() - {HAZMAT_RETURN}
    assert all(clause(row["clause"])[1].id for row in rows)
    twin = next(row for row in rows if row["check"] == "twin-offers")
    assert (twin["subject"], twin["day"], twin["money"], twin["assumptions"]) == ("B0MON00150", "", "", "A10")


def test_nothing_held_and_nothing_found_are_said_kindly():
    empty = headroom("findings")
    assert (empty.exit_code, empty.stdout[:39]) == (0, "No returns and no offers are held yet. ")
    imported("invoices.csv")
    assert "No returns and no offers are held yet." in headroom("findings").stdout
    assert "No lines of invoices" not in headroom("findings", "--invoices").stdout


def test_looking_makes_no_workspace(url):
    headroom("findings")
    engine = open_engine(url)
    assert list_ids(engine) == []
    engine.dispose()


def test_a_clean_report_is_said_to_be_clean(tmp_path):
    clean = tmp_path / "returns.txt"
    rows = (SAMPLES / "returns.txt").read_bytes().split(b"\n")
    clean.write_bytes(b"\n".join([rows[0], next(row for row in rows if b"\tN\tN\t" in row)]))
    assert headroom("import", clean).exit_code == 0
    run = headroom("findings")
    assert run.stdout.startswith("✅ Nothing found. Looked at: returns 1, offers 0.\nNot judged:\n")


def test_invoices_that_are_left_out_are_named_with_the_reason(tmp_path):
    imported("invoices.csv")
    run = headroom("findings", "--invoices", "--rate", "1.38", *DAY)
    assert run.exit_code == 0
    assert (
        "INV-26000 · 2026-08-17 · Lakeside Liquidation Corp. · Tablet 64 GB, grade B · 1 line older than 90 days "
        in (run.stdout)
    )
    assert "134 of 210 lines count, US$142,028.92 in all." in run.stdout
    out = tmp_path / "lines.csv"
    assert f"Written: {out}" in headroom("findings", "--invoices", "--rate", "1.38", "--csv", out, *DAY).stdout
    rows = table(out)
    assert (len(rows), sum(row["counts"] == "yes" for row in rows)) == (210, 134)
    assert {row["why not"] == "" for row in rows if row["counts"] == "yes"} == {True}
    assert all(row["why not"] for row in rows if row["counts"] == "no")
    assert {row["clause"] for row in rows} == {"renewed-ca/apply/2", "renewed-ca/apply/2.1"}


def test_invoices_without_a_rate_say_that_one_is_wanted():
    imported("invoices.csv")
    run = headroom("findings", "--invoices", *DAY)
    assert "143 lines in Canadian dollars without an exchange rate" in run.stdout


REFUSED = [
    (("--rate", "much"), "“much” is not an exchange rate. Type for example 1.38."),
    (("--account", "shp"), "There is no account “shp”."),
    (("--csv", SAMPLES), "this is not a file that can be replaced"),
    (("--csv", "no/such/folder/f.csv"), "it cannot be written: No such file or directory."),
]


@pytest.mark.parametrize(("options", "why"), REFUSED, ids=str)
def test_what_cannot_be_done_is_refused_with_the_reason(samples, options, why):
    run = headroom("findings", *options)
    assert run.exit_code == 2
    assert why in run.stderr


def test_several_accounts_are_asked_back(samples):
    assert headroom("ask", "/seller-settings account=second").exit_code == 0
    assert "Say which one with --account NAME." in headroom("findings").stderr
    assert headroom("findings", "--account", "main").exit_code == 0


def test_a_day_without_terms_is_an_answer():
    imported("invoices.csv", "listings.txt")
    for options in ((), ("--invoices",)):
        run = headroom("findings", "--as-of", "2010-01-01", *options)
        assert (run.exit_code, "No terms held for 1 Jan 2010" in run.stdout) == (0, True)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_work_out_is_defused(cell):
    assert defused(cell) == f"'{cell}"


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.text("=+-@\t\r\n'\",a", max_size=6)


@given(rows=st.lists(st.tuples(cells, cells), max_size=4))
def test_no_cell_of_an_export_is_a_formula_and_none_is_lost(tmp_path_factory, rows):
    out = tmp_path_factory.mktemp("export") / "f.csv"
    export(out, ("one", "two"), rows)
    with out.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))[1:]
    assert read == [[defused(cell) for cell in row] for row in rows]
    assert not any(cell.startswith(FORMULA) for row in read for cell in row)


def test_a_formula_in_a_report_comes_out_defused(tmp_path):
    out = tmp_path / "f.csv"
    export(out, ("subject",), [("=HYPERLINK(1)",), ("701 D1",)])
    assert out.read_text() == "subject\n'=HYPERLINK(1)\n701 D1\n"
