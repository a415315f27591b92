"""The answer to "how much must I refund, and by when?": amounts, reasons, assumptions and the due date."""

from datetime import date
from decimal import Decimal

from rules.core import money
from rules.core.calendar import add_business_days
from rules.core.decision import Alternative, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.marketplaces import HOME
from rules.core.policy import SFP, policy, terms
from rules.core.value import value
from rules.sfp.label import REASON_CODES, Weighed, weigh
from rules.sfp.reasons import MISSING
from rules.sfp.refund import GRADES, RefundCase, RefundFacts, RefundSteps, RefundTerms, facts_of, work_out

RULE = "sfp.refund"

FULL = f"{SFP}/refund/general"
LATE = f"{SFP}/refund/1"
CONDITION = f"{SFP}/refund/2"
SOFTWARE = f"{SFP}/refund/3"
NON_DELIVERY = f"{SFP}/refund/non-delivery"
EXCEPTION = f"{SFP}/returns/exceptions"
PROCESSING = f"{SFP}/returns/processing-time"


@value
class RefundOutcome:
    """The refund in dollars: a sum that does not apply is 0.00, one that is not known is None.

    `refund_min` is what remains after every supported deduction, the label included.
    """

    refund_min: Decimal | None
    refund_max: Decimal | None
    cap: Decimal | None
    cap_added: Decimal | None
    late_cap: Decimal | None
    condition_cap: Decimal | None
    software_cap: Decimal | None
    label_deduction: Decimal | None
    grade: str | None
    refund_due: date | None
    currency: str = HOME.currency


def decide(case: RefundCase, as_of: date, reading: Interpretation) -> Decision[RefundOutcome]:
    """The least and the most to refund, each cap with its clause, and the due date. Raises NoTerms."""
    figures = terms(RefundTerms, as_of)
    facts = facts_of(case, reading)
    steps = work_out(facts, figures)
    missing = _missing(case, facts)
    label = _label(case, reading)
    taken_as = _taken_as(case)
    return Decision(
        rule=RULE,
        status=Status.NEEDS_INFO if missing else Status.DECIDED,
        outcome=_outcome(steps, missing, _due(case, figures, reading)),
        reasons=(*_reasons(case, steps, figures, reading), *(label.reasons if label else ())),
        receipt=receipt(RULE, policy(SFP), case, as_of, reading),
        assumptions=_assumptions(case, steps, label, taken_as),
        missing=missing,
        taken_as=taken_as,
        overrides=_overrides(case, steps, reading) + (label.overrides if label else ()),
        notes=_notes(case, steps, figures),
        readings=_readings(case, as_of, reading),
    )


def _readings(case: RefundCase, as_of: date, reading: Interpretation) -> tuple[Alternative[RefundOutcome], ...]:
    """The outcome where the seller caused the condition, and where the buyer did (A15)."""
    if case.not_received or not case.is_cause_open:
        return ()
    causes: tuple[dict[str, object], ...] = ({"seller_error": True}, {"seller_error": False})
    return tuple(
        [Alternative(cause, decide(case.model_copy(update=cause), as_of, reading).outcome) for cause in causes]
    )


def _label(case: RefundCase, reading: Interpretation) -> Weighed | None:
    """Who pays the label, where the case mentions one and something came back."""
    if case.not_received or not (case.label or case.reason):
        return None
    return weigh(case.label_case, reading)


def _due(case: RefundCase, figures: RefundTerms, reading: Interpretation) -> date | None:
    if case.received is None or case.not_received:
        return None
    return add_business_days(case.received, figures.refund_business_days, reading.province)


def _missing(case: RefundCase, facts: RefundFacts) -> tuple[Missing, ...]:
    if case.not_received:
        return (Missing("total", NON_DELIVERY),) if case.total is None else ()
    required = (
        ("price", FULL, case.price is None),
        ("reason", REASON_CODES, bool(case.label) and facts.payer == MISSING),
        ("window-end", EXCEPTION, case.accepted is not None and case.days_to_acceptance is None),
        ("seller-error", CONDITION, case.is_cause_open),
    )
    return tuple([Missing(field, clause) for field, clause, absent in required if absent])


