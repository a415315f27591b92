"""The sample seller's returns: one to three a working day, refunded the day after, now and then too late.

What a report would say of them on a day follows from the day alone, so that a report of the next day says the same of
what it still has, and more.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from storage.reports.returns import ReturnCase

PAST = timedelta(days=30)
"""How far back a report goes."""

ITEMS = (
    ("B0PHONE128", "RNW-PH-128", "Renewed smartphone 128 GB, graphite", 32_999),
    ("B0TABLET64", "RNW-TB-64", "Renewed tablet 64 GB, Wi-Fi", 27_450),
    ("B0WATCHSE2", "RNW-WT-SE2", "Renewed watch 44 mm, midnight", 18_900),
    ("B0LAPTOP13", "RNW-LP-13", "Renewed laptop 13 inches, 512 GB", 74_995),
)
"""ASIN, SKU, title and price in cents."""

REASONS = ("CR-DEFECTIVE", "CR-UNWANTED_ITEM", "CR-QUALITY_UNACCEPTABLE", "CR-FOUND_BETTER_PRICE", "CR-MISSING_PARTS")

BUYER_PAYS = ("CR-UNWANTED_ITEM", "CR-FOUND_BETTER_PRICE")

PROMPT, SLOW = timedelta(days=1), timedelta(days=6)
"""After how long a refund is made: usually, and of every fifth return."""


def report(today: date) -> Iterator[ReturnCase]:
    """What a returns report of a day says."""
    days = (today - PAST + timedelta(days=n) for n in range(PAST.days + 1))
    for day in days:
        if day.weekday() < 5:
            yield from (_case(day, number, today) for number in range(1 + day.toordinal() % 3))


def _case(arrived: date, number: int, today: date) -> ReturnCase:
    chance = random.Random(f"{arrived} {number}")  # noqa: S311 no secret
    asin, sku, title, price = chance.choice(ITEMS)
    reason = chance.choice(REASONS)
    slow = (arrived.toordinal() + number) % 5 == 0
    refunded = today - arrived >= (SLOW if slow else PROMPT)
    label_cost = 985 + chance.randrange(5) * 140
    deducted = label_cost if reason in BUYER_PAYS else 0
    return ReturnCase(
        order_id=f"702-{arrived.toordinal():07d}-{chance.randrange(10**7):07d}",
        rma=f"D{arrived.toordinal():06d}{number}RRMA",
        item=sku,
        return_date=arrived - timedelta(days=7),
        order_date=arrived - timedelta(days=21),
        arrived_on=arrived,
        marketplace="ca",
        prime=True,
        asin=asin,
        sku=sku,
        title=title,
        reason=reason,
        label="AmazonPrePaidLabel",
        label_cost=label_cost,
        label_payer="customer" if reason in BUYER_PAYS else "seller",
        currency="CAD",
        amount=price,
        order_quantity=1,
        refunded=price - deducted if refunded else 0,
    )
