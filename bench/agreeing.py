"""Whether the peers, and our own two other ways of answering, say the same as our formula over columns."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.cases import AS_OF, READING, TERMS, Columns, case_of_told, facts_of_told, random_columns, rows_of
from bench.coded import DECIDED, Coded, work_out_coded
from bench.figures import Agreement
from bench.peers import openfisca_system, polars_columns, zen_graph
from rules.core import money
from rules.core.columns import MILLION, sweep
from rules.core.decision import Status
from rules.sfp.refund_decision import decide

CASES = 30_000
SEED = 20_261_120

Different = NDArray[np.bool_]


def agreements() -> Iterator[Agreement]:
    """Compare everybody on the same cases. Raises AssertionError where a peer that is exact differs from us."""
    columns = random_columns(CASES, SEED)
    ours = dict(sweep(work_out_coded, facts_of_told(columns), TERMS, Coded._fields))
    yield _exact("our formula case by case", _one_by_one(columns, ours))
    yield _exact("our whole decision", _explained(columns, ours))
    yield _exact("zen-engine", _zen(columns, ours))
    yield _exact("polars", _polars(columns, ours))
    yield _openfisca(columns, ours)


def _exact(who: str, different: Different) -> Agreement:
    count = int(different.sum())
    if count:
        raise AssertionError(f"{who} differs from our sweep in {count} cases, first in row {different.argmax()}")
    return Agreement(who, CASES, 0)


def _different(answers: Columns, ours: Columns) -> Different:
    """The rows in which any column differs."""
    different: Different = np.any([answers[name] != ours[name] for name in Coded._fields], axis=0)
    return different


def _columns(answers: list[tuple[Any, ...]]) -> Columns:
    return dict(zip(Coded._fields, np.array(answers).T, strict=True))


def _one_by_one(columns: Columns, ours: Columns) -> Different:
    answers = [work_out_coded(facts_of_told(told), TERMS) for told in rows_of(columns)]
    return _different(_columns([tuple(each) for each in answers]), ours)


def _explained(columns: Columns, ours: Columns) -> Different:
    """The whole decision has no number for a sum it does not know, so only those it gives are compared."""
    answers = rows_of(ours)
    return np.array([not _says(told, next(answers)) for told in rows_of(columns)])


def _says(told: dict[str, Any], answer: dict[str, int]) -> bool:
    decision = decide(case_of_told(told), AS_OF, READING)
    sums = {name: getattr(decision.outcome, name) for name in Coded._fields[2:]}
    if (decision.status == Status.DECIDED) != (answer["status"] == DECIDED):
        return False
    return all(told_sum in (None, money.amount(answer[name])) for name, told_sum in sums.items())


def _zen(columns: Columns, ours: Columns) -> Different:
    engine = zen_graph.refund_engine(TERMS)
    results = [engine.evaluate(zen_graph.KEY, told)["result"] for told in rows_of(columns)]
    return _different(_columns([tuple(each[name] for name in Coded._fields) for each in results]), ours)


def _polars(columns: Columns, ours: Columns) -> Different:
    answers = polars_columns.refunds(polars_columns.frame_of(columns), TERMS, Coded._fields)
    return _different({name: answers[name].to_numpy() for name in Coded._fields}, ours)


def _openfisca(columns: Columns, ours: Columns) -> Agreement:
    """OpenFisca is exact as long as no sum outgrows its whole numbers; every other difference raises."""
    simulation = openfisca_system.simulation_of(openfisca_system.refund_system(TERMS), columns)
    different = _different(openfisca_system.refunds(simulation, Coded._fields), ours)
    too_large = _largest_sum(columns) > openfisca_system.LARGEST_WHOLE
    _exact("OpenFisca, where its whole numbers suffice", different & ~too_large)
    return Agreement("OpenFisca", CASES, int(different.sum()), "sums over 21.4 million dollars overflow its 32 bits")


def _largest_sum(columns: Columns) -> NDArray[np.int64]:
    """What the caps may add up to: every share of the price."""
    shares = TERMS.late_share + TERMS.condition_share + TERMS.software_share
    largest: NDArray[np.int64] = columns["price"] * shares // MILLION
    return largest
