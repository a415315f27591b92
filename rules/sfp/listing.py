"""May this item be enrolled in Seller Fulfilled Prime, and may this seller join?"""

from datetime import date
from typing import Literal, NamedTuple

from rules.core.columns import Truth, Whole, negate, where
from rules.core.decision import Case, Decision, Interpretation, Missing, Reason, Status, receipt
from rules.core.policy import policy
from rules.core.truth import NO, UNKNOWN, YES, every
from rules.core.value import value

RULE = "sfp.eligibility"

ENROLMENT = "sfp-ca/enrolment"
OFFERS = "sfp-ca/offers"
AVAILABILITY = "sfp-ca/availability"
HAZMAT = "sfp-ca/hazmat/1"

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
    """A case as the formula reads it. `identical` is NO, UNKNOWN or YES."""

    new_seller: Truth
    restock_ahead: Truth
    out_of_stock: Truth
    non_prime_twin: Truth
    identical: Whole


class ListingSteps(NamedTuple):
    """Whether each condition is met: NO, UNKNOWN or YES."""

    enrolment: Whole
    availability: Whole
    offers: Whole
    allowed: Whole


def work_out(facts: ListingFacts, _terms: None = None) -> ListingSteps:
    """An item may be in the programme when every condition is met."""
    enrolment = where(facts.new_seller, NO, YES)
    availability = where(facts.restock_ahead | facts.out_of_stock, NO, YES)
    offers = where(negate(facts.non_prime_twin), YES, YES - facts.identical)
    return ListingSteps(enrolment, availability, offers, every(enrolment, availability, offers))


def facts_of(case: ListingCase, as_of: date) -> ListingFacts:
    """A case as the formula reads it."""
    return ListingFacts(
        new_seller=case.new_seller,
        restock_ahead=case.restock is not None and case.restock > as_of,
        out_of_stock=case.stock == 0,
        non_prime_twin=case.second_offer == "non-prime",
        identical=UNKNOWN if case.same_condition is None else (YES if case.same_condition else NO),
    )


def decide(case: ListingCase, as_of: date, reading: Interpretation) -> Decision[ListingOutcome]:
    """What, if anything, keeps an item or a seller out. Raises NoTerms."""
    pack = policy("sfp-ca")
    _ = pack.figure("late_after", as_of)
    facts = facts_of(case, as_of)
    steps = work_out(facts)
    return Decision(
        rule=RULE,
        status=STATUS_OF_VERDICT[steps.allowed],
        outcome=ListingOutcome(_verdict(steps), _blocks(steps)),
        reasons=_reasons(case, facts, steps),
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=_assumptions(case),
        missing=(Missing("same-condition", OFFERS),) if steps.offers == UNKNOWN and steps.allowed == UNKNOWN else (),
        taken_as=_taken_as(case),
    )


def _verdict(steps: ListingSteps) -> str | None:
    if steps.enrolment == NO:
        return "closed"
    return {NO: "not-allowed", UNKNOWN: None, YES: "allowed"}[steps.allowed]


def _blocks(steps: ListingSteps) -> tuple[str, ...]:
    judged = ((ENROLMENT, steps.enrolment), (OFFERS, steps.offers), (AVAILABILITY, steps.availability))
    return tuple(clause for clause, verdict in judged if verdict == NO)


def _reasons(case: ListingCase, facts: ListingFacts, steps: ListingSteps) -> tuple[Reason, ...]:
    weighed = [
        Reason(ENROLMENT, case.new_seller, "listing.closed" if case.new_seller else "listing.enrolled"),
        _availability_reason(case, facts),
        _offers_reason(case, steps),
    ]
    if case.hazmat:
        weighed.append(Reason(HAZMAT, True, "listing.hazmat"))
    return tuple(weighed)


def _availability_reason(case: ListingCase, facts: ListingFacts) -> Reason:
    if facts.restock_ahead:
        return Reason(AVAILABILITY, True, "listing.restock_ahead", {"restock": case.restock})
    if facts.out_of_stock:
        return Reason(AVAILABILITY, True, "listing.out_of_stock")
    return Reason(AVAILABILITY, False, "listing.in_stock")


def _offers_reason(case: ListingCase, steps: ListingSteps) -> Reason:
    if case.second_offer is None:
        return Reason(OFFERS, False, "listing.no_second_offer")
    if case.second_offer == "prime":
        return Reason(OFFERS, False, "listing.second_offer_prime")
    sentence = {NO: "listing.twin_offers", UNKNOWN: "listing.maybe_twins", YES: "listing.different_offers"}
    return Reason(OFFERS, steps.offers == NO, sentence[steps.offers])


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
