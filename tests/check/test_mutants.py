# ruff: noqa: T201 - the counts are for whoever runs this
"""Every small change to a formula is noticed: by the worked examples, or because it no longer agrees with the oracle.

A mutant is a rule's module with one operator, constant or branch changed. It is loaded in the place of the real one,
with every module of the rules loaded afresh around it.
"""

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
from pathlib import Path

import numpy as np
import pytest

from tests.rules import agreement

RULES = Path(agreement.refund.__file__).parents[1]
MODULES = (
    "sfp.refund", "sfp.label", "sfp.listing", "renewed.eligibility", "renewed.standing", "core.truth", "core.columns",
    "checks.returns", "checks.offers", "renewed.invoices",
)  # fmt: skip
ONLY_WITHIN = {"core.columns": "share", "renewed.invoices": "line_"}
"""The functions mutated, where not the whole module is."""

NOT_LATE = "a day nobody told counts as inside the window, and so does any other that is not late or accepted"
NOT_SHOWN = "a cost nobody told is never shown: the outcome says it is not known, or that nothing is deducted"
NO_SAY = "it has no say in what is read of the answer"
EQUIVALENT = {
    "sfp.refund.facts_of: case.days_late or 0 -> case.days_late or 1": NOT_LATE,
    "sfp.refund.facts_of: case.days_late or 0 -> case.days_late or -1": NOT_LATE,
    "sfp.refund.facts_of: case.days_to_acceptance or 0 -> case.days_to_acceptance or -1": NOT_LATE,
    "sfp.label.steps_of: case.cost or 0 -> case.cost or 1": NOT_SHOWN,
    "sfp.label.steps_of: case.cost or 0 -> case.cost or -1": NOT_SHOWN,
    "checks.offers.offer_checks: listing.ListingFacts(False, facts.restock_ahead, facts.stock == 0, facts.twin,"
    " facts.identical) -> listing.ListingFacts(True, facts.restock_ahead, facts.stock == 0, facts.twin,"
    " facts.identical)": NO_SAY,
    "checks.returns.label_check: label.LabelFacts(facts.free, facts.reason, 0)"
    " -> label.LabelFacts(facts.free, facts.reason, 1)": NO_SAY,
    "checks.returns.label_check: label.LabelFacts(facts.free, facts.reason, 0)"
    " -> label.LabelFacts(facts.free, facts.reason, -1)": NO_SAY,
    "checks.returns._refund_min: 0 -> -1": NO_SAY,
    "checks.returns._refund_min: False -> True": NO_SAY,
}
"""Mutants that no case can tell from the original, and why."""

