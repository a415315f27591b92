"""The sample seller of the local workspace: 90 days of readings of a Canadian account and a few offers.

The figures are made up, the same for the same day on every machine, and one offer is near its limit.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from rules.metrics import METRICS
from rules.standing import Reading, defect_share
from rules.standing_decision import rate
from storage import accounts
from storage import readings as stored
from storage.workspaces import Workspace

DAYS = 90
SOURCE = "sample"
ACCOUNT = "main"

OFFERS = {
    "B0PHONE128": (0.021, 412, 4_310_000, 388),
    "B0TABLET64": (0.047, 318, 4_050_000, 290),
    "B0WATCHSE2": (0.012, 640, 4_520_000, 512),
    "B0LAPTOP13": (0.036, 205, 3_790_000, 164),
}
"""ASIN: share of orders with a defect, orders, rating in millionths of a star, reviews."""


def plant(workspace: Workspace, today: date, now: datetime) -> None:
    """Write down the sample readings up to today that are not there yet."""
    held = {(each.metric, each.subject): each.as_of for each in stored.latest(workspace, ACCOUNT)}
    missing = [each for each in sample(today) if each.as_of > held.get((each.metric, each.subject), date.min)]
    if missing:
        accounts.add(workspace, ACCOUNT, SOURCE, now)
        stored.record(workspace, ACCOUNT, missing, now)


def sample(today: date) -> Iterator[Reading]:
    """Every reading of the last 90 days, oldest first."""
    for ago in range(DAYS - 1, -1, -1):
        day = today - timedelta(days=ago)
        wave = math.sin(day.toordinal() / 9)
        orders = 4_160 + round(60 * wave)
        yield _rate("odr", "", day, orders, 22 + round(4 * wave) + (DAYS - ago) // 18)
        yield _rate("seller-rqs", "", day, orders, 58 + round(7 * wave))
        for asin, (share, sold, stars, reviews) in OFFERS.items():
            yield _rate("offer-rqs", asin, day, sold, round(share * sold + wave))
            yield Reading(metric="rating", subject=asin, value=stars, as_of=day, source=SOURCE, reviews=reviews)


def _rate(metric: str, subject: str, day: date, orders: int, defects: int) -> Reading:
    return Reading(
        metric=metric,
        subject=subject,
        value=defect_share(METRICS[metric], rate(defects, orders)),
        as_of=day,
        source=SOURCE,
        orders=orders,
        defects=defects,
        window_days=DAYS if METRICS[metric].window else None,
    )
