"""The cases at which each rule can change its mind, one step to either side, as rows in the order of its facts."""

from collections.abc import Iterator
from itertools import chain, islice, product

import policy_oracle as oracle

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
