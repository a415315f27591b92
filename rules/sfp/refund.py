# mypy: enable-error-code="truthy-bool"
"""How much of a refund may be kept: the case, the figures and the formula (Seller Fulfilled Prime, Refund amount).

`rules.sfp.refund_decision` turns the steps worked out here into an answer with its reasons.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, NamedTuple

from rules.core.columns import UNKNOWN_NUMBER, least, most, negate, share, where
from rules.core.decision import Case, Interpretation
from rules.core.policy import SFP
from rules.core.units import Cents, Code, Days, Fact, Rate, Truth
from rules.core.value import value
from rules.sfp.label import LabelCase, steps_of
from rules.sfp.reasons import BUYER, MISSING, return_reasons

NO_GRADE, SUPPORTED, ARGUABLE, UNSUPPORTED = range(4)
GRADES = (None, "supported", "arguable", "unsupported")
"""The grade of a proposed deduction, by number (A1)."""

CONDITIONS = ("used", "damaged", "missing_parts", "not_original")


class RefundCase(Case):
    """A return as the seller describes it. Money is in cents; a field that is None or False was not mentioned.

    `late` is how many days after the return window's end the item was received, which `received` and `window_end` say
    by date. `accepted` is the day on which Amazon accepted the return as an exception, `accepted_day` the same counted
    from the window's end. `deduct` is a proposed deduction to be graded.
    """

    price: int | None = None
    quantity: int = 1
    total: int | None = None
    received: date | None = None
    window_end: date | None = None
    late: int | None = None
    accepted: date | None = None
    accepted_day: int | None = None
    used: bool = False
    damaged: bool = False
    missing_parts: bool = False
    not_original: bool = False
    opened_software: bool = False
    seller_error: bool = False
    amazon_error: bool = False
    not_received: bool = False
    label: int | None = None
    reason: str | None = None
    category: str | None = None
    deduct: int | None = None
    order: str | None = None

    @property
    def days_late(self) -> int | None:
        """Calendar days from the window's end to the receipt; None where it was not mentioned."""
        if self.late is not None or self.received is None or self.window_end is None:
            return self.late
        return (self.received - self.window_end).days

    @property
    def window_closed(self) -> date | None:
        """The day the window ended, as given or as lateness and receipt imply it."""
        if self.window_end is None and self.received is not None and self.late is not None:
            return self.received - timedelta(days=self.late)
        return self.window_end

    @property
    def days_to_acceptance(self) -> int | None:
        """Days from the window's end to Amazon's acceptance; None where either is not known."""
        if self.accepted_day is not None or self.accepted is None or self.window_closed is None:
            return self.accepted_day
        return (self.accepted - self.window_closed).days

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Which of the four conditions that the clause names the item is in."""
        return tuple([name for name in CONDITIONS if getattr(self, name)])

    @property
    def is_cause_open(self) -> bool:
        """Whether the reason says that the item was not right on arrival, while a condition speaks for a deduction.

        Whoever says that it is a seller error, or that it is none, has settled it (A15).
        """
        is_given = "seller_error" in self.model_fields_set
        return bool(self.conditions) and not is_given and return_reasons().is_of_arrival(self.reason)

    @cached_property
    def label_case(self) -> LabelCase:
        """The same return as the case of who pays its label."""
        return LabelCase(reason=self.reason, category=self.category, cost=self.label)


@value
class RefundTerms:
    """The figures of the policy on a day."""

    POLICY: ClassVar = SFP
    late_after: Days
    late_share: Rate
    condition_share: Rate
    software_share: Rate
    exception_days: Days
    refund_business_days: Days
    claim_wait_days: Days
    claim_limit: Cents


@value
class RefundFacts:
    """What the formula reads of a case, as single values or as columns of one length.

    `price`, `total` and `deduct` are -1 where unknown. `accepted_day` is 0 where nothing was accepted after the window.
    `payer` is numbered as in `rules.sfp.reasons` and matters where `label` is not 0. `added` is whether the workspace
    reads the caps as adding up.
    """

    price: Fact[Cents]
    total: Fact[Cents]
    days_late: Fact[Days]
    accepted_day: Fact[Days]
    condition: Fact[Truth]
    opened_software: Fact[Truth]
    seller_error: Fact[Truth]
    amazon_error: Fact[Truth]
    not_received: Fact[Truth]
    label: Fact[Cents]
    payer: Fact[Code]
    deduct: Fact[Cents]
    added: Fact[Truth]


class RefundSteps(NamedTuple):
    """Every step of the formula by its name."""

    known: Truth
    late: Truth
    excepted: Truth
    late_fee: Truth
    worn: Truth
    opened: Truth
    late_cap: Cents
    condition_cap: Cents
    software_cap: Cents
    cap: Cents
    cap_added: Cents
    keep: Cents
    label_deduction: Cents
    refund_max: Cents
    refund_min: Cents
    grade: Code


def work_out(facts: RefundFacts, terms: RefundTerms) -> RefundSteps:
    """The refund, clause by clause. An item that never arrived is refunded whole, and nothing else matters (A13)."""
    price = where(facts.not_received, 0, most(facts.price, 0))

    late = facts.days_late > terms.late_after
    excepted = (facts.accepted_day >= 1) & (facts.accepted_day <= terms.exception_days)
    late_fee = late & negate(excepted)
    late_cap = where(late_fee, share(price, terms.late_share), 0)

    worn = facts.condition & negate(facts.seller_error)
    condition_cap = where(worn, share(price, terms.condition_share), 0)

    opened = facts.opened_software & negate(facts.amazon_error)
    software_cap = where(opened, share(price, terms.software_share), 0)

    cap = most(late_cap, condition_cap, software_cap)
    cap_added = least(late_cap + condition_cap + software_cap, price)
    keep = where(facts.added, cap_added, cap)

    label_known = (facts.label == 0) | (facts.payer != MISSING)
    label_deduction = where(facts.payer == BUYER, least(facts.label, price), 0)

    refund_max = where(facts.not_received, most(facts.total, 0), price)
    refund_min = most(refund_max - keep - label_deduction, 0)
    arguable_min = most(refund_max - cap_added - label_deduction, 0)
    known = where(facts.not_received, facts.total >= 0, (facts.price >= 0) & label_known)

    grade = _grade(facts.deduct, refund_max - refund_min, refund_max - arguable_min)
    return RefundSteps(
        known, late, excepted, late_fee, worn, opened, late_cap, condition_cap, software_cap, cap, cap_added, keep,
        label_deduction, refund_max, refund_min, grade,
    )  # fmt: skip


def _grade(deduct: Cents, supported: Cents, arguable: Cents) -> Code:
    """How far the text supports a proposed deduction (A1)."""
    graded = where(deduct <= supported, SUPPORTED, where(deduct <= arguable, ARGUABLE, UNSUPPORTED))
    return where(deduct < 0, NO_GRADE, graded)


def facts_of(case: RefundCase, reading: Interpretation) -> RefundFacts:
    """What the formula reads of a case."""
    return RefundFacts(
        price=UNKNOWN_NUMBER if case.price is None else case.price * case.quantity,
        total=UNKNOWN_NUMBER if case.total is None else case.total,
        days_late=case.days_late or 0,
        accepted_day=case.days_to_acceptance or 0,
        condition=bool(case.conditions),
        opened_software=case.opened_software,
        seller_error=case.seller_error,
        amazon_error=case.amazon_error,
        not_received=case.not_received,
        label=case.label or 0,
        payer=label_payer(case, reading),
        deduct=UNKNOWN_NUMBER if case.deduct is None else case.deduct,
        added=reading.stacking == "added",
    )


def label_payer(case: RefundCase, reading: Interpretation) -> int:
    """Who pays this return's label, numbered as in `rules.sfp.reasons`; MISSING where no label is mentioned."""
    if not (case.label or case.reason):
        return MISSING
    return steps_of(case.label_case, reading).payer
