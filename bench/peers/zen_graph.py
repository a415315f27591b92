"""The refund as a decision graph of zen-engine, whose numbers are decimals and therefore exact."""

from typing import Any

import zen

from bench.coded import CONDITION, DECIDED, LATE, NEEDS_INFO, NOT_RECEIVED, SOFTWARE
from rules.core.columns import MILLION
from rules.sfp.reasons import BUYER, MISSING
from rules.sfp.refund import RefundTerms

KEY = "refund"


def refund_engine(terms: RefundTerms) -> zen.ZenEngine:
    """An engine that holds the graph as `KEY`; cases go in as dictionaries.

    Of zen-engine's ways to evaluate this one is the quickest: a decision held by itself takes eight times as long.
    """
    return zen.ZenEngine({"loader": {"type": "static", "content": {KEY: _graph(_expressions(terms))}}})


def _expressions(terms: RefundTerms) -> dict[str, str]:
    """Each step by its name; `$.name` is a step before it."""
    late_share, condition_share, software_share = (
        share / MILLION for share in (terms.late_share, terms.condition_share, terms.software_share)
    )
    return {
        "base": "not_received ? 0 : max([price, 0])",
        "late_fee": f"days_late > {terms.late_after} and not (accepted_day in [1..{terms.exception_days}])",
        "worn": "condition and not seller_error",
        "opened": "opened_software and not amazon_error",
        "late_cap": f"$.late_fee ? floor($.base * {late_share}) : 0",
        "condition_cap": f"$.worn ? floor($.base * {condition_share}) : 0",
        "software_cap": f"$.opened ? floor($.base * {software_share}) : 0",
        "cap": "max([$.late_cap, $.condition_cap, $.software_cap])",
        "cap_added": "min([$.late_cap + $.condition_cap + $.software_cap, $.base])",
        "label_deduction": f"payer == {BUYER} ? min([label, $.base]) : 0",
        "refund_max": "not_received ? max([total, 0]) : $.base",
        "refund_min": "max([$.refund_max - $.cap - $.label_deduction, 0])",
        "known": f"not_received ? total >= 0 : price >= 0 and (label == 0 or payer != {MISSING})",
        "status": f"$.known ? {DECIDED} : {NEEDS_INFO}",
        "reason": (
            f"not_received ? {NOT_RECEIVED} : ($.late_fee ? {LATE} : 0)"
            f" + ($.worn ? {CONDITION} : 0) + ($.opened ? {SOFTWARE} : 0)"
        ),
    }


def _graph(expressions: dict[str, str]) -> dict[str, Any]:
    steps = [{"id": name, "key": name, "value": value} for name, value in expressions.items()]
    return {
        "nodes": [
            {"id": "case", "type": "inputNode", "name": "case"},
            {"id": "steps", "type": "expressionNode", "name": "steps", "content": {"expressions": steps}},
            {"id": "answer", "type": "outputNode", "name": "answer"},
        ],
        "edges": [
            {"id": "in", "type": "edge", "sourceId": "case", "targetId": "steps"},
            {"id": "out", "type": "edge", "sourceId": "steps", "targetId": "answer"},
        ],
    }
