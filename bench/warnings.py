"""What it costs to look ahead: a sweep over accounts, one over offers, and a backtest of a year and more."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain

import numpy as np

from bench.figures import Goal, Row
from bench.rounds import cpu_seconds, in_turns
from bench.scoring import OURS, history_of
from bench.worlds import DAYS, FIRST_DAY, WINDOW, World, world
from rules.warnings.backtest import replay
from rules.warnings.cohorts import DefectRow, OrderRow, cohorts_of
from rules.warnings.forecast import outlooks
from rules.warnings.states import Evaluation, State, advance

SEED, ROUNDS = 1, 3
ACCOUNTS, OFFERS = 2_000, 100_000
TODAY = FIRST_DAY + timedelta(days=DAYS - 1)

Rows = tuple[list[OrderRow], list[DefectRow]]


def rows() -> Iterator[Row]:
    """Each sweep beside half of it, taken twice: a cost that grows with the square would show."""
    for metric, count, limit in (("odr", ACCOUNTS, 0.25), ("offer-rqs", OFFERS, 5)):
        made = world(metric, SEED)
        whole, half = held(made, count), held(made, count // 2)
        work = {"whole": seconds(metric, whole), "half": seconds(metric, half)}
        taken = in_turns(ROUNDS, work)
        what = "accounts" if metric == "odr" else "offers"
        twice = [2 * each for each in taken["half"]]
        yield Row(
            f"A look ahead for {count:,} {what}", taken["whole"], "half of them, twice", twice, "s", Goal(limit, "ours")
        )
    history = history_of(world("odr", SEED))
    took = cpu_seconds(lambda: replay(history, "odr", OURS))
    what = f"A backtest of {len(history.units):,} accounts over {DAYS} days"
    yield Row(what, [took], "the goal", [120.0], "s", Goal(120, "ours"))


def held(made: World, count: int) -> Rows:
    """What storage would give of the last window of so many units: a world's, as often as it takes."""
    copies = range(-(-count // len(made.orders)))
    taken = (_of_copy(made, copy, count) for copy in copies)
    orders, defects = zip(*taken, strict=True)
    return list(chain.from_iterable(orders)), list(chain.from_iterable(defects))


def _of_copy(made: World, copy: int, count: int) -> Rows:
    first, since = copy * len(made.orders), DAYS - WINDOW
    days = [FIRST_DAY + timedelta(days=day) for day in range(DAYS)]
    units, at = np.nonzero(made.orders[: count - first, since:])
    sold = made.orders[units, at + since].tolist()
    orders = [(f"{first + u}", days[d + since], n) for u, d, n in zip(units.tolist(), at.tolist(), sold, strict=True)]
    recent = (made.ordered >= since) & (made.reported < DAYS) & (made.unit < count - first)
    found = zip(made.unit[recent].tolist(), made.ordered[recent].tolist(), made.reported[recent].tolist(), strict=True)
    return orders, [(f"{first + u}", days[o], days[r], 1) for u, o, r in found]


def seconds(metric: str, told: Rows) -> Callable[[], float]:
    """CPU seconds from rows to every unit's next state."""
    states: dict[str, State] = {}

    def look() -> None:
        cohorts = cohorts_of(*told, TODAY, WINDOW)
        ahead = outlooks(cohorts, metric, OURS.page, OURS.forecast)
        for subject, level, stays in zip(cohorts.subjects, ahead.level.tolist(), ahead.stays.tolist(), strict=True):
            states[subject], _ = advance(states.get(subject), Evaluation(TODAY, level, stays, True), OURS.warnings)

    return lambda: cpu_seconds(look)
