"""The cases at which each rule can change its mind, one step to either side, as rows in the order of its facts."""

from collections.abc import Iterator
from itertools import chain, islice, product

from tests.rules import policy_oracle as oracle

PRICES = (-1, 0, 1, 3, 30_00, 129_99, 10_000_000_00)
DAYS = (-1, 0, 1, 14, 15, 16, 17, 365)
ACCEPTED = (-1, 0, 1, 15, 16)
FLAGS = tuple(product((False, True), repeat=4))
NO_DEDUCTION = -1

LABELS = (
    (0, oracle.MISSING),
    (1, oracle.BUYER),
    *((12_40, payer) for payer in range(4)),
    (10_000_000_01, oracle.BUYER),
)


def refund_rows(nth: int = 1) -> Iterator[tuple]:
    """About 260,000 returns: every price, day, acceptance, flag, label and reading of A1, at each deduction's edge.

    Or those of every nth return, where `nth` shares no factor with the lengths above.
    """
    arrived = product(PRICES, (-1,), DAYS, ACCEPTED, FLAGS, (False,), LABELS, (False, True))
    lost = product((-1, 129_99), (-1, 0, 148_50), (0, 16), (0, 15), FLAGS, (True,), LABELS[:3], (False, True))
    returns = islice(chain(arrived, lost), 0, None, nth)
    for price, total, late, accepted, flags, not_received, (label, payer), added in returns:
        facts = (price, total, late, accepted, *flags, not_received, label, payer)
        for deduct in sorted(_edges(facts)):
            yield (*facts, deduct, added)


def _edges(facts: tuple) -> set[int]:
    """No deduction, and one cent to either side of what each reading of A1 supports."""
    bounds = [kept.refund_max - kept.refund_min for kept in (oracle.refund(*facts, -1, added) for added in (0, 1))]
    return {NO_DEDUCTION, 0, *(max(bound + step, 0) for bound in bounds for step in (-1, 0, 1))}


THREE = NO, UNKNOWN, YES = range(3)
NOT_APPLICABLE = 3


def label_rows() -> Iterator[tuple]:
    """Every row of the table and both ways of having none, in and out of a free category."""
    return product((False, True), range(-1, 23), (0, 1, 12_40))


def listing_rows() -> Iterator[tuple]:
    """Every combination of the conditions; whether two offers are identical may be unknown."""
    return product(*[(False, True)] * 4, THREE)


US_DOLLARS = tuple(limit + step for limit in (49_000_00, 50_000_00, 51_000_00) for step in (-1, 0, 1))
APPLE_DOLLARS = tuple(limit + step for limit in (73_500_00, 75_000_00, 76_500_00) for step in (-1, 0, 1))


def eligibility_rows() -> Iterator[tuple]:
    """Every amount at its edges with the rest met, then every mixture of met, failed and unknown."""
    dated = (False, True)
    for cents, is_dated, apple_cents, apple_dated in product(
        (-1, 0, *US_DOLLARS), dated, (-1, 0, *APPLE_DOLLARS), dated
    ):
        for apple in (False, True):
            yield (YES, cents, apple, apple_cents, is_dated, apple_dated, 8, YES, 90, True, 8_000, YES)
    amounts = product((-1, 49_999_99, 50_000_00), ((False, -1), (True, -1), (True, 74_999_99), (True, 75_000_00)))
    rest = product(THREE, (-1, 7, 8), (*THREE, NOT_APPLICABLE), (-1, 89, 90), THREE)
    sales = ((False, -1), (True, -1), (True, 8_000), (True, 8_001))
    for (cents, (apple, apple_cents)), (refurbisher, images, screen, warranty, quality), (selling, odr) in product(
        amounts, rest, sales
    ):
        yield (
            refurbisher, cents, apple, apple_cents, True, True, images, screen, warranty, selling, odr, quality,
        )  # fmt: skip


SCOPES = tuple(product(THREE, THREE))


def label_check_rows() -> Iterator[tuple]:
    """Every word of Amazon's beside every row of the table, and every return that may be outside the programme."""
    told = (oracle.SELLER, oracle.BUYER, oracle.MISSING)
    for facts in product((False, True), range(-1, 23), told, (-1, 0, 1, 12_40), (False, True)):
        yield (YES, YES, *facts)
    for scope, facts in product(SCOPES, product((False, True), (-1, 0, 2, 22), told)):
        yield (*scope, *facts, 12_40, True)


