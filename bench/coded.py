"""A refund as every peer answers it: a status, a reason code and sums in cents."""

from typing import NamedTuple

from rules.core.columns import where
from rules.core.units import Cents, Code, Truth
from rules.sfp.refund import RefundFacts, RefundTerms, work_out

NEEDS_INFO, DECIDED = range(2)

LATE, CONDITION, SOFTWARE, NOT_RECEIVED = 1, 2, 4, 8
"""The reason code is the sum of the clauses that let something be kept, or `NOT_RECEIVED`."""


class Coded(NamedTuple):
    """One answer, or columns of them."""

    status: Code
    reason: Code
    cap: Cents
    cap_added: Cents
    label_deduction: Cents
    refund_min: Cents
    refund_max: Cents


ANSWER = ("status", "reason", "refund_min", "refund_max")
"""What a sweep over many cases keeps."""


def work_out_coded(facts: RefundFacts, terms: RefundTerms) -> Coded:
    """Our formula, with its truths put into codes."""
    steps = work_out(facts, terms)
    clauses = _bit(steps.late_fee, LATE) + _bit(steps.worn, CONDITION) + _bit(steps.opened, SOFTWARE)
    return Coded(
        status=where(steps.known, DECIDED, NEEDS_INFO),
        reason=where(facts.not_received, NOT_RECEIVED, clauses),
        cap=steps.cap,
        cap_added=steps.cap_added,
        label_deduction=steps.label_deduction,
        refund_min=steps.refund_min,
        refund_max=steps.refund_max,
    )


def _bit(truth: Truth, code: int) -> Code:
    return where(truth, code, 0)
