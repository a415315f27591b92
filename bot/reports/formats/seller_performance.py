"""The account's performance (GET_V2_SELLER_PERFORMANCE_REPORT), a JSON document, in both spellings Amazon uses.

Rates are worked out again from their counts, and where Amazon's differ it is said. The order defect rate covers 60
days and only stands in for the 90 days of Renewed: each row says its window. Status NONE is no data, not a bad figure.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from bot.reports.formats.performance_figures import figure_of, printable
from bot.reports.parsing.cells import Bad
from bot.reports.parsing.lines import western
from bot.reports.parsing.marketplaces import of_id
from bot.reports.parsing.report import Given, Problems, Report, Unreadable
from bot.reports.parsing.rows import MetricRow

KIND = "performance"

NAMES = {
    "orderDefectRate": "odr",
    "prefulfillmentCancelRate": "cancellation-rate",
    "preFulfillmentCancellationRate": "cancellation-rate",
    "warningState": "warning",
    "warningStates": "warning",
    "documentRequest": "document-requests",
    "documentRequests": "document-requests",
}
"""Amazon's names where ours is another, or where Amazon has two; any other becomes `late-shipment-rate` and so on."""

LONGEST_NUMBER = 60
CHANNELS = ("mfn", "afn")
_CAPITAL = re.compile(r"(?=[A-Z])")

Json = Mapping[str, Any]


def looks_like(head: bytes) -> bool:
    """Whether a file is JSON."""
    return head.lstrip()[:1] in (b"{", b"[")


def read_document(raw: bytes, given: Given) -> Report[MetricRow]:
    """The figures of a document. Raises Unreadable where it is no such document."""
    document = _parsed(raw)
    metrics = document.get("performanceMetrics") if isinstance(document, dict) else None
    if not isinstance(metrics, list):
        raise Unreadable("feeds.refuse.other_json")
    feed: Report[MetricRow] = Report(KIND, Problems(given.limits.problems))
    feed.place({_marketplace(each) for each in metrics if isinstance(each, dict)})
    feed.rows = _rows(metrics, document.get("accountStatuses"), given, feed)
    return feed


def _parsed(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = western(raw)
    try:
        return json.loads(text, parse_float=_number, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise Unreadable("feeds.refuse.deep") from None
    except json.JSONDecodeError as wrong:
        cut = wrong.pos >= len(text.rstrip()) - 1 or wrong.msg.startswith("Unterminated")
        key = "feeds.refuse.cut_json" if cut else "feeds.refuse.bad_json"
        raise Unreadable(key, line=wrong.lineno) from None
    except ValueError:
        raise Unreadable("feeds.refuse.bad_numbers") from None


def _number(word: str) -> Decimal:
    try:
        return Decimal(word[:LONGEST_NUMBER])
    except InvalidOperation as wrong:
        raise ValueError(word[:LONGEST_NUMBER]) from wrong


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return values


def _marketplace(metrics: Json) -> str:
    named = metrics.get("marketplaceId")
    return of_id(named[:40]) if isinstance(named, str) else ""


def _rows(metrics: list[Any], statuses: Any, given: Given, feed: Report[MetricRow]) -> Iterator[MetricRow]:
    _note_statuses(statuses, feed)
    for number, each in enumerate(metrics):
        path = f"[{number}]"
        if not isinstance(each, dict):
            feed.lines += 1
            feed.problems.add(0, path, "feeds.problem.not_an_object", printable(each))
            continue
        marketplace = _marketplace(each)
        for name, where, value, channel in _blocks(each, path):
            feed.lines += 1
            try:
                row = figure_of(_name(name), value, marketplace, channel, given)
            except Bad as bad:
                feed.problems.add(0, f"{where}.{bad.column}" if bad.column else where, bad.key, bad.value or "")
                continue
            _note_contradictions(row, value, feed)
            yield row


def _blocks(metrics: Json, path: str) -> Iterator[tuple[str, str, Any, str]]:
    """Every figure with its name, its path and who fulfils its orders."""
    for name, value in metrics.items():
        where = f"{path}.{name[:60]}"
        if name == "marketplaceId":
            continue
        if isinstance(value, list):
            yield from ((name, f"{where}[{number}]", each, "") for number, each in enumerate(value))
        elif isinstance(value, dict) and value.keys() & set(CHANNELS):
            yield from ((name, f"{where}.{channel}", each, channel) for channel, each in value.items())
        else:
            yield name, where, value, ""


def _name(name: str) -> str:
    return NAMES.get(name) or "-".join(_CAPITAL.split(name[:60])).lower()


def _note_statuses(statuses: Any, feed: Report[MetricRow]) -> None:
    for each in statuses if isinstance(statuses, list) else []:
        if isinstance(each, dict) and each.get("status") not in ("NORMAL", None):
            marketplace = of_id(printable(each.get("marketplaceId")))
            feed.note("feeds.note.account_status", marketplace=marketplace.upper(), status=printable(each["status"]))


def _note_contradictions(row: MetricRow, block: Json, feed: Report[MetricRow]) -> None:
    """Say what in a figure contradicts itself, and what it is not."""
    metric = row.metric
    rate = block.get("rate")
    if rate is not None and row.value is not None and row.total is not None and _differs(rate, row.value):
        feed.note("feeds.note.rate", metric=metric, told=printable(rate), counted=row.value)
    if row.channel and (kind := block.get("fulfillmentType")) not in (row.channel, None):
        feed.note("feeds.note.fulfilment", metric=metric, told=printable(kind), channel=row.channel)
    if row.status == "NONE" and (row.total or row.defects):
        feed.note("feeds.note.none_with_counts", metric=metric, total=row.total or 0, defects=row.defects or 0)
    if _belies(row, block):
        feed.note("feeds.note.status", metric=metric, status=row.status, target=printable(block.get("targetValue")))
    if metric == "odr" and row.value is not None and row.window_days and row.channel != "afn":
        feed.note("feeds.note.window", days=row.window_days, until=row.as_of)
    if row.channel == "afn" and row.total:
        feed.note("feeds.note.afn", defects=row.defects or 0, orders=row.total)


def _differs(rate: Any, counted: int) -> bool:
    """Whether Amazon's rate differs from the counted one by more than its last digit."""
    if not isinstance(rate, (int, Decimal)) or isinstance(rate, bool) or not 0 <= rate <= 1:
        return True
    digits = Decimal(rate).as_tuple().exponent
    last = Decimal(10) ** max(int(digits), -6)
    return abs(Decimal(rate) - Decimal(counted).scaleb(-6)) > last


def _belies(row: MetricRow, block: Json) -> bool:
    """Whether Amazon's verdict is not what its own target makes of the figure."""
    target, condition = block.get("targetValue"), block.get("targetCondition")
    figure = row.defects if row.value is None else Decimal(row.value).scaleb(-6)
    if row.status not in ("GOOD", "BAD") or figure is None or not isinstance(target, (int, Decimal)):
        return False
    met = {"LESS_THAN": figure < target, "GREATER_THAN": figure > target, "EQUALS": figure == target}
    return isinstance(condition, str) and condition in met and met[condition] != (row.status == "GOOD")
