"""Which lines of purchase invoices count towards an application for Renewed (renewed-ca/apply/2), and why not.

Lines are in Canadian or US dollars. What an item must sell for is the page's own figure, in Canadian dollars at the
asker's rate (B6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from rules.core.columns import MILLION, UNKNOWN_NUMBER, Truth, Whole, most, negate, where
from rules.renewed.eligibility import EligibilityTerms, Invoices

ROOF = 10_000_000_000_00
"""Cents that a line may come to when it is multiplied out; more is no line of an invoice."""


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


@dataclass(frozen=True, slots=True)
class LineTerms:
    """The days before the application, and the price that an item must sell above: millionths of a cent, or -1."""

    days: int
    usd_above: int
    cad_above: int


def line_terms(terms: EligibilityTerms, rate: Decimal | None) -> LineTerms:
    """The terms of the page at a rate in Canadian dollars per US dollar; without one, no price in them is known."""
    usd = terms.unit_price_above * MILLION
    return LineTerms(terms.invoices_days, usd, UNKNOWN_NUMBER if rate is None else int(usd * Fraction(rate)))


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line as the formula reads it: -1 where a number is hidden or not given, money in cents of its currency.

    `age` is in days from the invoice to the application, below 0 where the invoice is later.
    """

    age: Whole
    usd: Truth
    cad: Truth
    units: Whole
    unit_price: Whole
    selling_price: Whole
    amount: Whole


class LineSteps(NamedTuple):
    """What a line comes to (cents, -1 where unknown), whether it counts, and whether its cost stood for its price."""

    sum: Whole
    verdict: Whole
    by_cost: Truth


def line_check(facts: LineFacts, terms: LineTerms) -> LineSteps:
    """A line counts when it is recent enough, tells what it comes to, and its item sells for more than the limit."""
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


def _line_sum(facts: LineFacts) -> Whole:
    """The amount, or units times their price where that stays within 64 bits."""
    priced = (facts.units >= 0) & (facts.unit_price >= 0) & (facts.unit_price <= ROOF // most(facts.units, 1))
    multiplied = where(priced, facts.units * facts.unit_price, UNKNOWN_NUMBER)
    return where(facts.amount >= 0, facts.amount, multiplied)


def _line_sells_above(facts: LineFacts, limit: Whole) -> Truth:
    """Whether an item sells for more than the limit; where nobody says for how much, whether it cost more."""
    cents, part = limit // MILLION, limit % MILLION
    cost = facts.amount > cents * facts.units + part * facts.units // MILLION
    by_unit = where(facts.unit_price >= 0, facts.unit_price > cents, cost)
    return where(facts.selling_price >= 0, facts.selling_price > cents, by_unit)


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines come to, in US and in Canadian cents; `unrated` Canadian cents wait for an exchange rate."""

    usd: int = 0
    cad: int = 0
    unrated: int = 0

    def invoices(self, enough: int) -> Invoices:
        """The sum as an application tells it; without a rate, what waits for one is left out where `enough` is there.

        `enough` is in US cents.
        """
        canadian = self.cad + self.unrated
        if not canadian or (self.unrated and self.usd >= enough):
            return Invoices(cents=self.usd, currency="USD")
        return Invoices(cents=canadian, currency="CAD", more_usd=self.usd)


@dataclass(frozen=True, slots=True)
class Tally:
    """An account's lines added up, all of them and those of Apple, and how many count or are left out, and why.

    `by_cost` of the counted lines are judged by what an item cost, as nothing says what it sells for (B6).
    `apple_lines` are all of Apple's, also those that are left out.
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