def _outcome(steps: RefundSteps, missing: tuple[Missing, ...], due: date | None) -> RefundOutcome:
    absent = {field.field for field in missing}
    unpriced = "price" in absent or "total" in absent
    unplaced = unpriced or "window-end" in absent
    uncaused = "seller-error" in absent
    payer_unknown = unpriced or "reason" in absent
    return RefundOutcome(
        refund_min=_amount(steps.refund_min, unplaced or payer_unknown or uncaused),
        refund_max=_amount(steps.refund_max, unpriced),
        cap=_amount(steps.cap, unplaced or uncaused),
        cap_added=_amount(steps.cap_added, unplaced or uncaused),
        late_cap=_amount(steps.late_cap, unplaced),
        condition_cap=_amount(steps.condition_cap, unpriced or uncaused),
        software_cap=_amount(steps.software_cap, unpriced),
        label_deduction=_amount(steps.label_deduction, payer_unknown),
        grade=None if missing else GRADES[steps.grade],
        refund_due=due,
    )


def _amount(cents: int, unknown: bool) -> Decimal | None:
    return None if unknown else money.amount(cents)


def _reasons(case: RefundCase, steps: RefundSteps, figures: RefundTerms, reading: Interpretation) -> tuple[Reason, ...]:
    """Each clause, in the order of the page."""
    if case.not_received:
        return (
            Reason(NON_DELIVERY, True, "refund.not_received"),
            Reason(FULL, False, "refund.nothing_came_back"),
        )
    reasons = [
        _full_reason(steps),
        _late_reason(case, steps, figures),
        _condition_reason(case, steps, figures),
        _software_reason(case, steps, figures),
    ]
    if case.accepted or case.accepted_day is not None:
        reasons.append(_exception_reason(case, steps, figures))
    if case.received:
        values = {
            "received": case.received,
            "days": figures.refund_business_days,
            "province": reading.province,
        }
        reasons.append(Reason(PROCESSING, True, "refund.processing", values, "refund_business_days"))
    return tuple(reasons)


def _full_reason(steps: RefundSteps) -> Reason:
    excepted = steps.late_fee or steps.worn or steps.opened
    return Reason(FULL, not excepted, "refund.exceptions" if excepted else "refund.full")


def _sized(sentence: str, case: RefundCase) -> str:
    """The sentence that states the cap, or the one that does not where there is no price to work it out from."""
    return sentence if case.price is not None else f"{sentence}_unpriced"


def _late_reason(case: RefundCase, steps: RefundSteps, figures: RefundTerms) -> Reason:
    days = case.days_late
    values = {"days": days, "after": figures.late_after, "share": figures.late_share, "cap": steps.late_cap}
    if steps.late_fee:
        return Reason(LATE, True, _sized("refund.late", case), values, "late_share")
    if steps.late:
        return Reason(LATE, False, "refund.late_but_accepted", values, "late_share")
    if days is None:
        return Reason(LATE, False, "refund.late_not_said", values, "late_after")
    return Reason(LATE, False, "refund.within_grace" if days > 0 else "refund.not_late", values, "late_after")


def _condition_reason(case: RefundCase, steps: RefundSteps, figures: RefundTerms) -> Reason:
    values = {"conditions": case.conditions, "share": figures.condition_share, "cap": steps.condition_cap}
    if not case.conditions:
        return Reason(CONDITION, False, "refund.no_condition", values)
    if case.seller_error:
        return Reason(CONDITION, False, "refund.condition_seller_error", values)
    if case.is_cause_open:
        return Reason(CONDITION, False, "refund.condition_cause_open", values)
    return Reason(CONDITION, True, _sized("refund.condition", case), values, "condition_share")


def _software_reason(case: RefundCase, steps: RefundSteps, figures: RefundTerms) -> Reason:
    values = {"share": figures.software_share, "cap": steps.software_cap}
    if not case.opened_software:
        return Reason(SOFTWARE, False, "refund.no_software", values)
    if case.amazon_error:
        return Reason(SOFTWARE, False, "refund.software_amazon_error", values)
    return Reason(SOFTWARE, True, _sized("refund.software", case), values, "software_share")


