"""One figure of the performance report: its counts, its window, and the rate that the counts make."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.reports.parsing.cells import Bad
from bot.reports.parsing.report import Given
from bot.reports.parsing.rows import MetricRow
from rules.core.columns import MILLION
from rules.renewed.standing_decision import rate

TOTALS = ("orderCount", "shipmentCount", "shipmentCountWithValidTracking", "totalUnitCount")
COUNTS = (
    *("lateShipmentCount", "cancellationCount", "onTimeDeliveryCount", "unitOnTimeDeliveryCount", "validTrackingCount"),
    "defectsCount",
)
NESTED = ("orderWithDefects", "invoiceDefect")
STATUSES = ("status", "ahrStatus", "accountHealthRatingStatus")
LONGEST_STATUS = 40
MOST = 10**12

Json = Mapping[str, Any]


def figure_of(metric: str, block: object, marketplace: str, channel: str, given: Given) -> MetricRow:
    """The row of one figure, its rate counted. Raises Bad where its parts are not what they must be."""
    if not isinstance(block, dict):
        raise Bad("feeds.problem.not_an_object", None, printable(block))
    since, until = _range(block, given)
    total, defects = _first(block, TOTALS), _count_of(block)
    if total is not None and defects is not None and defects > total:
        raise Bad("feeds.problem.more_than_all", "", f"{defects} / {total}")
    status = next((word(block[name]) for name in STATUSES if name in block), "")
    return MetricRow(
        line=0,
        metric=metric,
        subject=word(block.get("warningType", "")),
        as_of=until,
        value=None if status == "NONE" else _value(block, total, defects),
        total=total,
        defects=defects,
        window_days=(until - since).days + 1 if since else None,
        status=status,
        channel=word(channel),
        marketplace=marketplace,
    )


def _range(block: Json, given: Given) -> tuple[date | None, date]:
    """The first and last day of a figure; only a warning has none, and is as of today."""
    span = block.get("reportingDateRange")
    if span is None and "warningType" in block:
        return None, given.today
    if not isinstance(span, dict):
        raise Bad("feeds.problem.blank", "reportingDateRange")
    since, until = (_day(span.get(f"reportingDate{end}"), f"reportingDate{end}") for end in ("From", "To"))
    if since > until:
        raise Bad("feeds.problem.backwards", "reportingDateRange", f"{since} – {until}")
    if (until - given.today).days > 1:
        raise Bad("feeds.problem.future", "reportingDateTo", f"{until}")
    return since, until


def _day(moment: object, name: str) -> date:
    """The day of `2020-11-04T23:59Z` as it is written: these windows are whole days in UTC."""
    try:
        return date.fromisoformat(moment[:10] if isinstance(moment, str) else "")
    except ValueError:
        raise Bad("feeds.problem.not_a_day", name, printable(moment)) from None


def _count_of(block: Json) -> int | None:
    for name in NESTED:
        if isinstance(block.get(name), dict):
            return _first(block[name], ("count",))
    return _first(block, COUNTS)


def _first(block: Json, names: tuple[str, ...]) -> int | None:
    """The first count that is there. Raises Bad where it is no count."""
    name = next((name for name in names if name in block), None)
    if name is None:
        return None
    count = block[name]
    if not isinstance(count, int) or isinstance(count, bool):
        raise Bad("feeds.problem.not_whole", name, printable(count))
    if not 0 <= count <= MOST:
        raise Bad("feeds.problem.negative" if count < 0 else "feeds.problem.too_much", name, printable(count))
    return count


def _value(block: Json, total: int | None, part: int | None) -> int | None:
    """Millionths: counted where there are counts (none of no orders is no figure), else as the report says."""
    if total is not None and part is not None:
        return rate(part, total) if total else None
    share = block.get("rate")
    if share is None:
        return None
    if not isinstance(share, (int, Decimal)) or isinstance(share, bool) or not 0 <= share <= 1:
        raise Bad("feeds.problem.not_a_rate", "rate", printable(share))
    return int(Decimal(share) * MILLION)


def word(value: object) -> str:
    """A status or a name. Raises Bad where it is none."""
    if not isinstance(value, str) or len(value) > LONGEST_STATUS or not value.isprintable():
        raise Bad("feeds.problem.not_a_word", "", printable(value))
    return value


def printable(value: object) -> str:
    """A value of the document as it may be said: short, and without what no database holds."""
    if isinstance(value, int) and abs(value) > MOST:
        return f"{len(f'{abs(value):x}')} hex digits"
    text = str(value) if isinstance(value, (str, int, Decimal)) or value is None else type(value).__name__
    return text[:80].encode("utf-8", "replace").decode().replace("\0", " ")
