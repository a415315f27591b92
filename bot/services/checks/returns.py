"""What the checks find in the returns of an account: labels that the wrong side paid, refunds, hazmat items."""

import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from bot.services.checks.refunds import check_refunds
from bot.services.checks.return_columns import Columns, Returns, read_returns
from bot.services.checks.unjudged import Counts, unjudged
from bot.services.columns import coded
from rules.checks.definitions import HAZMAT_RETURN, PAYER_MISMATCH, Finding, Verdict
from rules.checks.returns import HazmatFacts, hazmat_check
from rules.core.columns import sweep
from rules.core.decision import Interpretation
from rules.sfp.label import CHARGE, FREE_CATEGORIES, HAZMAT, REASON_CODES

_HAZMAT = re.compile(r"hazmat|hazardous|dangerous[ _-]?goods", re.IGNORECASE)


def check_returns(columns: Columns, today: date, reading: Interpretation) -> tuple[Counts, Counts, list[Finding]]:
    """How many returns and how many orders were not judged, by the reason, and what was found. Raises NoTerms."""
    returns = read_returns(columns, reading)
    orders, refunds = check_refunds(returns, today)
    return unjudged(returns.labels["verdict"]), orders, [*_payers(returns), *refunds, *_hazmat(returns)]


def _payers(returns: Returns) -> Iterator[Finding]:
    verdicts = returns.labels["verdict"]
    for row in np.flatnonzero(verdicts == Verdict.SELLER_PAID).tolist():
        yield _payer(returns, row, REASON_CODES, "checks.payer.seller_paid")
    for row in np.flatnonzero(verdicts == Verdict.BUYER_CHARGED).tolist():
        yield _payer(returns, row, CHARGE, "checks.payer.buyer_charged")


def _payer(returns: Returns, row: int, clause: str, sentence: str) -> Finding:
    category = returns.free_category(row)
    by_table = returns.assumed(row)
    if category:
        clause, sentence, by_table = FREE_CATEGORIES, "checks.payer.buyer_charged_free", ()
    elif returns.set_here(row):
        sentence += "_set"
    elif "A9" in by_table and clause == REASON_CODES:
        sentence += "_unless_free"
    return Finding(
        check=PAYER_MISMATCH,
        subject=returns.subject(row),
        clause=clause,
        sentence=sentence,
        cents=returns.columns["label_cost"][row],
        day=returns.columns["return_date"][row],
        values={"category": category} if category else {"reason": returns.reason(row)},
        assumptions=by_table if clause == REASON_CODES else tuple(name for name in by_table if name == "A5"),
    )


def _hazmat(returns: Returns) -> Iterator[Finding]:
    words = zip(returns.columns["category"], returns.columns["reason"], strict=True)
    named = coded([*words], lambda pair: any(word and _HAZMAT.search(word) for word in pair)) == 1
    facts = HazmatFacts(returns.home, returns.prime, named)
    verdicts = sweep(hazmat_check, facts, None, ("verdict",))["verdict"]
    for row in np.flatnonzero(verdicts == Verdict.HAZMAT).tolist():
        yield Finding(
            check=HAZMAT_RETURN,
            subject=returns.subject(row),
            clause=HAZMAT,
            sentence="checks.hazmat",
            cents=returns.columns["refunded"][row] or None,
            day=returns.columns["return_date"][row],
            assumptions=("A11",),
        )