def _exception_reason(case: RefundCase, steps: RefundSteps, figures: RefundTerms) -> Reason:
    day = case.days_to_acceptance
    values = {"day": day, "days": figures.exception_days}
    if day is None:
        return Reason(EXCEPTION, False, "refund.acceptance_unplaced", values)
    if steps.excepted:
        return Reason(EXCEPTION, True, "refund.accepted", values, "exception_days")
    sentence = "refund.accepted_inside" if day <= 0 else "refund.accepted_too_late"
    return Reason(EXCEPTION, False, sentence, values, "exception_days")


def _assumptions(
    case: RefundCase, steps: RefundSteps, label: Weighed | None, taken_as: tuple[str, ...]
) -> tuple[str, ...]:
    """The ids of the assumptions that this answer rests on."""
    if case.not_received:
        return ("A4", *(("A13",) if _without_effect(case) else ()))
    day = case.days_late or 0
    used = (
        ("A1", (steps.late_fee, steps.worn, steps.opened).count(True) > 1),
        ("A2", _accepted_inside_but_late(case, steps)),
        ("A3", case.opened_software and case.seller_error),
        ("A4", True),
        ("A5", label is not None and "A5" in label.assumptions),
        ("A8", case.received is not None),
        ("A9", bool(taken_as)),
        ("A14", case.quantity > 1),
        ("A15", case.is_cause_open),
        ("B1", day > 0),
        ("B2", day > 0 and not steps.late),
        ("B3", bool(steps.excepted)),
        ("B4", steps.late_fee or steps.worn or steps.opened),
    )
    return tuple([name for name, applies in used if applies])


def _accepted_inside_but_late(case: RefundCase, steps: RefundSteps) -> bool:
    day = case.days_to_acceptance
    return bool(steps.late) and day is not None and day <= 0


def _without_effect(case: RefundCase) -> tuple[str, ...]:
    """What the case mentions that has no effect, as nothing arrived (A13)."""
    mentioned = {*case.conditions, *(("late",) if (case.days_late or 0) > 0 else ())}
    mentioned |= {name for name in ("opened_software", "seller_error", "amazon_error", "label") if getattr(case, name)}
    return tuple(sorted(mentioned))


def _taken_as(case: RefundCase) -> tuple[str, ...]:
    """What was not mentioned and would have mattered (A9)."""
    if case.not_received:
        return ()
    unmentioned = (
        ("not_late", case.days_late is None),
        ("no_condition", not case.conditions),
        ("no_seller_error", bool(case.conditions) and not case.is_cause_open and not _names_cause(case)),
        ("no_amazon_error", case.opened_software and not case.amazon_error),
        ("no_free_category", bool(case.label) and case.category is None),
    )
    return tuple([name for name, absent in unmentioned if absent])


def _names_cause(case: RefundCase) -> bool:
    return "seller_error" in case.model_fields_set


def _overrides(case: RefundCase, steps: RefundSteps, reading: Interpretation) -> tuple[str, ...]:
    used = (("stacking", steps.cap_added > steps.cap), ("province", case.received is not None))
    return tuple([name for name, matters in used if matters and name in reading.overrides])


def _notes(case: RefundCase, steps: RefundSteps, figures: RefundTerms) -> tuple[tuple[str, dict[str, object]], ...]:
    """Further sentences of the catalogue with their values."""
    if case.not_received:
        ignored = _without_effect(case)
        return (("refund.insurance", {}), *((("refund.ignored", {"said": ignored}),) if ignored else ()))
    notes: list[tuple[str, dict[str, object]]] = []
    if case.opened_software and case.seller_error:
        notes.append(("refund.software_seller_error", {}))
    if _accepted_inside_but_late(case, steps):
        notes.append(("refund.late_after_acceptance_inside", {}))
    if steps.late_fee or steps.worn or steps.opened:
        notes.append(("refund.claim", {"days": figures.claim_wait_days, "limit": figures.claim_limit}))
    return tuple(notes)
