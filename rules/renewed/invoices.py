# mypy: enable-error-code="truthy-bool"
"""Which lines of purchase invoices count towards an application for Renewed, and why the others do not.

Lines are in Canadian or US dollars. The least price of an item is the page's figure in US dollars, which the
applicant's exchange rate turns into Canadian ones (B6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from rules.core.columns import MILLION, UNKNOWN_NUMBER, most, negate, where
from rules.core.marketplaces import HOME
from rules.core.units import Cents, Code, Count, Days, Fact, Millionths, Truth
from rules.core.value import value
from rules.renewed.eligibility import LIMITS_IN, EligibilityTerms, Invoices

ROOF = Cents(10_000_000_000_00)
"""The most that units times their price may come to, within 64 bits; more is no line of an invoice."""


class Line(IntEnum):
    """Whether a line counts, or the first reason for which it does not."""

    COUNTED = 0
    OLD = 1
    LATER = 2
    HIDDEN = 3
    OTHER_CURRENCY = 4
    NO_SUM = 5
    NO_RATE = 6
    NO_PRICE = 7
    CHEAP = 8


@value
class LineTerms:
    """The days before the application that count, and the price that an item must sell above, -1 where unknown."""

    days: Fact[Days]
    usd_above: Fact[Millionths[Cents]]
    cad_above: Fact[Millionths[Cents]]


def line_terms(terms: EligibilityTerms, rate: Decimal | None) -> LineTerms:
    """The terms at a rate in Canadian dollars per US dollar; without one the price in Canadian dollars is not known."""
    usd = terms.unit_price_above * MILLION
    return LineTerms(terms.invoices_days, usd, UNKNOWN_NUMBER if rate is None else int(usd * Fraction(rate)))


@value
class LineFacts:
    """What the formula reads of a line: -1 where a number is hidden or not given, money in cents of its currency.

    `age` is from the invoice to the application, below 0 where the invoice is later.
    """

    age: Fact[Days]
    usd: Fact[Truth]
    cad: Fact[Truth]
    units: Fact[Count]
    unit_price: Fact[Cents]
    selling_price: Fact[Cents]
    amount: Fact[Cents]


class LineSteps(NamedTuple):
    """What a line comes to (-1 where unknown), whether it counts, and whether it was judged by its cost."""

    sum: Cents
    verdict: Code
    by_cost: Truth


def line_check(facts: LineFacts, terms: LineTerms) -> LineSteps:
    """A line counts when it is recent enough, its sum is known, and its item sells for more than the limit."""
    sum_, limit = _line_sum(facts), where(facts.usd, terms.usd_above, terms.cad_above)
    by_cost = facts.selling_price < 0
    known = negate(by_cost) | (facts.unit_price >= 0) | (facts.units > 0)

    sold = where(known, where(_line_sells_above(facts, limit), Line.COUNTED, Line.CHEAP), Line.NO_PRICE)
    rated = where(limit == UNKNOWN_NUMBER, Line.NO_RATE, sold)
    summed = where(sum_ < 0, Line.NO_SUM, rated)
    foreign = where(facts.usd | facts.cad, summed, Line.OTHER_CURRENCY)
    hidden = where((facts.units < 0) & (facts.amount < 0), Line.HIDDEN, foreign)
    dated = where(facts.age < 0, Line.LATER, where(facts.age > terms.days, Line.OLD, hidden))
    return LineSteps(sum_, dated, by_cost & (dated == Line.COUNTED))


def _line_sum(facts: LineFacts) -> Cents:
    """The amount, or units times their price where that stays within 64 bits."""
    priced = (facts.units >= 0) & (facts.unit_price >= 0) & (facts.unit_price <= ROOF // most(facts.units, 1))
    multiplied = where(priced, facts.units * facts.unit_price, UNKNOWN_NUMBER)
    return where(facts.amount >= 0, facts.amount, multiplied)


def _line_sells_above(facts: LineFacts, limit: Millionths[Cents]) -> Truth:
    """Whether an item sells for more than the limit, or cost more where its selling price is not given."""
    cents, part = limit // MILLION, limit % MILLION
    cost = facts.amount > facts.units * cents + facts.units * part // MILLION
    by_unit = where(facts.unit_price >= 0, facts.unit_price > cents, cost)
    return where(facts.selling_price >= 0, facts.selling_price > cents, by_unit)


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines come to in US and Canadian cents; `unrated` are Canadian cents that lack an exchange rate."""

    usd: int = 0
    cad: int = 0
    unrated: int = 0

    def invoices(self, enough: int) -> Invoices:
        """The sum as an application states it.

        Without a rate the Canadian lines are left out where the others reach `enough` (US cents) by themselves.
        """
        canadian = self.cad + self.unrated
        if not canadian or (self.unrated and self.usd >= enough):
            return Invoices(cents=self.usd, currency=LIMITS_IN)
        return Invoices(cents=canadian, currency=HOME.currency, more_usd=self.usd)


@dataclass(frozen=True, slots=True)
class Tally:
    """An account's lines added up: all that count, those of Apple among them, and how many do not, for each reason.

    `by_cost` is how many of the counted lines were judged by what an item cost, as its selling price is not given (B6).
    `apple_lines` counts all lines of Apple, also those that are left out.
    """

    account: str
    lines: int
    general: Sum
    apple: Sum
    apple_lines: int
    by_cost: int
    left: Mapping[Line, int]

    @property
    def counted(self) -> int:
        """How many lines count."""
        return self.lines - sum(self.left.values())
