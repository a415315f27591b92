"""May this seller join Amazon Renewed in Canada (renewed-ca/apply)? The case, the figures and the formula.

`rules.renewed.eligibility_decision` turns the verdicts worked out here into an answer with its reasons.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple

from rules.core.columns import UNKNOWN_NUMBER, Truth, Whole, most, negate, share, where
from rules.core.decision import Case, Frozen
from rules.core.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, every, judged
from rules.core.value import value

Marketplace = Literal["ca", "us", "mx"]


class Invoices(Frozen):
    """A total of invoices in cents of its currency, and US cents besides, where some invoices are in either."""

    cents: int
    currency: Literal["CAD", "USD"]
    more_usd: int = 0

    def usd(self, rate: Decimal | None) -> int | None:
        """US cents, rounded down, at a rate in Canadian dollars per US dollar; None where the rate is missing.

        Rounding down is exact for "at least": a whole limit is reached by the quotient when it is by its floor.
        """
        if self.currency == "USD":
            return self.cents + self.more_usd
        return None if rate is None else self.more_usd + int(self.cents // rate)


class EligibilityCase(Case):
    """An application, as it was told. A field that is None was not mentioned.

    `odr` is in millionths and `warranty` in days. `rate` is Canadian dollars per US dollar. `approved` is a
    marketplace where the seller is in Renewed already. `apple_held` is whether invoices of Apple's are held.
    """

    market: Marketplace = "ca"
    approved: Marketplace | None = None
    invoices: Invoices | None = None
    apple_invoices: Invoices | None = None
    apple_held: bool | None = None
    rate: Decimal | None = None
    rate_date: date | None = None
    images: int | None = None
    screen: Literal["on", "off", "none"] | None = None
    warranty: int | None = None
    odr: int | None = None
    new_seller: bool = False
    refurbisher: Literal["specialist", "manufacturer", "other"] | None = None
    quality: bool | None = None
    applied: date | None = None


@value
class EligibilityTerms:
    """The figures of the policy on a day: US cents, counts, days, millionths."""

    POLICY: ClassVar = "renewed-ca"
    invoices_min: int
    apple_invoices_min: int
    images_min: int
    warranty_min: int
    applicant_odr_max: int
    onboarding_business_days: int
    unit_price_above: int
    invoices_days: int


@value
class MarginTerms:
    """How near a limit an undated conversion may land: a share in millionths, our own figure."""

    POLICY: ClassVar = "headroom"
    rate_margin: int


@value
class EligibilityFacts:
    """A case as the formula reads it; -1 where a number is unknown, and NO, UNKNOWN or YES for the rest.

    `dated` is whether the amounts are in US dollars or converted at a rate whose date is known.
    """

    refurbisher: Whole
    invoices: Whole
    apple: Truth
    apple_invoices: Whole
    dated: Truth
    apple_dated: Truth
    images: Whole
    screen: Whole
    warranty: Whole
    selling: Truth
    odr: Whole
    quality: Whole


class EligibilitySteps(NamedTuple):
    """The verdict of each criterion, in the order of the page, and of all of them together."""

    refurbisher: Whole
    invoices: Whole
    apple_invoices: Whole
    images: Whole
    screen: Whole
    warranty: Whole
    odr: Whole
    quality: Whole
    meets: Whole


def work_out(facts: EligibilityFacts, terms: tuple[EligibilityTerms, MarginTerms]) -> EligibilitySteps:
    """Every criterion must be met; one that fails decides, whatever else is unknown."""
    page, ours = terms
    invoices = _reaches(facts.invoices, page.invoices_min, facts.dated, ours.rate_margin)
    apple = _reaches(facts.apple_invoices, page.apple_invoices_min, facts.apple_dated, ours.rate_margin)
    apple_invoices = where(facts.apple, apple, NOT_APPLICABLE)
    images = judged(facts.images >= 0, facts.images >= page.images_min)
    warranty = judged(facts.warranty >= 0, facts.warranty >= page.warranty_min)
    odr = where(facts.selling, judged(facts.odr >= 0, facts.odr <= page.applicant_odr_max), NOT_APPLICABLE)
    criteria = (facts.refurbisher, invoices, apple_invoices, images, facts.screen, warranty, odr, facts.quality)
    return EligibilitySteps(*criteria, every(*criteria))


def _reaches(cents: Whole, limit: int, dated: Truth, margin: int) -> Whole:
    """Whether a sum reaches a limit; unknown where its conversion is undated and lands near it (B6)."""
    near = most(cents - limit, limit - cents) <= share(limit, margin)
    return judged((cents >= 0) & negate(near & negate(dated)), cents >= limit)


def facts_of(case: EligibilityCase) -> EligibilityFacts:
    """A case as the formula reads it."""
    return EligibilityFacts(
        refurbisher=UNKNOWN if case.refurbisher is None else (NO if case.refurbisher == "other" else YES),
        invoices=_cents(case.invoices, case.rate),
        apple=case.apple_invoices is not None,
        apple_invoices=_cents(case.apple_invoices, case.rate),
        dated=_dated(case.invoices, case),
        apple_dated=_dated(case.apple_invoices, case),
        images=_number(case.images),
        screen={None: UNKNOWN, "on": YES, "off": NO, "none": NOT_APPLICABLE}[case.screen],
        warranty=_number(case.warranty),
        selling=not case.new_seller,
        odr=_number(case.odr),
        quality=UNKNOWN if case.quality is None else (YES if case.quality else NO),
    )


def _cents(invoices: Invoices | None, rate: Decimal | None) -> int:
    return _number(invoices.usd(rate) if invoices else None)


def _dated(invoices: Invoices | None, case: EligibilityCase) -> bool:
    return invoices is not None and (invoices.currency == "USD" or case.rate_date is not None)


def _number(value: int | None) -> int:
    return UNKNOWN_NUMBER if value is None else value
