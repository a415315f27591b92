# mypy: enable-error-code="truthy-bool"
"""Who pays for the return label (Seller Fulfilled Prime, Return shipping)."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from rules.core import money
from rules.core.columns import take, where
from rules.core.decision import Case, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.policy import SFP, policy
from rules.core.units import Cents, Code, Fact, Truth
from rules.core.value import value
from rules.sfp.reasons import BUYER, MISSING, PAYERS, SELLER, SETTING, payer_table, return_reasons

RULE = "sfp.label"

CHARGE = f"{SFP}/returns/label-charge"
REASON_CODES = f"{SFP}/return-shipping/reason-codes"
FREE_CATEGORIES = f"{SFP}/return-shipping/free-categories"
HAZMAT = f"{SFP}/hazmat/1"

STATUS_OF_PAYER = (Status.DECIDED, Status.DECIDED, Status.UNDETERMINED, Status.NEEDS_INFO)
"""The status for each payer, as numbered in `rules.sfp.reasons`."""


class LabelCase(Case):
    """A return whose label somebody must pay. `cost` is in cents; `category` is any word for what the item is."""

    reason: str | None = None
    category: str | None = None
    cost: int | None = None
    hazmat: bool = False

    @cached_property
    def free_category(self) -> str | None:
        """The free category that the item belongs to, if any."""
        return return_reasons().free_category(self.category) or return_reasons().family(self.reason)


@value
class LabelOutcome:
    """Who pays, and the most that may be taken off the refund for the label: 0.00 where nothing may."""

    payer: str | None
    deductible_max: Decimal | None
    basis: str | None
    returnable: bool


@value
class LabelFacts:
    """What the formula reads of a case. `reason` is a number of the payer table, -1 where none was given."""

    free: Fact[Truth]
    reason: Fact[Code]
    cost: Fact[Cents]


class LabelSteps(NamedTuple):
    """The payer, as numbered in `rules.sfp.reasons`, and what may be deducted."""

    payer: Code
    deduction: Cents


def work_out(facts: LabelFacts, payers: tuple[Code, ...]) -> LabelSteps:
    """The seller pays, unless the reason is one for which the buyer does and the category is not a free one."""
    by_reason = where(facts.reason < 0, MISSING, take(payers, facts.reason))
    payer = where(facts.free, SELLER, by_reason)
    return LabelSteps(payer, where(payer == BUYER, facts.cost, 0))


def steps_of(case: LabelCase, reading: Interpretation) -> LabelSteps:
    """Who pays the label of one case, as a workspace reads the table."""
    table = payer_table(reading)
    facts = LabelFacts(case.free_category is not None, table.of(case.reason), case.cost or 0)
    return work_out(facts, table.payers)


class Weighed(NamedTuple):
    """Who pays the label, what may be deducted (cents), and what an answer that rests on it says."""

    payer: int
    deduction: int
    reasons: tuple[Reason, ...]
    assumptions: tuple[str, ...]
    overrides: tuple[str, ...]


def weigh(case: LabelCase, reading: Interpretation) -> Weighed:
    """Who pays the label of one case, with the reasons."""
    payer, deduction = steps_of(case, reading)
    overridden = _override(case, reading)
    reasons, assumptions = _reasons(case, payer, overridden), _assumptions(case, payer, overridden)
    return Weighed(payer, deduction, reasons, assumptions, (overridden,) if overridden else ())


def decide(case: LabelCase, as_of: date, reading: Interpretation) -> Decision[LabelOutcome]:
    """Who pays the label of a return, and how much of it may come off the refund. Raises NoTerms."""
    pack = policy(SFP)
    _ = pack.figure("late_share", as_of)
    weighed = weigh(case, reading)
    return Decision(
        rule=RULE,
        status=STATUS_OF_PAYER[weighed.payer],
        outcome=_outcome(case, weighed),
        reasons=weighed.reasons,
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=weighed.assumptions,
        missing=(Missing("reason", REASON_CODES),) if weighed.payer == MISSING else (),
        taken_as=_taken_as(case),
        overrides=weighed.overrides,
    )


def _override(case: LabelCase, reading: Interpretation) -> str | None:
    """The name of the workspace setting that decides this reason, if any."""
    if case.reason is None or case.free_category:
        return None
    name = SETTING + return_reasons().code_of(case.reason)
    return name if name in reading.overrides else None


def _outcome(case: LabelCase, weighed: Weighed) -> LabelOutcome:
    buyer_pays_unknown_cost = weighed.payer == BUYER and case.cost is None
    unknown = buyer_pays_unknown_cost or weighed.payer == MISSING
    return LabelOutcome(
        payer=PAYERS[weighed.payer],
        deductible_max=None if unknown else money.amount(weighed.deduction),
        basis=_basis(case, weighed),
        returnable=not case.hazmat,
    )


def _basis(case: LabelCase, weighed: Weighed) -> str | None:
    if case.free_category:
        return "stated"
    if weighed.overrides:
        return "override"
    return return_reasons().basis if weighed.payer in (SELLER, BUYER) else None


def _reasons(case: LabelCase, payer: int, overridden: str | None) -> tuple[Reason, ...]:
    """Each clause, in the order in which they decide."""
    reasons = [_category_reason(case), *_code_reason(case, payer, overridden)]
    reasons.append(Reason(CHARGE, payer == SELLER, "label.seller_pays"))
    if case.hazmat:
        reasons.append(Reason(HAZMAT, True, "label.hazmat"))
    return tuple(reasons)


def _category_reason(case: LabelCase) -> Reason:
    if case.free_category:
        return Reason(FREE_CATEGORIES, True, "label.free_category", {"category": case.free_category})
    if case.category:
        return Reason(FREE_CATEGORIES, False, "label.other_category", {"category": case.category})
    return Reason(FREE_CATEGORIES, False, "label.no_category")


def _code_reason(case: LabelCase, payer: int, overridden: str | None) -> tuple[Reason, ...]:
    if case.reason is None:
        return ()
    row = return_reasons().row(case.reason)
    if row is None and not overridden:
        return (Reason(REASON_CODES, False, "label.unlisted", {"code": case.reason}),)
    values = {"label": row.label if row else case.reason, "payer": PAYERS[payer]}
    if case.free_category:
        return (Reason(REASON_CODES, False, "label.category_wins", values),)
    sentence = "label.override" if overridden else "label.row"
    return (Reason(REASON_CODES, payer == BUYER, sentence, values),)


def _assumptions(case: LabelCase, payer: int, overridden: str | None) -> tuple[str, ...]:
    """The ids of the assumptions that this answer rests on."""
    from_the_table = case.reason is not None and not case.free_category and not overridden
    unmentioned = case.category is None and payer != MISSING
    used = (("A5", from_the_table), ("A9", unmentioned), ("A11", case.hazmat))
    return tuple([name for name, applies in used if applies])


def _taken_as(case: LabelCase) -> tuple[str, ...]:
    return tuple(
        name
        for name, mentioned in (("no_free_category", case.category is not None), ("no_hazmat", case.hazmat))
        if not mentioned
    )