def refund_check_rows() -> Iterator[tuple]:
    """Refunds one cent to either side of the order, of what a label leaves and of what each cap leaves."""
    flags = tuple(product((False, True), repeat=2))
    for amount, label, due, added in product((-1, 0, 1, 129_99), (-1, 0, 12_40, 200_00), *[(False, True)] * 2):
        row = (YES, YES, 1, 1, 1, amount, 0, 0, False, False, label, due, added)
        for refunded in _refunds(max(amount, 0), max(label, 0)):
            yield (*row[:6], refunded, refunded, *row[8:])
    shapes = ((1, 1, 1), (1, 1, 2), (2, 2, 2), (2, 2, -1), (2, 3, 2), (3, 3, 3))
    sums = ((0, 0), (100_00, 60_00), (117_59, 117_59), (129_99, 70_00), (130_00, 70_00), (150_00, 130_00))
    for scope, shape, (refunded, highest), (waiting, replaced), label in product(
        (*SCOPES[-1:], *SCOPES[:-1:3]), shapes, sums, flags, (-1, 12_40)
    ):
        yield (*scope, *shape, 129_99, refunded, highest, waiting, replaced, label, True, False)
    for scope in SCOPES:
        yield (*scope, 1, 1, 1, 129_99, 150_00, 150_00, False, False, 0, False, False)


def _refunds(whole: int, label: int) -> list[int]:
    caps = (0, whole // 5, whole // 2, whole // 5 + whole // 2, whole)
    edges = {max(whole - cap - shipping, 0) for cap in caps for shipping in (0, label)} | {whole}
    return sorted({edge + step for edge in edges for step in (-1, 0, 1) if edge + step >= 0})


def hazmat_check_rows() -> Iterator[tuple]:
    """Every return that may be outside the programme, of hazmat or not."""
    return ((*scope, hazmat) for scope in SCOPES for hazmat in (False, True))


def offer_check_rows() -> Iterator[tuple]:
    """Every offer that listings tell in full, in part or not at all."""
    return product(THREE, THREE, THREE, THREE, (False, True), (-1, 0, 1), (False, True), THREE)


CURRENCIES = ((True, False), (False, True), (False, False))


def line_rows() -> Iterator[tuple]:
    """Lines on each side of 90 days and of 15.00 US dollars at a rate of 1.3333, with all that may be hidden."""
    prices = (-1, 0, 14_99, 15_00, 15_01, 19_98, 19_99, 20_00, 20_70)
    for currency, units, unit_price, selling in product(CURRENCIES, (-1, 0, 1, 7), prices, prices):
        for amount in sorted(
            {-1, 0, *(7 * price + step for price in (15_00, 19_99) for step in (-1, 0, 1, 2, 3, 4, 5))}
        ):
            yield (30, *currency, units, unit_price, selling, amount)
    for age, currency, amount in product((-2, -1, 0, 1, 89, 90, 91, 365), CURRENCIES, (-1, 500_00)):
        yield (age, *currency, 1, 500_00, -1, amount)
    for units, unit_price in ((0, 10**12), (0, 10**12 + 1), (1, 10**12), (1, 10**12 + 1), (999_999_999, 10**12)):
        yield (30, True, False, units, unit_price, -1, -1)
    yield from ((30, True, False, 3, 10**12 // 3 + step, 20_00, -1) for step in (0, 1))


ORDERS = (0, 1, 12, 19, 20, 50, 124, 125, 126, 140, 999, 1_000, 1_001, 4_210, 1_000_000)


def defect_rows(limit: int) -> Iterator[tuple]:
    """A share and counts on each side of a limit (millionths) and of nine tenths of it, with and without counts."""
    shares = {0, 1, *(edge + step for edge in (limit, limit * 9 // 10) for step in (-1, 0, 1))}
    yield from ((share, -1, -1) for share in sorted(shares))
    for orders in ORDERS:
        edges = limit * orders // 1_000_000, limit * 9 * orders // 10_000_000
        counts = {0, 1, *(edge + step for edge in edges for step in (-1, 0, 1, 2))}
        yield from ((share, orders, d) for d in sorted(counts) if 0 <= d <= orders for share in (0, limit))


def rating_rows() -> Iterator[tuple]:
    """A rating at the edges of 3.70 and 3.80 stars, and where one more review tips it, with and without counts."""
    ratings = {1_000_000, 5_000_000, *(edge + step for edge in (3_700_000, 3_800_000) for step in (-1, 0, 1))}
    yield from product(sorted(ratings), (-1, 0, 1, 12, 100, 1_000_000))
    for reviews, more in product((1, 12, 100, 4_210), (1, 2, 3)):
        tips = 3_700_000 + -(-2_700_000 * more // reviews)
        yield from ((rating, reviews) for rating in (tips - 1, tips) if rating <= 5_000_000)
