# ruff: noqa: T201 - the counts are for whoever runs this
"""A million random cases of every formula, and every refund at a boundary: one case, columns and oracle agree.

    .venv/bin/pytest tests/check -s

The numbers are seeded. Half of each column lies at or beside a bound of its rule.
"""

import numpy as np
import pytest

from tests.rules.agreement import DUALS, disagreements
from tests.rules.boundary_cases import APPLE_DOLLARS, US_DOLLARS

CASES = 1_000_000
SINGLE = 200_000
ORACLE = 100_000
SEED = 20_261_122


class Draw:
    """Columns of random facts, seeded."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(SEED)

    def among(self, *values):
        return self.random.choice(np.array(values), CASES)

    def yes_or_no(self):
        return self.among(False, True)

    def whole(self, low, high, *bounds):
        """Numbers from a span, half of them a bound or one beside it."""
        anywhere = self.random.integers(low, high, CASES, endpoint=True)
        if not bounds:
            return anywhere
        beside = self.among(*bounds) + self.among(-1, 0, 1)
        return np.where(self.yes_or_no(), np.maximum(beside, low), anywhere)


def refunds(draw):
    price = draw.whole(-1, 10_000_000_00, 1, 129_99)
    label = draw.whole(0, 40_00, 0)
    part = price * draw.among(20, 50, 70, 100) // 100 + draw.among(0, 1) * label
    deduct = np.where(draw.yes_or_no(), draw.whole(-1, 10_000_000_00), np.maximum(part + draw.among(-1, 0, 1), -1))
    flags = [draw.yes_or_no() for _ in range(5)]
    late, accepted = draw.whole(-30, 60, 0, 15), draw.whole(-5, 30, 0, 15)
    total = draw.whole(-1, 10_000_000_00, 0)
    return [price, total, late, accepted, *flags, label, draw.whole(0, 3), deduct, draw.yes_or_no()]


def labels(draw):
    return [draw.yes_or_no(), draw.whole(-1, 22), draw.whole(0, 100_00, 0)]


def listings(draw):
    return [*(draw.yes_or_no() for _ in range(4)), draw.whole(0, 2)]


def applications(draw):
    usd, apple = draw.whole(-1, 10_000_000_00, *US_DOLLARS), draw.whole(-1, 10_000_000_00, *APPLE_DOLLARS)
    likely = (draw.among(0, 1, 2, 2, 2, 2), draw.among(0, 1, 2, 2, 2, 3), draw.among(0, 1, 2, 2, 2, 2))
    dated, images, warranty = (draw.yes_or_no(), draw.yes_or_no()), draw.whole(-1, 20, 8), draw.whole(-1, 365, 90)
    odr = draw.whole(-1, 20_000, 8_000)
    return [
        likely[0], usd, draw.yes_or_no(), apple, *dated, images, likely[1], warranty, draw.yes_or_no(), odr, likely[2],
    ]  # fmt: skip


def scopes(draw):
    """Most returns are Prime ones in Canada."""
    return [draw.among(0, 1, 2, 2, 2, 2), draw.among(0, 1, 2, 2, 2, 2)]


def label_checks(draw):
    told = draw.among(0, 1, 3)
    return [*scopes(draw), draw.yes_or_no(), draw.whole(-1, 22), told, draw.whole(-1, 40_00, 0), draw.yes_or_no()]


def refund_checks(draw):
    rows, amount, label = draw.among(1, 1, 2, 3), draw.whole(-1, 1_000_00, 0, 129_99), draw.whole(-1, 40_00, 0)
    back = rows + draw.among(0, 0, 0, 1)
    part = amount * draw.among(30, 50, 80, 100) // 100 - draw.among(0, 1) * label + draw.among(-1, 0, 1)
    refunded = np.maximum(np.where(draw.yes_or_no(), part, draw.whole(0, 1_200_00)), 0)
    highest = np.where(rows == 1, refunded, np.minimum(refunded, draw.whole(0, 1_200_00)))
    rare = [draw.among(False, False, False, True) for _ in range(2)]
    ordered = np.where(draw.among(False, False, True), draw.whole(-1, 4), back)
    return [
        *scopes(draw), rows, back, ordered, amount, refunded, highest, *rare, label, draw.yes_or_no(), draw.yes_or_no(),
    ]  # fmt: skip


def hazmat_checks(draw):
    return [*scopes(draw), draw.yes_or_no()]


def offer_checks(draw):
    known = [draw.among(0, 1, 2, 2, 2, 2) for _ in range(4)]
    return [*known, draw.yes_or_no(), draw.whole(-1, 5, 0), draw.yes_or_no(), draw.whole(0, 2)]


def lines(draw):
    usd = draw.yes_or_no()
    units, prices = draw.whole(-1, 50, 0), [draw.whole(-1, 60_00, 15_00, 19_99) for _ in range(2)]
    amount = np.where(
        draw.yes_or_no(), np.maximum(units, 1) * draw.among(15_00, 19_99, 20_00) + draw.among(-1, 0, 1), -1
    )
    return [draw.whole(-5, 200, 0, 90), usd, ~usd & draw.among(True, True, False), units, *prices, amount]


def defects(limit):
    def drawn(draw):
        orders = draw.whole(-1, 100_000, 0, 125, 1_000)
        allowed = limit * orders // 1_000_000
        edge = np.where(draw.yes_or_no(), allowed, allowed * 9 // 10) + draw.among(-1, 0, 1)
        count = np.where(draw.yes_or_no(), edge, draw.whole(0, 2_000))
        count = np.where(orders < 0, -1, np.clip(count, 0, orders))
        return [draw.whole(0, 1_000_000, limit, limit * 9 // 10), orders, count]

    return drawn


def ratings(draw):
    return [draw.whole(1_000_000, 5_000_000, 3_700_000, 3_800_000), draw.whole(-1, 5_000, 0, 100)]


DRAWN = {
    "refund": refunds,
    "label": labels,
    "listing": listings,
    "eligibility": applications,
    "label-check": label_checks,
    "refund-check": refund_checks,
    "hazmat-check": hazmat_checks,
    "offer-checks": offer_checks,
    "line": lines,
    "line-unrated": lines,
    "odr": defects(8_000),
    "seller-rqs": defects(20_000),
    "offer-rqs": defects(50_000),
    "rating": ratings,
}


@pytest.mark.parametrize("name", DUALS)
def test_a_million_random_cases(name):
    dual, columns = DUALS[name], DRAWN[name](Draw())
    swept = dual.on_columns(columns)
    rows = list(zip(*(column[:SINGLE].tolist() for column in columns), strict=True))
    assert len(swept) == CASES
    assert np.array_equal(dual.on_single_cases(rows), swept[:SINGLE])
    assert np.array_equal(dual.by_the_oracle(rows[:ORACLE]), swept[:ORACLE])
    print(f"{name}: {CASES:,} cases as columns, {SINGLE:,} of them one by one, {ORACLE:,} by the oracle")


def test_every_refund_at_a_boundary():
    rows = list(DUALS["refund"].boundary())
    assert len(rows) > 250_000
    assert disagreements(DUALS["refund"], rows) == []
    print(f"refund: {len(rows):,} cases at boundaries, all three ways")
