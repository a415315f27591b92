"""A policy file that leaves something out, or says what nobody reads, is refused; figures hold from their day on."""

import ast
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rules.core.decision import Interpretation
from rules.core.marketplaces import HOME
from rules.core.policy import PACKS, POLICIES, NoTerms, Policy, policy, read_policy, terms
from rules.renewed.standing_decision import decide as decide_standing
from rules.replay import QUESTIONS
from rules.sfp.refund import RefundTerms

PAGE = """
id = "demo"
title = "A page"
marketplace = "ca"
page = "1"
retrieved = 2026-11-22
footer = "1999-2021"
from = 2021-01-01

[[figure]]
name = "late_share"
value = 20
unit = "percent"
clause = "refund/1"
basis = "stated"

[[clause]]
id = "refund/1"
section = "Refund amount 1"
says = "A late fee."
answered = "sfp.refund"
"""

NEXT = """
[[figure]]
name = "late_share"
value = 25
unit = "percent"
clause = "refund/1"
basis = "stated"
from = 2027-03-01
"""


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str) -> Policy:
        file = tmp_path / "demo.toml"
        file.write_text(text)
        return read_policy(file)

    return from_text


def test_a_page_with_a_cited_figure_is_read(read):
    page = read(PAGE)
    assert (Decimal(20), 200_000) == (page.figures[0].value, page.figures[0].whole)


REFUSED = {
    "a figure without a clause": ('clause = "refund/1"\n', "", r"figure\.0\.clause"),
    "a figure without a basis": ('basis = "stated"\n', "", r"figure\.0\.basis"),
    "a figure without a unit": ('unit = "percent"\n', "", r"figure\.0\.unit"),
    "a figure with an unknown key": ('unit = "percent"', 'unit = "percent"\nunits = "days"', r"figure\.0\.units"),
    "a figure of an unknown clause": ('clause = "refund/1"', 'clause = "refund/9"', "late_share cites refund/9"),
    "a figure of an unknown basis": ('basis = "stated"', 'basis = "guessed"', r"figure\.0\.basis"),
    "a figure of an unknown unit": ('unit = "percent"', 'unit = "per mille"', r"figure\.0\.unit"),
    "a figure too fine for us": ("value = 20", "value = 20.00001", "late_share: 20.00001 percent is finer"),
    "a figure that is no number": ("value = 20", "value = nan", r"figure\.0\.value"),
    "a word where a number belongs": ("value = 20", 'value = "free"', "late_share: free is not in percent"),
    "a number where a word belongs": ('unit = "percent"', 'unit = "price"', "late_share: 20 is not in price"),
    "a clause with an unknown key": ('answered = "sfp.refund"', 'answered = "text"\nwhen = 1', r"clause\.0\.when"),
    "a gap without a reason": ('answered = "sfp.refund"', 'answered = "not encoded"', "refund/1: exactly a clause"),
    "a reason without a gap": ('"sfp.refund"', '"sfp.refund"\nwhy = "hard"', "refund/1: exactly a clause"),
    "a page with an unknown key": ('page = "1"', 'page = "1"\nauthor = "me"', "author"),
    "a page without a date": ("from = 2021-01-01\n", "", "from"),
}


@pytest.mark.parametrize(("written", "instead", "named"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_refused_by_name(read, written, instead, named):
    assert written in PAGE
    with pytest.raises(ValueError, match=named):
        read(PAGE.replace(written, instead, 1))


def test_a_figure_given_twice_for_a_day_is_refused(read):
    with pytest.raises(ValueError, match="late_share is given twice for 2021-01-01"):
        read(PAGE + NEXT.replace("from = 2027-03-01", ""))


def test_a_new_figure_takes_over_on_its_day_and_not_before(read):
    page = read(PAGE + NEXT)
    values = {day: page.figure("late_share", day).value for day in (date(2027, 2, 28), date(2027, 3, 1))}
    assert {date(2027, 2, 28): Decimal(20), date(2027, 3, 1): Decimal(25)} == values
    assert (page.edition(date(2027, 2, 28)), page.edition(date(2027, 3, 1))) == ("demo 2021", "demo 2027")


def test_the_order_in_which_figures_are_written_does_not_matter(read):
    heading, figure = PAGE.split("[[figure]]")
    page = read(heading + NEXT + "[[figure]]" + figure)
    assert page.figure("late_share", date(2026, 1, 1)).value == 20


def test_a_day_before_the_first_figure_has_no_terms(read):
    page = read(PAGE)
    with pytest.raises(NoTerms, match="demo holds no terms for 2020-12-31; its first are of 2021-01-01"):
        page.figure("late_share", date(2020, 12, 31))
    assert page.figure("late_share", date(2021, 1, 1)).value == 20


def test_an_unknown_figure_is_an_error_and_not_a_gap(read):
    with pytest.raises(KeyError, match="no figure late_fee"):
        read(PAGE).figure("late_fee", date(2026, 1, 1))


def test_the_terms_of_a_rule_are_whole_numbers():
    held = terms(RefundTerms, date(2026, 11, 22))
    assert RefundTerms(15, 200_000, 500_000, 1_000_000, 15, 2, 15, 5_000_00) == held


def test_the_hash_changes_with_any_file_that_a_decision_may_rest_on(read, tmp_path):
    before = read(PAGE).hash
    assert before == read(PAGE).hash
    assert before != read(PAGE.replace("A late fee.", "A fee.")).hash
    (tmp_path / "other.toml").write_text('id = "other"')
    assert before != read(PAGE).hash


def test_the_policies_are_of_our_marketplace():
    assert {policy(name).marketplace for name in PACKS} == {HOME.id, "any"}


NAMES_OF_HOME = re.compile(rf"(sfp|renewed)-{HOME.id}\b|^({HOME.country}|{HOME.currency}|{HOME.province})$")


@pytest.mark.parametrize("path", sorted(POLICIES.parent.rglob("*.py")), ids=lambda path: path.stem)
def test_no_rule_names_our_marketplace_itself(path):
    tree = ast.parse(path.read_text("utf-8"))
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    named = [text for text in strings if NAMES_OF_HOME.search(text) and "\n" not in text and "`" not in text]
    assert path.name == "marketplaces.py" or named == []


@pytest.mark.parametrize("name", PACKS)
def test_every_policy_held_begins_on_its_first_day(name):
    pack = policy(name)
    first = min(figure.since or pack.since for figure in pack.figures)
    assert date(2021, 1, 1) == first
    for figure in pack.figures:
        with pytest.raises(NoTerms):
            pack.figure(figure.name, first - timedelta(days=1))


@pytest.mark.parametrize("rule", QUESTIONS)
def test_no_question_is_answered_for_a_day_before_the_first_terms(rule):
    case, decide = QUESTIONS[rule]
    with pytest.raises(NoTerms, match="2020-12-31"):
        decide(case(), date(2020, 12, 31), Interpretation())
    assert decide(case(), date(2021, 1, 1), Interpretation())


def test_no_standing_is_judged_for_a_day_before_the_first_terms():
    with pytest.raises(NoTerms, match="2020-12-31"):
        decide_standing([], date(2020, 12, 31), Interpretation())
