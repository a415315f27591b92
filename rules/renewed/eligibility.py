# mypy: enable-error-code="truthy-bool"
"""May this seller join Amazon Renewed? The case, the figures and the formula.

`rules.renewed.eligibility_decision` turns the verdicts worked out here into an answer with its reasons.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple

from rules.core.columns import UNKNOWN_NUMBER, most, negate, share, where
from rules.core.decision import Case, Frozen
from rules.core.marketplaces import HOME, Currency, MarketplaceId
from rules.core.policy import OURS, RENEWED
from rules.core.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, every, judged
from rules.core.units import Cents, Count, Days, Fact, Rate, Ternary, Truth
from rules.core.value import value

LIMITS_IN: Currency = "USD"
"""The currency of the page's limits; a sum in another is converted (B6)."""


class Invoices(Frozen):
    """A total of invoices in cents of its currency; `more_usd` is what the invoices in US dollars add (US cents)."""

    cents: int
    currency: Currency
    more_usd: int = 0

    @property
    def foreign(self) -> bool:
        """Whether it has to be converted before it is compared with a limit."""
        return self.currency != LIMITS_IN

    def usd(self, rate: Decimal | None) -> int | None:
        """US cents, rounded down, at a rate in Canadian dollars per US dollar; None where it needs a rate and has none.

        Rounding down is exact for "at least": a whole limit is reached by the quotient when it is by its floor.
        """
        if not self.foreign:
            return self.cents + self.more_usd
        return None if rate is None else self.more_usd + int(self.cents // rate)


class EligibilityCase(Case):
    """An application. A field that is None was not mentioned.

    `odr` is in millionths and `warranty` in days. `rate` is Canadian dollars per US dollar. `approved` is a marketplace
    where the seller is in Renewed already. `apple_held` is whether there are invoices for Apple products.
    """

    market: MarketplaceId = HOME.id
    approved: MarketplaceId | None = None
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
    """The figures of the policy on a day; money is US cents."""

    POLICY: ClassVar = RENEWED
    invoices_min: Cents
    apple_invoices_min: Cents
    images_min: Count
    warranty_min: Days
    applicant_odr_max: Rate
    onboarding_business_days: Days
    unit_price_above: Cents
    invoices_days: Days


@value
class MarginTerms:
    """Our own figure: how near a limit a sum may be that was converted at a rate of unknown date."""

    POLICY: ClassVar = OURS
    rate_margin: Rate


@value
class EligibilityFacts:
    """What the formula reads of a case; -1 where a number is unknown. Money is US cents.

    `dated` is whether the sum is in US dollars or converted at a rate whose date is known.
    """

    refurbisher: Fact[Ternary]
    invoices: Fact[Cents]
    apple: Fact[Truth]
    apple_invoices: Fact[Cents]
    dated: Fact[Truth]
    apple_dated: Fact[Truth]
    images: Fact[Count]
    screen: Fact[Ternary]
    warranty: Fact[Days]
    selling: Fact[Truth]
    odr: Fact[Rate]
    quality: Fact[Ternary]


class EligibilitySteps(NamedTuple):
    """The verdict of each criterion, in the order of the page, and of all of them together."""

    refurbisher: Ternary
    invoices: Ternary
    apple_invoices: Ternary
    images: Ternary
    screen: Ternary
    warranty: Ternary
    odr: Ternary
    quality: Ternary
    meets: Ternary


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


def _reaches(cents: Cents, limit: Cents, dated: Truth, margin: Rate) -> Ternary:
    """Whether a sum reaches a limit; UNKNOWN near the limit where the rate of its conversion bears no date (B6)."""
    near = most(cents - limit, limit - cents) <= share(limit, margin)
    return judged((cents >= 0) & negate(near & negate(dated)), cents >= limit)


def facts_of(case: EligibilityCase) -> EligibilityFacts:
    """What the formula reads of a case."""
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
    return invoices is not None and (not invoices.foreign or case.rate_date is not None)


def _number(value: int | None) -> int:
    return UNKNOWN_NUMBER if value is None else value
