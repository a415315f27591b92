"""One case at a time: our formula and our whole decision beside rule engines."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from bench.cases import AS_OF, READING, TERMS, Columns, Told, case_of_told, facts_of_told, random_columns, rows_of
from bench.coded import ANSWER, work_out_coded
from bench.figures import Goal, Row
from bench.peers import openfisca_system, zen_graph
from bench.rounds import in_turns, micros_each
from rules.sfp.refund import RefundCase
from rules.sfp.refund_decision import decide

ROUNDS = 9
CASES = 1_000
OPENFISCA_CASES = 20
SEED = 7

ZEN, ZEN_TRACED, OPENFISCA = "zen-engine", "zen-engine, traced", "OpenFisca"


def rows() -> Iterator[Row]:
    """Work out and explain the same cases, told as plain values, with each engine."""
    columns = random_columns(CASES, SEED)
    told = list(rows_of(columns))
    given = [case_of_told(each).model_dump(exclude_unset=True) for each in told]
    engine, system = zen_graph.refund_engine(TERMS), openfisca_system.refund_system(TERMS)
    singles = [{name: np.array([value]) for name, value in each.items()} for each in told[:OPENFISCA_CASES]]
    taken = in_turns(
        ROUNDS,
        {
            "worked out": _each(lambda case: work_out_coded(facts_of_told(case), TERMS), told),
            ZEN: _each(lambda case: engine.evaluate(zen_graph.KEY, case), told),
            "decided": _each(lambda case: decide(RefundCase(**case), AS_OF, READING), given),
            ZEN_TRACED: _each(lambda case: engine.evaluate(zen_graph.KEY, case, {"trace": True}), told),
            "explained": _each(lambda row: decide(case_of_told(_row(columns, row)), AS_OF, READING), range(CASES)),
            OPENFISCA: _each(
                lambda case: openfisca_system.refunds(openfisca_system.simulation_of(system, case), ANSWER), singles
            ),
        },
    )
    yield Row("One refund, worked out", taken["worked out"], ZEN, taken[ZEN], "µs", Goal(10, "ours"))
    yield Row("One refund, worked out", taken["worked out"], OPENFISCA, taken[OPENFISCA], "µs")
    yield Row("One refund, with its reasons", taken["decided"], ZEN_TRACED, taken[ZEN_TRACED], "µs", Goal(30, "ours"))
    yield Row(
        "Any row of a sweep, explained", taken["explained"], ZEN_TRACED, taken[ZEN_TRACED], "µs", Goal(30, "ours")
    )


def _each(work: Callable[[Any], object], cases: Any) -> Callable[[], float]:
    def through() -> None:
        for case in cases:
            work(case)

    return micros_each(through, len(cases))


def _row(columns: Columns, row: int) -> Told:
    return {name: column.item(row) for name, column in columns.items()}
