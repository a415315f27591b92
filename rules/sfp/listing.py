# mypy: enable-error-code="truthy-bool"
"""May this item be enrolled in Seller Fulfilled Prime, and may this seller join?"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from rules.core.columns import negate, where
from rules.core.decision import Case, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.policy import SFP, policy
from rules.core.truth import NO, UNKNOWN, YES, every, opposite
from rules.core.units import Fact, Ternary, Truth
from rules.core.value import value

RULE = "sfp.eligibility"

ENROLMENT = f"{SFP}/enrolment"
OFFERS = f"{SFP}/offers"
AVAILABILITY = f"{SFP}/availability"
HAZMAT = f"{SFP}/hazmat/1"

STATUS_OF_VERDICT = {NO: Status.DECIDED, UNKNOWN: Status.NEEDS_INFO, YES: Status.DECIDED}


class ListingCase(Case):
    """An item, or a seller, that would be in the programme. A field left out was not mentioned.

    `second_offer` is the kind of another own offer on the same ASIN; `same_condition` whether both have the same
    attributes, condition and condition note.
    """

    new_seller: bool = False
    asin: str | None = None
    restock: date | None = None
    stock: int | None = None
    second_offer: Literal["prime", "non-prime"] | None = None
    same_condition: bool | None = None
    hazmat: bool = False


@value
class ListingOutcome:
    """`closed` to a new seller, else `allowed` or `not-allowed`; None while an answer is missing."""

    verdict: str | None
    blocks: tuple[str, ...]


@value
class ListingFacts:
    """What the formula reads of a case. `identical` is whether a twin offer has the same attributes."""

    new_seller: Fact[Truth]
    restock_ahead: Fact[Truth]
    out_of_stock: Fact[Truth]
    non_prime_twin: Fact[Truth]
    identical: Fact[Ternary]


class ListingSteps(NamedTuple):
    """Whether each condition is met, and all of them."""

    enrolment: Ternary
    availability: Ternary
    offers: Ternary
    allowed: Ternary


def work_out(facts: ListingFacts, _terms: None = None) -> ListingSteps:
    """An item may be in the programme when every condition is met."""
    enrolment = where(facts.new_seller, NO, YES)
    availability = where(facts.restock_ahead | facts.out_of_stock, NO, YES)
    offers = where(negate(facts.non_prime_twin), YES, opposite(facts.identical))
    return ListingSteps(enrolment, availability, offers, every(enrolment, availability, offers))


def facts_of(case: ListingCase, as_of: date) -> ListingFacts:
    """What the formula reads of a case."""
    return ListingFacts(
        new_seller=case.new_seller,
        restock_ahead=_restocks_later(case, as_of),
        out_of_stock=case.stock == 0,
        non_prime_twin=case.second_offer == "non-prime",
        identical=UNKNOWN if case.same_condition is None else (YES if case.same_condition else NO),
    )


def _restocks_later(case: ListingCase, as_of: date) -> bool:
    return case.restock is not None and case.restock > as_of


def decide(case: ListingCase, as_of: date, reading: Interpretation) -> Decision[ListingOutcome]:
    """What, if anything, keeps an item or a seller out. Raises NoTerms."""
    pack = policy(SFP)
    _ = pack.figure("late_after", as_of)
    facts = facts_of(case, as_of)
    steps = work_out(facts)
    status = STATUS_OF_VERDICT[steps.allowed]
    return Decision(
        rule=RULE,
        status=status,
        outcome=ListingOutcome(_verdict(case, steps), _blocks(steps)),
        reasons=_reasons(case, steps, as_of),
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=_assumptions(case),
        missing=(Missing("same-condition", OFFERS),) if status is Status.NEEDS_INFO else (),
        taken_as=_taken_as(case),
    )


def _verdict(case: ListingCase, steps: ListingSteps) -> str | None:
    if case.new_seller:
        return "closed"
    return {NO: "not-allowed", UNKNOWN: None, YES: "allowed"}[steps.allowed]


def _blocks(steps: ListingSteps) -> tuple[str, ...]:
    judged: Sequence[tuple[str, int]] = (
        (ENROLMENT, steps.enrolment),
        (OFFERS, steps.offers),
        (AVAILABILITY, steps.availability),
    )
    return tuple(clause for clause, verdict in judged if verdict == NO)


def _reasons(case: ListingCase, steps: ListingSteps, as_of: date) -> tuple[Reason, ...]:
    reasons = [
        Reason(ENROLMENT, case.new_seller, "listing.closed" if case.new_seller else "listing.enrolled"),
        _availability_reason(case, as_of),
        _offers_reason(case, steps),
    ]
    if case.hazmat:
        reasons.append(Reason(HAZMAT, True, "listing.hazmat"))
    return tuple(reasons)


def _availability_reason(case: ListingCase, as_of: date) -> Reason:
    if _restocks_later(case, as_of):
        return Reason(AVAILABILITY, True, "listing.restock_ahead", {"restock": case.restock})
    if case.stock == 0:
        return Reason(AVAILABILITY, True, "listing.out_of_stock")
    return Reason(AVAILABILITY, False, "listing.in_stock")


def _offers_reason(case: ListingCase, steps: ListingSteps) -> Reason:
    if case.second_offer is None:
        return Reason(OFFERS, False, "listing.no_second_offer")
    if case.second_offer == "prime":
        return Reason(OFFERS, False, "listing.second_offer_prime")
    sentence = {NO: "listing.twin_offers", UNKNOWN: "listing.maybe_twins", YES: "listing.different_offers"}
    return Reason(OFFERS, case.same_condition is True, sentence[steps.offers])


def _assumptions(case: ListingCase) -> tuple[str, ...]:
    used = (
        ("A9", bool(_taken_as(case))),
        ("A10", case.second_offer == "non-prime" and case.same_condition is False),
        ("A11", case.hazmat),
    )
    return tuple(name for name, applies in used if applies)


def _taken_as(case: ListingCase) -> tuple[str, ...]:
    unmentioned = (
        ("no_new_seller", not case.new_seller),
        ("no_restock_date", case.restock is None),
        ("in_stock", case.stock is None),
        ("no_second_offer", case.second_offer is None),
        ("no_hazmat", not case.hazmat),
    )
    return tuple(name for name, absent in unmentioned if absent)
