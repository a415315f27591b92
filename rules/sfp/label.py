"""Who pays for the return label (sfp-ca/returns/label-charge and sfp-ca/return-shipping)."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from rules.core import money
from rules.core.columns import Truth, Whole, take, where
from rules.core.decision import Case, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.policy import policy
from rules.core.value import value
from rules.sfp.reasons import BUYER, MISSING, PAYERS, SELLER, SETTING, payer_table, return_reasons

RULE = "sfp.label"

CHARGE = "sfp-ca/returns/label-charge"
REASON_CODES = "sfp-ca/return-shipping/reason-codes"
FREE_CATEGORIES = "sfp-ca/return-shipping/free-categories"
HAZMAT = "sfp-ca/hazmat/1"

STATUS_OF_PAYER = (Status.DECIDED, Status.DECIDED, Status.UNDETERMINED, Status.NEEDS_INFO)
"""The status that goes with each number of `rules.sfp.reasons`."""


class LabelCase(Case):
    """A return whose label somebody must pay. `cost` is in cents; `category` is any word for what the item is."""

    reason: str | None = None
    category: str | None = None
    cost: int | None = None
    hazmat: bool = False

    @cached_property
    def free_category(self) -> str | None:
        """The free category that the item belongs to, if it does."""
        return return_reasons().free_category(self.category)


@value
class LabelOutcome:
    """Who pays, and the most that may be taken off the refund for the label: 0.00 where nothing may."""

    payer: str | None
    deductible_max: Decimal | None
    basis: str | None
    returnable: bool


@value
class LabelFacts:
    """A case as the formula reads it. `reason` is a number of the payer table, -1 where none was given."""

    free: Truth
    reason: Whole
    cost: Whole


class LabelSteps(NamedTuple):
    """`payer` as numbered in `rules.sfp.reasons`, and the cents that may be deducted."""

    payer: Whole
    deduction: Whole


def work_out(facts: LabelFacts, payers: tuple[int, ...]) -> LabelSteps:
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
    """The question settled: by which steps, and what an answer that rests on it says."""

    steps: LabelSteps
    reasons: tuple[Reason, ...]
    assumptions: tuple[str, ...]
    overrides: tuple[str, ...]


def weigh(case: LabelCase, reading: Interpretation) -> Weighed:
    """Settle who pays the label of one case."""
    steps = steps_of(case, reading)
    overridden = _override(case, reading)
    reasons, assumptions = _reasons(case, steps, overridden), _assumptions(case, steps, overridden)
    return Weighed(steps, reasons, assumptions, (overridden,) if overridden else ())


def decide(case: LabelCase, as_of: date, reading: Interpretation) -> Decision[LabelOutcome]:
    """Who pays the label of a return, and how much of it may come off the refund. Raises NoTerms."""
    pack = policy("sfp-ca")
    _ = pack.figure("late_share", as_of)
    steps, reasons, assumptions, overrides = weigh(case, reading)
    return Decision(
        rule=RULE,
        status=STATUS_OF_PAYER[steps.payer],
        outcome=_outcome(case, steps, overridden=bool(overrides)),
        reasons=reasons,
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=assumptions,
        missing=(Missing("reason", REASON_CODES),) if steps.payer == MISSING else (),
        taken_as=_taken_as(case),
        overrides=overrides,
    )


def _override(case: LabelCase, reading: Interpretation) -> str | None:
    """The name of the workspace setting that decides this reason, if one does."""
    if case.reason is None or case.free_category:
        return None
    name = SETTING + return_reasons().code_of(case.reason)
    return name if name in reading.overrides else None


def _outcome(case: LabelCase, steps: LabelSteps, *, overridden: bool) -> LabelOutcome:
    buyer_pays_unknown_cost = steps.payer == BUYER and case.cost is None
    unknown = buyer_pays_unknown_cost or steps.payer == MISSING
    return LabelOutcome(
        payer=PAYERS[steps.payer],
        deductible_max=None if unknown else money.amount(steps.deduction),
        basis=_basis(case, steps, overridden=overridden),
        returnable=not case.hazmat,
    )


def _basis(case: LabelCase, steps: LabelSteps, *, overridden: bool) -> str | None:
    if case.free_category:
        return "stated"
    if overridden:
        return "override"
    return return_reasons().basis if steps.payer in (SELLER, BUYER) else None


def _reasons(case: LabelCase, steps: LabelSteps, overridden: str | None) -> tuple[Reason, ...]:
    """Each clause that was weighed, in the order in which they decide."""
    weighed = [_category_reason(case), *_code_reason(case, steps, overridden)]
    weighed.append(Reason(CHARGE, steps.payer == SELLER, "label.seller_pays"))
    if case.hazmat:
        weighed.append(Reason(HAZMAT, True, "label.hazmat"))
    return tuple(weighed)


def _category_reason(case: LabelCase) -> Reason:
    if case.free_category:
        return Reason(FREE_CATEGORIES, True, "label.free_category", {"category": case.free_category})
    if case.category:
        return Reason(FREE_CATEGORIES, False, "label.other_category", {"category": case.category})
    return Reason(FREE_CATEGORIES, False, "label.no_category")


def _code_reason(case: LabelCase, steps: LabelSteps, overridden: str | None) -> tuple[Reason, ...]:
    if case.reason is None:
        return ()
    row = return_reasons().row(case.reason)
    if row is None and not overridden:
        return (Reason(REASON_CODES, False, "label.unlisted", {"code": case.reason}),)
    values = {"label": row.label if row else case.reason, "payer": PAYERS[steps.payer]}
    if case.free_category:
        return (Reason(REASON_CODES, False, "label.category_wins", values),)
    sentence = "label.override" if overridden else "label.row"
    return (Reason(REASON_CODES, steps.payer == BUYER, sentence, values),)


def _assumptions(case: LabelCase, steps: LabelSteps, overridden: str | None) -> tuple[str, ...]:
    """The ids of the register that this answer rests on."""
    from_the_table = case.reason is not None and not case.free_category and not overridden
    unmentioned = case.category is None and steps.payer != MISSING
    return tuple([name for name, used in (("A5", from_the_table), ("A9", unmentioned), ("A11", case.hazmat)) if used])


def _taken_as(case: LabelCase) -> tuple[str, ...]:
    return tuple(
        name
        for name, mentioned in (("no_free_category", case.category is not None), ("no_hazmat", case.hazmat))
        if not mentioned
    )
