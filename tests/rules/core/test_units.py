"""mypy tells cents, days, rates and verdicts apart in a formula, and refuses what does not work on columns."""

import subprocess
import sys
from pathlib import Path

import pytest

import rules

HOME = Path(rules.__file__).parents[1]

HEADER = '# mypy: enable-error-code="truthy-bool"'

PREAMBLE = f"""{HEADER}
from typing import NamedTuple
from rules.core.columns import MILLION, UNKNOWN_NUMBER, least, most, negate, share, take, where
from rules.core.truth import NO, UNKNOWN, YES, every, judged, opposite
from rules.core.units import Cents, Code, Count, Days, Fact, Rate, Ternary, Truth
from rules.core.value import value

@value
class Facts:
    price: Fact[Cents]
    paid: Fact[Cents]
    late: Fact[Days]
    items: Fact[Count]
    rate: Fact[Rate]
    worn: Fact[Truth]
    opened: Fact[Truth]
    listed: Fact[Ternary]
    payer: Fact[Code]

@value
class Terms:
    after: Days
    cap: Rate

class Steps(NamedTuple):
    cap: Cents
    days: Days

SELLER, BUYER = range(2)

"""

RIGHT = (
    ("Cents", "where(f.worn & negate(f.opened), share(f.price, t.cap), 0)"),
    ("Cents", "where(f.late > t.after, 0, most(f.price - f.paid, 0, f.paid))"),
    ("Cents", "where(f.payer == BUYER, least(f.price, f.paid), UNKNOWN_NUMBER)"),
    ("Cents", "f.items * f.price + f.paid"),
    ("Truth", "(f.price == f.paid) | (f.late >= 1) | (f.items * MILLION <= f.items * f.rate)"),
    ("Truth", "where(f.listed == UNKNOWN, f.worn, f.items > 0)"),
    ("Count", "f.items * f.rate // MILLION - f.items"),
    ("Ternary", "every(f.listed, judged(f.price >= 0, f.price < f.paid), opposite(where(f.worn, NO, YES)))"),
    ("Code", "where(f.worn, SELLER, where(f.opened, BUYER, take((f.payer,), f.payer)))"),
    ("Steps", "Steps(f.price, f.late)"),
    ("Facts", "Facts(5, f.paid, 3, 1, 0, True, f.worn & f.opened, YES, SELLER)"),
    ("int", "f.price"),
)

WRONG = (
    ("Cents", "f.price + f.late"),
    ("Cents", "f.late + f.price"),
    ("Cents", "f.price - f.items"),
    ("Cents", "f.price + f.listed"),
    ("Cents", "f.price * f.rate"),
    ("Cents", "f.price // 2"),
    ("Cents", "f.price * 3 // 2"),
    ("Cents", "-f.price"),
    ("Cents", "share(f.price, t.after)"),
    ("Cents", "share(f.late, t.cap)"),
    ("Cents", "least(f.price, f.late)"),
    ("Cents", "min(f.price, f.paid)"),
    ("Cents", "max(f.price, 0)"),
    ("Cents", "sorted((f.price, f.paid))[0]"),
    ("Cents", "where(f.worn, f.price, f.late)"),
    ("Cents", "where(f.worn, f.price, f.worn)"),
    ("Cents", "where(f.worn, f.price, 1500)"),
    ("Cents", "where(f.worn, f.price)"),
    ("Cents", "where(f.price, f.price, 0)"),
    ("Cents", "where(f.listed, f.price, 0)"),
    ("Cents", "where(f.price > 1500, f.price, 0)"),
    ("Cents", "f.price if f.worn else f.paid"),
    ("Cents", "f.worn * f.price"),
    ("Truth", "f.price > f.late"),
    ("Truth", "f.late > t.cap"),
    ("Truth", "f.price == f.items"),
    ("Truth", "f.worn and f.opened"),
    ("Truth", "f.worn or f.opened"),
    ("Truth", "not f.worn"),
    ("Truth", "~f.worn"),
    ("Truth", "f.worn & f.listed"),
    ("Truth", "0 < f.items < 9"),
    ("Truth", "f.listed"),
    ("Ternary", "YES - f.listed"),
    ("Ternary", "f.listed + 1"),
    ("Ternary", "every(f.worn)"),
    ("Ternary", "every(f.payer)"),
    ("Ternary", "where(f.worn, YES, SELLER)"),
    ("Code", "f.payer + 1"),
    ("Code", "where(f.worn, SELLER, f.price)"),
    ("Count", "f.items * f.rate - f.items"),
    ("Steps", "Steps(f.late, f.price)"),
    ("Facts", "Facts(f.late, f.paid, 3, 1, 0, True, False, YES, SELLER)"),
    ("Facts", "Facts(5, f.paid, 3, 1, 0, f.listed, False, YES, SELLER)"),
)


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> set[str]:
    """The expressions that mypy refuses, of all of both kinds."""
    file = tmp_path_factory.mktemp("formulas") / "formulas.py"
    cases = [*RIGHT, *WRONG]
    lines = [f"def formula_{at}(f: Facts, t: Terms) -> {of}: return {text}" for at, (of, text) in enumerate(cases)]
    file.write_text(PREAMBLE + "\n".join(lines), "utf-8")
    # As configured for the project, with the cache that `make test` has just filled.
    mypy = [sys.executable, "-m", "mypy", file]
    checked = subprocess.run(mypy, cwd=HOME, capture_output=True, text=True, check=False)
    assert not checked.stderr
    first = PREAMBLE.count("\n") + 1
    errors = [line.split(":") for line in checked.stdout.splitlines() if ": error: " in line]
    assert {Path(name).name for name, *_ in errors} <= {file.name}, checked.stdout
    return {cases[int(number) - first][1] for _, number, *_ in errors}


def test_right_formulas_are_accepted(refused):
    assert [text for _, text in RIGHT if text in refused] == []


def test_each_wrong_formula_is_refused(refused):
    assert [text for _, text in WRONG if text not in refused] == []


MODULES = [path for path in sorted((HOME / "rules").rglob("*.py")) if "Fact[" in path.read_text("utf-8")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_of_formulas_has_its_truths_checked(path):
    assert path.name == "units.py" or path.read_text("utf-8").startswith(HEADER)
