"""The answer to "could we get into Renewed?": an approval elsewhere, or a checklist with each shortfall."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from rules.core import money
from rules.core.calendar import add_business_days
from rules.core.decision import Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.marketplaces import HOME
from rules.core.policy import RENEWED, policy, terms
from rules.core.truth import NO, NOT_APPLICABLE, UNKNOWN, YES
from rules.core.value import value
from rules.renewed.eligibility import (
    EligibilityCase,
    EligibilityFacts,
    EligibilitySteps,
    EligibilityTerms,
    MarginTerms,
    facts_of,
    work_out,
)

RULE = "renewed.eligibility"

FROM_US = f"{RENEWED}/marketplaces/1"
INTO_US = f"{RENEWED}/marketplaces/2"

APPROVALS = {
    ("us", "ca"): ("automatic", FROM_US),
    ("us", "mx"): ("reapply", FROM_US),
    ("ca", "us"): ("apply", INTO_US),
    ("mx", "us"): ("apply", INTO_US),
}
"""What the page says of an approval in the first marketplace for the second."""

VERDICTS: Mapping[int, str] = {NO: "not-met", UNKNOWN: "unknown", YES: "met", NOT_APPLICABLE: "not-applicable"}


@value
class Criterion:
    """The verdict on one criterion. `shortfall` is in its own unit: US dollars, days, images or percentage points."""

    clause: str
    verdict: str
    shortfall: str | None = None


@value
class EligibilityOutcome:
    """What an approval elsewhere is worth (`automatic`, `apply`, `reapply`), or whether the criteria are met."""

    verdict: str | None
    criteria: tuple[Criterion, ...]
    onboarding_by: date | None = None


class Weighed(NamedTuple):
    """One criterion: its clause, the input and the figure it rests on, its verdict and how much is lacking."""

    clause: str
    field: str
    verdict: int
    shortfall: str | None
    figure: str | None
    values: dict[str, Any]


def decide(case: EligibilityCase, as_of: date, reading: Interpretation) -> Decision[EligibilityOutcome]:
    """Whether a seller could get into Renewed, criterion by criterion. Raises NoTerms."""
    figures = terms(EligibilityTerms, as_of)
    if case.approved or case.market != HOME.id:
        return _approval(case, as_of, reading)
    facts = facts_of(case)
    steps = work_out(facts, (figures, terms(MarginTerms, as_of)))
    weighed = _weigh(case, facts, steps, figures)
    missing = tuple(Missing(w.field, w.clause) for w in weighed if w.verdict == UNKNOWN)
    return Decision(
        rule=RULE,
        status=Status.NEEDS_INFO if steps.meets == UNKNOWN else Status.DECIDED,
        outcome=EligibilityOutcome(
            {NO: "does-not-meet", UNKNOWN: None, YES: "meets"}[steps.meets],
            tuple(Criterion(w.clause, VERDICTS[w.verdict], w.shortfall) for w in weighed),
            _onboarding(case, figures, reading),
        ),
        reasons=tuple(_reason(w) for w in weighed),
        receipt=receipt(RULE, policy(RENEWED), case, as_of, reading),
        assumptions=_assumptions(case, facts, figures),
        missing=missing,
        taken_as=("no_apple",) if case.apple_invoices is None and not case.apple_held else (),
        overrides=("province",) if case.applied and "province" in reading.overrides else (),
        notes=_notes(case, facts, figures),
    )


def _approval(case: EligibilityCase, as_of: date, reading: Interpretation) -> Decision[EligibilityOutcome]:
    """What an approval elsewhere is worth; the page is silent on some pairs of marketplaces."""
    verdict, clause = APPROVALS.get((case.approved or "", case.market), (None, FROM_US))
    values = {"approved": case.approved, "market": case.market}
    sentence = f"eligibility.{verdict}" if verdict else _silence(case)
    return Decision(
        rule=RULE,
        status=Status.DECIDED if verdict else Status.UNDETERMINED,
        outcome=EligibilityOutcome(verdict, ()),
        reasons=(Reason(clause, verdict is not None, sentence, values),),
        receipt=receipt(RULE, policy(RENEWED), case, as_of, reading),
        notes=(("eligibility.criteria_not_needed", values),) if verdict == "automatic" else (),
    )


def _silence(case: EligibilityCase) -> str:
    if case.approved is None:
        return "eligibility.no_terms"
    return "eligibility.already" if case.approved == case.market else "eligibility.silent"


def _weigh(
    case: EligibilityCase, facts: EligibilityFacts, steps: EligibilitySteps, figures: EligibilityTerms
) -> tuple[Weighed, ...]:
    """Each criterion, in the order of the page."""

    def minimum(clause: str, field: str, verdict: int, value: int, limit: int, figure: str) -> Weighed:
        off = _in_unit(figure, limit - value) if verdict == NO else None
        return Weighed(clause, field, verdict, off, figure, {"value": value, "limit": limit, "field": field})

    page = f"{RENEWED}/apply/"
    odr_off = str(money.percent(facts.odr - figures.applicant_odr_max)) if steps.odr == NO else None
    odr = {"value": facts.odr, "limit": figures.applicant_odr_max, "field": "odr"}
    return (
        Weighed(f"{page}1", "refurbisher", steps.refurbisher, None, None, {"field": "refurbisher"}),
        minimum(
            f"{page}2", _needed("invoices", case), steps.invoices, facts.invoices, figures.invoices_min, "invoices_min"
        ),
        minimum(
            f"{page}2.2",
            _needed("apple-invoices", case),
            steps.apple_invoices,
            facts.apple_invoices,
            figures.apple_invoices_min,
            "apple_invoices_min",
        ),
        minimum(f"{page}3", "images", steps.images, facts.images, figures.images_min, "images_min"),
        Weighed(f"{page}3.1", "screen", steps.screen, None, None, {"field": "screen"}),
        minimum(f"{page}4", "warranty", steps.warranty, facts.warranty, figures.warranty_min, "warranty_min"),
        Weighed(f"{page}5", "odr", steps.odr, odr_off, "applicant_odr_max", odr),
        Weighed(f"{page}6", "quality", steps.quality, None, None, {"field": "quality"}),
    )


def _needed(field: str, case: EligibilityCase) -> str:
    """The input that a sum lacks to be judged: the sum itself, the rate to convert it, or the date of that rate."""
    invoices = case.invoices if field == "invoices" else case.apple_invoices
    if invoices is None or not invoices.foreign:
        return field
    return "rate" if case.rate is None else "rate-date"


def _in_unit(figure: str, off: int) -> str:
    """A shortfall in the unit of its figure: US dollars with cents, or whole days and images."""
    return str(money.amount(off)) if figure.endswith("invoices_min") else str(off)


def _reason(weighed: Weighed) -> Reason:
    sentence = f"eligibility.{weighed.clause.rsplit('/', 1)[1].replace('.', '_')}.{VERDICTS[weighed.verdict]}"
    if weighed.verdict == UNKNOWN and weighed.field in ("rate", "rate-date"):
        sentence += f"_{weighed.field}"
    values = weighed.values | {"shortfall": weighed.shortfall}
    return Reason(weighed.clause, weighed.verdict != NOT_APPLICABLE, sentence.replace("-", "_"), values, weighed.figure)


def _onboarding(case: EligibilityCase, figures: EligibilityTerms, reading: Interpretation) -> date | None:
    if case.applied is None:
        return None
    return add_business_days(case.applied, figures.onboarding_business_days, reading.province)


def _assumptions(case: EligibilityCase, facts: EligibilityFacts, figures: EligibilityTerms) -> tuple[str, ...]:
    sums = (case.invoices, case.apple_invoices)
    used = (
        ("A8", case.applied is not None),
        ("A9", case.apple_invoices is None),
        ("B5", facts.odr == figures.applicant_odr_max),
        ("B6", case.apple_invoices is not None or any(invoices is not None and invoices.foreign for invoices in sums)),
        ("B7", case.new_seller),
        ("B8", case.apple_invoices is not None),
    )
    return tuple(name for name, applies in used if applies)


def _notes(
    case: EligibilityCase, facts: EligibilityFacts, figures: EligibilityTerms
) -> tuple[tuple[str, dict[str, Any]], ...]:
    notes: list[tuple[str, dict[str, Any]]] = []
    if case.invoices is not None:
        notes.append(("eligibility.counting", {"price": figures.unit_price_above, "days": figures.invoices_days}))
    if _converted(case):
        notes.append(("eligibility.converted", {"usd": facts.invoices, "rate": case.rate, "date": case.rate_date}))
    if case.apple_invoices is not None and facts.invoices >= 0 and facts.apple_invoices >= 0:
        besides = facts.invoices - facts.apple_invoices
        sentence = "eligibility.apple_besides" if besides >= figures.invoices_min else "eligibility.apple_inside_only"
        notes.append((sentence, {"besides": max(besides, 0), "limit": figures.invoices_min}))
    if facts.odr == figures.applicant_odr_max:
        notes.append(("eligibility.odr_at_limit", {"limit": figures.applicant_odr_max}))
    return tuple(notes)


def _converted(case: EligibilityCase) -> bool:
    return case.invoices is not None and case.invoices.foreign and case.rate is not None
