"""From the values of a typed line to readings, with every contradiction between them found."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.language.grammar.slip import Slip
from rules.core import money
from rules.core.policy import terms
from rules.renewed.metrics import METRICS, Metric
from rules.renewed.standing import Reading, StandingTerms, defect_share
from rules.renewed.standing_decision import rate

SOURCE = "typed"


def readings_of(values: Mapping[str, Any], today: date, who: str) -> list[Reading]:
    """The readings that a line gives, a metric each. Raises Slip where something is missing or does not fit.

    `values` are keyed by metric (with `_` for `-`), in millionths, beside `orders`, `defects`, `reviews`, `window`
    (days), `as_of` and `asin`.
    """
    as_of = values.get("as_of", today)
    if as_of > today:
        raise Slip("standing.slip.future", day=as_of)
    if values.get("window") == 0:
        raise Slip("standing.slip.window")
    metrics = _metrics(values)
    _check_counts(values, metrics)
    return [_reading(metric, values, as_of, who) for metric in metrics]


def _metrics(values: Mapping[str, Any]) -> list[Metric]:
    """The metrics that are given. Counts alone are not: they may be those of several."""
    given = [metric for metric in METRICS.values() if _key(metric) in values]
    if not given:
        meant = _meant(values)
        raise Slip("standing.slip.nothing_to_set", choices=meant, suggestion=None if meant else _EXAMPLE)
    if "window" in values and all(metric.window is None for metric in given):
        raise Slip("standing.slip.no_window")
    for metric in given:
        if metric.of_offer and "asin" not in values:
            raise Slip("standing.slip.which_offer", metric=metric.name)
    return given


_EXAMPLE = "odr=0.74% orders=4210 defects=31 window=90d"


def _meant(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The lines that counts without a metric may mean, each with the rate that they make."""
    if not {"orders", "defects"} <= values.keys() or values["defects"] > values["orders"]:
        return ()
    counts = f"orders={values['orders']} defects={values['defects']}"
    share = rate(values["defects"], values["orders"])
    account = [metric for metric in METRICS.values() if metric.counted_in == "orders" and not metric.of_offer]
    return tuple(f"{each.name}={money.percent(defect_share(each, share))}% {counts}" for each in account)


def _key(metric: Metric) -> str:
    """The name under which a parsed line holds a metric's value."""
    return metric.name.replace("-", "_")


def _check_counts(values: Mapping[str, Any], metrics: list[Metric]) -> None:
    if ("orders" in values) != ("defects" in values):
        raise Slip("standing.slip.both_counts")
    if "orders" in values and len([metric for metric in metrics if metric.counted_in == "orders"]) != 1:
        raise Slip("standing.slip.counts_of_which")
    if "reviews" in values and all(metric.counted_in != "reviews" for metric in metrics):
        raise Slip("standing.slip.reviews_without_rating")
    if values.get("defects", 0) > values.get("orders", 0):
        raise Slip("standing.slip.more_defects", defects=values["defects"], orders=values["orders"])


def _reading(metric: Metric, values: Mapping[str, Any], as_of: date, who: str) -> Reading:
    counted = metric.counted_in == "orders"
    return Reading(
        metric=metric.name,
        subject=values["asin"] if metric.of_offer else "",
        value=_value(metric, values),
        as_of=as_of,
        source=SOURCE,
        who=who,
        orders=values.get("orders") if counted else None,
        defects=values.get("defects") if counted else None,
        reviews=None if counted else values.get("reviews"),
        window_days=_window(metric, values, as_of),
    )


def _window(metric: Metric, values: Mapping[str, Any], as_of: date) -> int | None:
    """The days that the reading covers: those that were told, else those that the clause asks for."""
    if metric.window is None:
        return None
    days: int = values.get("window", getattr(terms(StandingTerms, as_of), metric.window))
    return days


def _value(metric: Metric, values: Mapping[str, Any]) -> int:
    """The value as typed, which must agree with its counts; or worked out from them."""
    typed: int | None = values.get(_key(metric))
    if metric.counted_in == "reviews" or "orders" not in values:
        return typed or 0
    counted = defect_share(metric, rate(values["defects"], values["orders"]))
    if typed is None:
        return counted
    if abs(typed - counted) > _rounding(typed):
        raise Slip(
            "standing.slip.contradiction",
            defects=values["defects"],
            orders=values["orders"],
            counted=(counted + 50) // 100 * 100,
            typed=typed,
        )
    return typed


def _rounding(millionths: int) -> int:
    """How far a percentage may be off for having been rounded to its last digit: 0.74 % by 0.005 points."""
    for unit in (10_000, 1_000, 100, 10):
        if millionths % unit == 0:
            return unit // 2
    return 1
