"""Readings of many offers, the same every time."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from bench.databases import WHO
from rules.core.columns import MILLION
from rules.renewed.standing import Reading

TODAY = date(2026, 11, 20)
SEED = 5
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
SPREAD = 7_919
"""Neighbours among the offers are none in the alphabet, as in a real catalogue."""


def asin(number: int) -> str:
    """The ASIN of an offer."""
    number, letters = number * SPREAD, ""
    for _ in range(8):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return f"B0{letters}"


def by_day(offers: int, days: int) -> Iterator[Reading]:
    """A reading of every offer for every day, with its counts, in the order of the days."""
    dice = random.Random(SEED)  # noqa: S311 a measurement, no secret
    names = [asin(number) for number in range(offers)]
    for ago in range(days - 1, -1, -1):
        day = TODAY - timedelta(days=ago)
        for name in names:
            orders = dice.randint(20, 900)
            yield _of_counts(name, day, orders, int(orders * 0.06 * dice.random()))


def _of_counts(name: str, day: date, orders: int, defects: int) -> Reading:
    value = MILLION - defects * MILLION // orders
    return Reading(
        metric="offer-rqs",
        subject=name,
        value=value,
        as_of=day,
        source="metrics",
        who=WHO,
        orders=orders,
        defects=defects,
    )


def coming_near(offers: int, one_in: int) -> Iterator[Reading]:
    """Two days of every offer: on the second, one in so many is near its limit, and none was before."""
    for ago in (1, 0):
        day = TODAY - timedelta(days=ago)
        for number in range(offers):
            yield _of_counts(asin(number), day, 1_000, 47 if not ago and number % one_in == 0 else 10)