COMPARED = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMBINED = {
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
OPPOSITE = {"least": "most", "most": "least"}
UNREAD = ("annotation", "returns", "decorator_list")
"""Parts of the tree that a formula does not compute with."""


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one thing about it changed."""
    match node:
        case ast.Compare(ops=[op]):
            yield from (_with(node, ops=[other()]) for other in COMPARED[type(op)])
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in COMBINED:
            yield _with(node, op=COMBINED[type(op)]())
        case ast.Constant(value=bool() | int() as value):
            others = (not value,) if isinstance(value, bool) else (value + 1, value - 1)
            yield from map(ast.Constant, others)
        case ast.IfExp(body=body, orelse=orelse):
            yield _with(node, body=orelse, orelse=body)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Call(func=ast.Name(name), args=args):
            yield from _calls(node, name, args)


def _calls(node: ast.Call, name: str, args: list[ast.expr]) -> Iterator[ast.AST]:
    """`where` with its branches swapped, `negate` dropped, `least` and `most` exchanged."""
    if name == "where":
        yield _with(node, args=[args[0], args[2], args[1]])
    if name == "negate":
        yield args[0]
    if name in OPPOSITE:
        yield _with(node, func=ast.Name(OPPOSITE[name], ast.Load()))


def _with(node: ast.AST, **changed: object) -> ast.AST:
    other = deepcopy(node)
    for name, value in changed.items():
        setattr(other, name, value)
    return other


def mutants(module: str) -> Iterator[tuple[str, ast.Module]]:
    """Every mutant of a module, and how it differs: `refund.work_out: late & excepted -> late | excepted`."""
    tree = ast.parse((RULES / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    for within, parent, node, put in list(_places(tree, module)):
        if ONLY_WITHIN.get(module, "") not in within:
            continue
        was = ast.unparse(parent if isinstance(parent, ast.expr) else node)
        for other in variants(node):
            put(other)
            now = ast.unparse(parent if isinstance(parent, ast.expr) else other)
            yield f"{within}: {was} -> {now}", ast.fix_missing_locations(deepcopy(tree))
            put(node)


def _places(parent: ast.AST, within: str) -> Iterator[tuple[str, ast.AST, ast.AST, Callable[[ast.AST], None]]]:
    """Every node below a node: its function's name, its parent, itself, and a way to put another in its place."""
    for name, value in ast.iter_fields(parent):
        if name in UNREAD or not isinstance(value, (ast.AST, list)):
            continue
        children = value if isinstance(value, list) else [value]
        for place, child in enumerate(children):
            if not isinstance(child, ast.AST):
                continue
            inner = f"{within}.{child.name}" if isinstance(child, (ast.FunctionDef, ast.ClassDef)) else within
            if isinstance(value, list):
                yield inner, parent, child, lambda other, among=value, place=place: among.__setitem__(place, other)
            else:
                yield inner, parent, child, lambda other, parent=parent, name=name: setattr(parent, name, other)
            yield from _places(child, inner)


class Mutant(MetaPathFinder, Loader):
    """Loads a tree in the place of a module."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.code = name, compile(tree, f"<mutant of {name}>", "exec")

    def find_spec(self, name, *_where):
        return spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module):
        exec(self.code, module.__dict__)  # noqa: S102 - our own source, one operator changed


AFRESH = ("rules", "agreement", "worked_examples", "test_assumptions", "test_three_values")


@contextmanager
def loaded(mutant: Mutant) -> Iterator[None]:
    """The mutant in its module's place, and everything that rests on it loaded anew; put back afterwards."""
    real = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in AFRESH}
    sys.meta_path.insert(0, mutant)
    try:
        yield
    finally:
        sys.meta_path.remove(mutant)
        for name in [name for name in sys.modules if name.partition(".")[0] in AFRESH]:
            del sys.modules[name]
        sys.modules.update(real)


def cases() -> dict[str, tuple[list[tuple], list[np.ndarray], np.ndarray]]:
    """The boundary of each formula as rows and as columns, and what the oracle says of it."""
    told = {}
    for name, dual in agreement.DUALS.items():
        rows = list(dual.boundary())
        told[name] = rows, agreement.columns_of(rows), dual.by_the_oracle(rows)
    return told


def survives(boundary: dict[str, tuple[list[tuple], list[np.ndarray], np.ndarray]]) -> bool:
    """Whether the rules as now loaded pass every worked example and agree with the oracle at every boundary."""
    try:
        examples = importlib.import_module("worked_examples")
        if any(map(examples.missteps, examples.EXAMPLES)):
            return False
        register = importlib.import_module("test_assumptions").RESTS_ON
        if not all(name in examples.decided(with_it).assumptions for name, (with_it, _) in register.items()):
            return False
        if any(name in examples.decided(other).assumptions for name, (_, other) in register.items() if other):
            return False
        importlib.import_module("test_three_values").check_kleenes_tables()
        return all(_agrees(dual, *boundary[name]) for name, dual in importlib.import_module("agreement").DUALS.items())
    except Exception:  # noqa: BLE001 - a mutant that falls over is noticed too
        return False


def _agrees(dual, rows: list[tuple], columns: list[np.ndarray], told: np.ndarray) -> bool:
    few = slice(None, None, 97)
    return np.array_equal(dual.on_columns(columns), told) and np.array_equal(dual.on_single_cases(rows[few]), told[few])


@pytest.fixture(scope="module")
def boundary():
    return cases()


def test_the_rules_as_they_are_survive(boundary):
    unchanged = Mutant("rules.sfp.refund", ast.parse((RULES / "sfp/refund.py").read_text("utf-8")))
    with loaded(unchanged):
        assert survives(boundary)


@pytest.mark.parametrize("module", MODULES)
def test_every_mutant_dies(module, boundary):
    tried, survivors = 0, []
    for name, tree in mutants(module):
        tried += 1
        with loaded(Mutant(f"rules.{module}", tree)):
            if survives(boundary):
                survivors.append(name)
    print(f"{module}: {tried} mutants, {tried - len(survivors)} killed, {len(survivors)} equivalent")
    assert sorted(survivors) == sorted(name for name in EQUIVALENT if name.startswith(module))
