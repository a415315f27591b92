"""Headroom's own CSV, for figures that no report of Amazon holds; the README describes it.

A value is a percentage, with or without its sign, or stars for a rating.
"""

import re
from functools import cache
from typing import Any

from bot.language.catalogue import spellings
from bot.reports.parsing.cells import Bad, asin, at_least_one, code, percent, stars, whole
from bot.reports.parsing.layout import Column, Day, Layout, title
from bot.reports.parsing.marketplaces import of_id
from bot.reports.parsing.rows import MetricRow
from rules.renewed.metrics import METRICS, Metric
from rules.renewed.standing import defect_share
from rules.renewed.standing_decision import rate

_DAYS = re.compile(r"([0-9]{1,4}) ?(?:d|days?)?", re.IGNORECASE)


@cache
def _names() -> dict[str, Metric]:
    """Every metric by its short name and its full ones."""
    return {
        title(spelling): metric
        for metric in METRICS.values()
        for spelling in (metric.name, *spellings(f"word.{metric.name}"))
    }


def metric(cell: str) -> Metric:
    """A metric by its short name or its full one."""
    name = _names().get(title(cell[:80]))
    if name is None:
        raise Bad("feeds.problem.not_a_metric")
    return name


def days(cell: str) -> int:
    """A span of days: `90`, `90d` or `90 days`."""
    match = _DAYS.fullmatch(cell)
    return at_least_one(match[1] if match else cell)


COLUMNS = (
    Column("metric", ("metric",), metric, needed=True),
    Column("as_of", ("as-of", "date", "day"), Day(), needed=True),
    Column("value", ("value", "rate", "score"), code),
    Column("subject", ("ASIN", "offer"), asin),
    Column("total", ("orders",), whole),
    Column("defects", ("defects",), whole),
    Column("reviews", ("reviews",), whole),
    Column("window_days", ("window", "Window days"), days),
    Column("account", ("account", "seller"), code),
    Column("marketplace", ("marketplace",), of_id),
)


def finish(values: dict[str, Any]) -> MetricRow:
    """The row. Raises Bad where the figures contradict each other, or one is missing."""
    which: Metric = values.pop("metric")
    if which.of_offer and "subject" not in values:
        raise Bad("feeds.problem.which_offer", "subject")
    if not which.of_offer and "subject" in values:
        raise Bad("feeds.problem.no_offer", "subject", values["subject"])
    if "window_days" in values and which.window is None:
        raise Bad("feeds.problem.no_window", "window_days", f"{values['window_days']}")
    shown = values.pop("value", None)
    value = _stars(values, shown) if which.counted_in == "reviews" else _share(which, values, shown)
    return MetricRow(metric=which.name, value=value, **values)


def _stars(values: dict[str, Any], shown: str | None) -> int:
    for field in ("total", "defects"):
        if field in values:
            raise Bad("feeds.problem.no_counts", field, f"{values[field]}")
    if shown is None:
        raise Bad("feeds.problem.blank", "value")
    return _read(stars, shown)


def _share(which: Metric, values: dict[str, Any], shown: str | None) -> int:
    """The percentage as it is shown, which must agree with its counts; or worked out from them."""
    if "reviews" in values:
        raise Bad("feeds.problem.no_reviews", "reviews", f"{values['reviews']}")
    total, defects = values.get("total"), values.get("defects")
    if (total is None) != (defects is None):
        raise Bad("feeds.problem.both_counts", "defects" if defects is None else "total")
    typed = None if shown is None else _read(percent, shown)
    if total is None or defects is None:
        if typed is None:
            raise Bad("feeds.problem.blank", "value")
        return typed
    if defects > total:
        raise Bad("feeds.problem.more_than_all", "defects", f"{defects} / {total}")
    counted = defect_share(which, rate(defects, total))
    if typed is not None and abs(typed - counted) > rounding(shown or ""):
        raise Bad("feeds.problem.contradiction", "value", shown)
    return counted if typed is None else typed


def rounding(shown: str) -> int:
    """How far a percentage may be off for having been rounded or cut to its last digit, in millionths."""
    decimals = re.split(r"[.,]", shown.rstrip("% "))[1:]
    return 10_000 // 10 ** len(decimals[0] if decimals else "") or 1


def _read(read: Any, shown: str) -> int:
    try:
        value: int = read(shown)
    except Bad as bad:
        raise Bad(bad.key, "value", shown) from None
    return value


LAYOUT = Layout("metrics", COLUMNS, finish, any_of=("value", "defects"), place="marketplace", placed=of_id)
