"""Returns as reports tell them, against the policy: who paid the label, what was refunded, what is hazmat.

Only Prime returns in Canada are judged, and only as far as the report tells: a row that could be right is not found.
"""

from dataclasses import dataclass
from typing import NamedTuple

from rules.checks.definitions import Verdict
from rules.core.columns import UNKNOWN_NUMBER, Truth, Whole, most, negate, where
from rules.core.truth import NO, UNKNOWN
from rules.sfp import label, refund
from rules.sfp.reasons import BUYER, MISSING, SELLER, UNDETERMINED


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """A return as the check of its label reads it.

    `canadian` and `prime` are NO, UNKNOWN or YES. `told` is who pays by Amazon's own word: SELLER, BUYER, or MISSING
    where the report does not say. `reason` is a number of the payer table, -1 where none was given. `cost` is in
    cents, -1 where unknown; `prepaid` is whether the seller laid it out.
    """

    canadian: Whole
    prime: Whole
    free: Truth
    reason: Whole
    told: Whole
    cost: Whole
    prepaid: Truth


class LabelSteps(NamedTuple):
    """Who pays by our table, as numbered in `rules.sfp.reasons`, and what that makes of Amazon's word.

    `off` is the most that the label may take off the refund, -1 where the buyer may have to pay one of unknown cost.
    `due` is whether nobody disputes that the buyer pays what the seller laid out.
    """

    payer: Whole
    off: Whole
    due: Truth
    verdict: Whole


def label_check(facts: LabelFacts, payers: tuple[int, ...]) -> LabelSteps:
    """Amazon's word against our table: the seller paid what could be deducted, or the buyer was charged."""
    payer = label.work_out(label.LabelFacts(facts.free, facts.reason, 0), payers).payer
    by_seller, by_buyer = (facts.told == SELLER) | (payer == SELLER), (facts.told == BUYER) | (payer == BUYER)
    off = where(by_seller & negate(by_buyer), 0, facts.cost)
    due = (payer == BUYER) & (facts.told != SELLER) & facts.prepaid & (facts.cost > 0)

    charged = where((facts.told == BUYER) & (payer == SELLER), Verdict.BUYER_CHARGED, Verdict.FINE)
    mismatch = where((facts.told == SELLER) & (payer == BUYER), Verdict.SELLER_PAID, charged)
    untold = where(payer == UNDETERMINED, Verdict.UNLISTED, where(payer == MISSING, Verdict.NO_REASON, mismatch))
    verdict = where(facts.told == MISSING, Verdict.NO_PAYER, untold)
    return LabelSteps(payer, off, due, _within(facts.canadian, facts.prime, verdict))


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """All that came back of one order, as the check of its refund reads it. Sums in cents, -1 where unknown.

    `rows` are the returns that name the order and `back` their items, of `ordered`. `amount` is that of the whole
    order. `refunded` is the sum of the refunds and `highest` the largest of them. `waiting` is whether one of them is
    not paid yet, `replaced` whether the buyer got another item instead. `label` is the most that labels may take off,
    -1 where the buyer may have to pay one whose cost is unknown; `due` whether it is sure that the buyer pays it and
    the seller laid it out.
    """

    canadian: Whole
    prime: Whole
    rows: Whole
    back: Whole
    ordered: Whole
    amount: Whole
    refunded: Whole
    highest: Whole
    waiting: Truth
    replaced: Truth
    label: Whole
    due: Truth
    added: Truth


class OrderSteps(NamedTuple):
    """What the report supports refunding at least, the verdict, and the cents by which the refund is off."""

    least: Whole
    verdict: Whole
    stake: Whole


def refund_check(facts: OrderFacts, terms: refund.RefundTerms) -> OrderSteps:
    """The refund against the order, with no ground for keeping anything but a label: no report tells another."""
    least = _refund_min(facts, terms, worn=False)
    far = facts.refunded < _refund_min(facts, terms, worn=True)
    below = facts.refunded < least
    left_in = facts.due & (facts.rows == 1) & (facts.refunded > least)
    judged = where(
        below, where(far, Verdict.FAR_BELOW, Verdict.BELOW), where(left_in, Verdict.LABEL_LEFT_IN, Verdict.FINE)
    )
    above = (facts.amount >= 0) & (facts.highest > facts.amount)
    verdict = where(above, Verdict.ABOVE, _untold(facts, judged))
    off = where(above, facts.highest - facts.amount, where(below, least - facts.refunded, facts.refunded - least))
    scoped = _within(facts.canadian, facts.prime, verdict)
    found = (scoped > Verdict.FINE) & (scoped < Verdict.ELSEWHERE)
    return OrderSteps(least, scoped, where(found, off, 0))


def _refund_min(facts: OrderFacts, terms: refund.RefundTerms, *, worn: bool) -> Whole:
    """The least to refund for the whole order; `worn` as if it came late and used, which no report tells."""
    told = refund.RefundFacts(
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
    return refund.work_out(told, terms).refund_min


def _untold(facts: OrderFacts, judged: Whole) -> Whole:
    """The verdict, or what the report does not tell for one."""
    in_full = facts.refunded == facts.amount
    unpriced = where((facts.label < 0) & negate(in_full), Verdict.NO_COST, judged)
    part = where(facts.back != facts.ordered, Verdict.PART, unpriced)
    shared = where(facts.refunded > facts.amount, Verdict.SHARED, part)
    replaced = where(facts.replaced, Verdict.REPLACED, shared)
    waiting = where(facts.waiting, Verdict.WAITING, replaced)
    return where(facts.amount < 0, Verdict.NO_AMOUNT, waiting)


@dataclass(frozen=True, slots=True)
class HazmatFacts:
    """A return as the check for hazmat reads it; `canadian` and `prime` are NO, UNKNOWN or YES."""

    canadian: Whole
    prime: Whole
    hazmat: Truth


class HazmatSteps(NamedTuple):
    """What a return of such an item is."""

    verdict: Whole


def hazmat_check(facts: HazmatFacts, _terms: None = None) -> HazmatSteps:
    """Most hazmat items cannot be returned (A11), so a return of one is worth a look."""
    return HazmatSteps(_within(facts.canadian, facts.prime, where(facts.hazmat, Verdict.HAZMAT, Verdict.FINE)))


def _within(canadian: Whole, prime: Whole, verdict: Whole) -> Whole:
    """The verdict, for a Prime return in Canada: other returns are under other rules."""
    prime_known = where(prime == UNKNOWN, Verdict.PRIME_UNKNOWN, verdict)
    placed = where(canadian == UNKNOWN, Verdict.UNPLACED, prime_known)
    return where(canadian == NO, Verdict.ELSEWHERE, where(prime == NO, Verdict.NOT_PRIME, placed))
