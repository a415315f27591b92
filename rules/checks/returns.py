# mypy: enable-error-code="truthy-bool"
"""The checks of returns: who paid the label, what was refunded, what is hazmat.

Only Prime returns in our marketplace are judged. A row that may be right, as far as reports go, is not a finding.
"""

from typing import NamedTuple

from rules.checks.definitions import Verdict
from rules.core.columns import UNKNOWN_NUMBER, most, negate, where
from rules.core.truth import NO, UNKNOWN
from rules.core.units import Cents, Code, Count, Fact, Ternary, Truth
from rules.core.value import value
from rules.sfp import label, refund
from rules.sfp.reasons import BUYER, MISSING, SELLER, UNDETERMINED


@value
class LabelFacts:
    """What the check of a label reads of a return.

    `reported_payer` is who pays by Amazon's report: SELLER, BUYER, or MISSING where it does not say. `reason` is a
    number of the payer table, -1 where none was given. `cost` is -1 where unknown; `prepaid` is whether the seller
    advanced it.
    """

    home: Fact[Ternary]
    prime: Fact[Ternary]
    free: Fact[Truth]
    reason: Fact[Code]
    reported_payer: Fact[Code]
    cost: Fact[Cents]
    prepaid: Fact[Truth]


class LabelSteps(NamedTuple):
    """Who pays by our table, as numbered in `rules.sfp.reasons`, and the verdict on what Amazon's report says.

    `off` is the most that the label may take off the refund, -1 where the buyer may have to pay one of unknown cost.
    `due` is whether the buyer certainly pays what the seller advanced.
    """

    payer: Code
    off: Cents
    due: Truth
    verdict: Code


def label_check(facts: LabelFacts, payers: tuple[Code, ...]) -> LabelSteps:
    """Whether the seller paid what could be deducted, or the buyer was charged what the seller has to pay."""
    payer = label.work_out(label.LabelFacts(facts.free, facts.reason, 0), payers).payer
    by_seller, by_buyer = (
        (facts.reported_payer == SELLER) | (payer == SELLER),
        (facts.reported_payer == BUYER) | (payer == BUYER),
    )
    off = where(by_seller & negate(by_buyer), 0, facts.cost)
    due = (payer == BUYER) & (facts.reported_payer != SELLER) & facts.prepaid & (facts.cost > 0)

    charged = where((facts.reported_payer == BUYER) & (payer == SELLER), Verdict.BUYER_CHARGED, Verdict.FINE)
    mismatch = where((facts.reported_payer == SELLER) & (payer == BUYER), Verdict.SELLER_PAID, charged)
    listed = where(payer == UNDETERMINED, Verdict.UNLISTED, where(payer == MISSING, Verdict.NO_REASON, mismatch))
    verdict = where(facts.reported_payer == MISSING, Verdict.NO_PAYER, listed)
    return LabelSteps(payer, off, due, _within(facts.home, facts.prime, verdict))


@value
class OrderFacts:
    """What the check of a refund reads of all returns of one order; -1 where a number is unknown.

    `rows` are the returns of the order and `back` their items, of `ordered`. `amount` is that of the whole order.
    `refunded` is the sum of the refunds and `highest` the largest of them. `waiting` is whether one of them is not paid
    yet, `replaced` whether the buyer got another item instead. `label` is the most that labels may take off, -1 where
    the buyer may have to pay one of unknown cost; `due` is whether the buyer certainly pays it and the seller advanced
    it.
    """

    home: Fact[Ternary]
    prime: Fact[Ternary]
    rows: Fact[Count]
    back: Fact[Count]
    ordered: Fact[Count]
    amount: Fact[Cents]
    refunded: Fact[Cents]
    highest: Fact[Cents]
    waiting: Fact[Truth]
    replaced: Fact[Truth]
    label: Fact[Cents]
    due: Fact[Truth]
    added: Fact[Truth]


class OrderSteps(NamedTuple):
    """The least that had to be refunded, the verdict, and by how much the refund differs."""

    least: Cents
    verdict: Code
    stake: Cents


def refund_check(facts: OrderFacts, terms: refund.RefundTerms) -> OrderSteps:
    """Whether an order was refunded too little or too much. Reports show no ground for a deduction but the label."""
    least = _refund_min(facts, terms, worn=False)
    far = facts.refunded < _refund_min(facts, terms, worn=True)
    below = facts.refunded < least
    left_in = facts.due & (facts.rows == 1) & (facts.refunded > least)
    judged = where(
        below, where(far, Verdict.FAR_BELOW, Verdict.BELOW), where(left_in, Verdict.LABEL_LEFT_IN, Verdict.FINE)
    )
    above = (facts.amount >= 0) & (facts.highest > facts.amount)
    verdict = where(above, Verdict.ABOVE, _known(facts, judged))
    off = where(above, facts.highest - facts.amount, where(below, least - facts.refunded, facts.refunded - least))
    scoped = _within(facts.home, facts.prime, verdict)
    finding = (scoped > Verdict.FINE) & (scoped < Verdict.ELSEWHERE)
    return OrderSteps(least, scoped, where(finding, off, 0))


def _refund_min(facts: OrderFacts, terms: refund.RefundTerms, *, worn: bool) -> Cents:
    """The least to refund for the whole order; with `worn` as if it came late and used, which no report shows."""
    order = refund.RefundFacts(
        price=facts.amount,
        total=UNKNOWN_NUMBER,
        days_late=terms.late_after + worn,
        accepted_day=0,
        condition=worn,
        opened_software=False,
        seller_error=False,
        amazon_error=False,
        not_received=False,
        label=most(facts.label, 0),
        payer=BUYER,
        deduct=UNKNOWN_NUMBER,
        added=facts.added,
    )
    return refund.work_out(order, terms).refund_min


def _known(facts: OrderFacts, judged: Code) -> Code:
    """The verdict, or what has to be known for one and is not."""
    in_full = facts.refunded == facts.amount
    unpriced = where((facts.label < 0) & negate(in_full), Verdict.NO_COST, judged)
    part = where(facts.back != facts.ordered, Verdict.PART, unpriced)
    shared = where(facts.refunded > facts.amount, Verdict.SHARED, part)
    replaced = where(facts.replaced, Verdict.REPLACED, shared)
    waiting = where(facts.waiting, Verdict.WAITING, replaced)
    return where(facts.amount < 0, Verdict.NO_AMOUNT, waiting)


@value
class HazmatFacts:
    """What the check for hazmat reads of a return."""

    home: Fact[Ternary]
    prime: Fact[Ternary]
    hazmat: Fact[Truth]


class HazmatSteps(NamedTuple):
    """The verdict on a return."""

    verdict: Code


def hazmat_check(facts: HazmatFacts, _terms: None = None) -> HazmatSteps:
    """Whether a hazmat item came back, as most of them cannot be returned (A11)."""
    return HazmatSteps(_within(facts.home, facts.prime, where(facts.hazmat, Verdict.HAZMAT, Verdict.FINE)))


def _within(home: Ternary, prime: Ternary, verdict: Code) -> Code:
    """The verdict for a Prime return in our marketplace; other returns are under other rules."""
    prime_known = where(prime == UNKNOWN, Verdict.PRIME_UNKNOWN, verdict)
    placed = where(home == UNKNOWN, Verdict.UNPLACED, prime_known)
    return where(home == NO, Verdict.ELSEWHERE, where(prime == NO, Verdict.NOT_PRIME, placed))
