"""What the checks find in the refunds of an account: each order with all that came back of it.

Reports give the amount of an order and not of its items, so that refunds are judged order by order.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.services.checks.return_columns import Returns
from bot.services.checks.unjudged import OUTSIDE, Counts, unjudged
from bot.services.columns import Groups, Wholes, coded, grouped, wholes
from rules.checks.definitions import IN_FULL, OVER_REFUND, UNDER_REFUND, Finding, Verdict
from rules.checks.returns import OrderFacts, OrderSteps, refund_check
from rules.core.columns import UNKNOWN_NUMBER, share, sweep
from rules.core.policy import terms
from rules.sfp.label import REASON_CODES
from rules.sfp.refund import RefundTerms

REPLACED = "replacementissued"

KINDS = {
    Verdict.ABOVE: (OVER_REFUND, IN_FULL, "checks.refund.above"),
    Verdict.LABEL_LEFT_IN: (OVER_REFUND, REASON_CODES, "checks.refund.label_left_in"),
    Verdict.BELOW: (UNDER_REFUND, IN_FULL, "checks.refund.below"),
    Verdict.FAR_BELOW: (UNDER_REFUND, IN_FULL, "checks.refund.far_below"),
}
"""The check, the clause and the sentence of what is found."""


def check_refunds(returns: Returns, today: date) -> tuple[Counts, list[Finding]]:
    """How many orders were not judged, by the reason, and what was found. Raises NoTerms."""
    figures = terms(RefundTerms, today)
    orders = grouped(returns.columns["order_id"])
    facts = _orders(returns, orders)
    steps = sweep(refund_check, facts, figures, OrderSteps._fields)
    counts = unjudged(steps["verdict"])
    results = [
        _finding(returns, facts, steps, figures, each, row) for each, row in _findings(returns, orders.of, steps)
    ]
    return {why: n for why, n in counts.items() if why not in OUTSIDE}, results


def _orders(returns: Returns, orders: Groups) -> OrderFacts:
    """All that came back of each order; what its rows do not say alike is not known."""
    columns, off = returns.columns, returns.labels["off"]
    refunded = wholes(columns["refunded"])
    replaced = coded(columns["resolution"], lambda word: (word or "").lower() == REPLACED) == 1
    return OrderFacts(
        home=orders.least(returns.home),
        prime=orders.least(returns.prime),
        rows=orders.sum(1),
        back=orders.sum(wholes(columns["quantity"])),
        ordered=orders.alike(wholes(columns["order_quantity"])),
        amount=orders.alike(wholes(columns["amount"])),
        refunded=orders.sum(np.maximum(refunded, 0)),
        highest=orders.largest(refunded),
        waiting=orders.sum((refunded <= 0) & ~replaced) > 0,
        replaced=orders.sum(replaced) > 0,
        label=np.where(orders.least(off) < 0, UNKNOWN_NUMBER, orders.sum(np.maximum(off, 0))),
        due=orders.sum(returns.labels["due"]) > 0,
        added=returns.reading.stacking == "added",
    )


def _findings(returns: Returns, order: Wholes, steps: Mapping[str, Wholes]) -> Iterator[tuple[int, int]]:
    """Each order with something to tell, and the return it is told of: the order's first."""
    columns = returns.columns
    wanted: NDArray[Any] = np.isin(steps["verdict"], list(KINDS))
    rows = np.flatnonzero(wanted[order]).tolist()
    rows.sort(key=lambda row: (columns["return_date"][row], columns["rma"][row], columns["item"][row]))
    first: dict[int, int] = {}
    for row in rows:
        first.setdefault(int(order[row]), row)
    yield from first.items()


def _finding(
    returns: Returns, facts: OrderFacts, steps: Mapping[str, Wholes], figures: RefundTerms, order: int, row: int
) -> Finding:
    verdict, amount, stake = Verdict(steps["verdict"][order]), int(facts.amount[order]), int(steps["stake"][order])
    check, clause, sentence = KINDS[verdict]
    refunded = facts.highest if verdict is Verdict.ABOVE else facts.refunded
    by_label = int(facts.label[order]) > 0 and verdict is not Verdict.ABOVE
    by_caps = ("A1",) if verdict is Verdict.FAR_BELOW else ()
    return Finding(
        check=check,
        subject=returns.subject(row),
        clause=clause,
        sentence=sentence,
        cents=stake,
        day=returns.columns["return_date"][row],
        values={
            "amount": amount,
            "refunded": int(refunded[order]),
            "off": stake,
            "reason": returns.reason(row),
            "late": share(amount, figures.late_share),
            "worn": share(amount, figures.condition_share),
        },
        assumptions=(*by_caps, *(returns.assumed(row) if by_label else ()), "A14"),
    )
