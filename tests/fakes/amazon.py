"""A stand-in for Amazon that remembers: logging in, the Reports API, and where documents are kept.

It has a clock of its own, keeps to Amazon's limits and to its own model, and fails where it is told to. What anybody
asked of it that the model or the limits do not allow is in `wrongs`.
"""

import gzip
import threading
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.amazon.sp_api.report_types import REPORT_TYPES
from tests.fakes.sp_api_model import OPERATIONS, Operation

THROTTLED, CUT_BEFORE, CUT_AFTER, FAILED_BEFORE, FAILED_AFTER = (
    "429",
    "cut before",
    "cut after",
    "500 before",
    "500 after",
)
EXPIRED, DENIED, CUT_SHORT = "token expired", "403", "document cut short"
LOGIN, KEPT = "login", "download"
"""What is no operation of the Reports API."""

CLIENT = {"client_id": "amzn1.application-oa2-client.1", "client_secret": "amzn1.oa2-cs.v1.secret-of-the-app"}
REFRESH_TOKEN = "Atzr|secret-consent-of-the-seller"
MARKETPLACE = "A2EUQ1WTGCTBG2"
RATES = {
    "createReport": (0.0167, 15),
    "getReports": (0.0222, 10),
    "getReport": (2.0, 15),
    "getReportDocument": (0.0167, 15),
}
TOKEN_LASTS, ADDRESS_LASTS = timedelta(hours=1), timedelta(minutes=5)
HERE = ZoneInfo("America/Toronto")
LONGEST = {report_type.amazon_name: report_type.max_days for report_type in REPORT_TYPES.values()}

Answer = tuple[int, Any, dict[str, str]]


@dataclass
class Made:
    """A report that was created."""

    report_id: str
    report_type: str
    created: datetime
    start: str | None
    end: str | None
    outcome: str
    looks: int
    marketplaces: list[str]

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        return self.report_type, self.start, self.end


@dataclass
class Bucket:
    """What is left of an operation's burst."""

    rate: float
    burst: int
    left: float = 0.0
    at: datetime | None = None

    def take(self, now: datetime) -> bool:
        earned = (now - self.at).total_seconds() * self.rate if self.at else self.burst
        self.left, self.at = min(self.burst, self.left + earned), now
        if self.left < 1 - 1e-6:
            return False
        self.left -= 1
        return True


@dataclass
class Amazon:
    """Amazon's part of the state. `faults` are asked for by operation, in their order; `chances` by themselves."""

    now: datetime
    files: dict[str, bytes]
    looks: int = 1
    lag: timedelta = timedelta(minutes=1)
    packed: bool = True
    page: int = 3
    seed: int = 0
    outcomes: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    faults: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    chances: dict[tuple[str, str], float] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=lambda: {REFRESH_TOKEN})
    made: list[Made] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        self._lock, self._random = threading.RLock(), Random(self.seed)  # noqa: S311
        self._tokens: dict[str, datetime] = {}
        self._addresses: dict[str, tuple[datetime, str]] = {}
        self._buckets = {name: Bucket(*rate) for name, rate in RATES.items()}

    def pass_time(self, **span: float) -> None:
        with self._lock:
            self.now += timedelta(**span)

    def slow(self, operation: str, rate: float, burst: int) -> None:
        self._buckets[operation] = Bucket(rate, burst)

    def twice(self) -> list[tuple[str, str | None, str | None]]:
        """The reports of a span that were created more than once in a local day.

        One without a span is wanted anew each day, and yesterday's may be created after midnight: that none of those
        was asked for in vain shows in what was taken.
        """
        days = Counter((each.key, each.created.astimezone(HERE).date()) for each in self.made if each.start)
        return [key for (key, _), count in days.items() if count > 1]

    def fault(self, operation: str, *possible: str) -> str | None:
        """The fault that happens to this call now, if one of those that are possible does."""
        waiting = self.faults[operation]
        if waiting and waiting[0] in possible:
            self.failed[operation, waiting[0]] += 1
            return waiting.popleft()
        for name in possible:
            if self._random.random() < self.chances.get((operation, name), 0):
                self.failed[operation, name] += 1
                return name
        return None

    def login(self, form: dict[str, str]) -> Answer | None:
        with self._lock:
            self.asked[LOGIN] += 1
            if fault := self.fault(LOGIN, FAILED_BEFORE, CUT_BEFORE):
                return (503, None, {}) if fault == FAILED_BEFORE else None
            if {name: form.get(name) for name in CLIENT} != CLIENT:
                return 401, {"error": "invalid_client", "error_description": "Client authentication failed"}, {}
            if form.get("grant_type") != "refresh_token" or form.get("refresh_token") not in self.refresh_tokens:
                return 400, {"error": "invalid_grant", "error_description": "The request has an invalid grant"}, {}
            token = f"Atza|access-{len(self._tokens)}"
            self._tokens[token] = self.now + TOKEN_LASTS
            seconds = int(TOKEN_LASTS.total_seconds())
            return 200, {"access_token": token, "token_type": "bearer", "expires_in": seconds}, {}

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, token: str) -> Answer | None:
        """The answer to a call, None for a line that is cut."""
        found = next((each for each in OPERATIONS if each.method == method and each.path.match(path)), None)
        if found is None:
            self.wrongs.append(f"there is no {method} {path}")
            return 404, None, {}
        with self._lock:
            answer = self._answer(found, [*(found.path.match(path) or [""]).groups()], query, body, token)
            if answer:
                self.wrongs += found.wrong_answer(answer[0], answer[1])
            return answer

    def _answer(
        self, called: Operation, names: list[str], query: dict[str, str], body: Any, token: str
    ) -> Answer | None:
        self.asked[called.name] += 1
        self.wrongs += [*called.wrong_query(query), *(called.wrong_body(body) if called.method == "post" else ())]
        rate = {"x-amzn-RateLimit-Limit": str(self._buckets[called.name].rate)}
        if self.fault(called.name, EXPIRED):
            self._tokens.clear()
        if self._tokens.get(token, self.now) <= self.now or self.fault(called.name, DENIED):
            return 403, refusal("Unauthorized"), {}
        if self.fault(called.name, THROTTLED):
            return 429, refusal("QuotaExceeded"), rate
        if not self._buckets[called.name].take(self.now):
            self.wrongs.append(f"{called.name} was called too often")
            return 429, refusal("QuotaExceeded"), rate
        fault = self.fault(called.name, CUT_BEFORE, CUT_AFTER, FAILED_BEFORE, FAILED_AFTER)
        if fault in (CUT_BEFORE, FAILED_BEFORE):
            return None if fault == CUT_BEFORE else (500, None, {})
        status, told = getattr(self, f"_{called.name}")(
            *names, *([query] if called.name == "getReports" else []), *([body] if called.method == "post" else [])
        )
        if fault in (CUT_AFTER, FAILED_AFTER):
            return None if fault == CUT_AFTER else (500, None, {})
        return status, told, rate

    def _createReport(self, body: dict[str, Any]) -> tuple[int, Any]:  # noqa: N802
        start, end = (body.get(name) for name in ("dataStartTime", "dataEndTime"))
        report_type = body["reportType"]
        if why := self._why_not(report_type, start, end):
            self.wrongs.append(why)
            return 400, refusal("InvalidInput")
        outcomes = self.outcomes[report_type]
        made = Made(
            report_id=str(500_000 + len(self.made)),
            report_type=report_type,
            created=self.now,
            start=start,
            end=end,
            outcome=outcomes.popleft() if outcomes else "DONE",
            looks=self.looks,
            marketplaces=body["marketplaceIds"],
        )
        self.made.append(made)
        return 202, {"reportId": made.report_id}

    def _why_not(self, report_type: str, start: str | None, end: str | None) -> str | None:
        if report_type not in LONGEST:
            return f"there is no report {report_type}"
        if bool(start and end) != bool(LONGEST[report_type]):
            return f"{report_type} from {start} to {end}"
        if not (start and end):
            return None
        span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
        if not timedelta(0) < span <= timedelta(days=LONGEST[report_type]) or datetime.fromisoformat(end) > self.now:
            return f"{report_type} of {span} until {end}"
        return None

    def _getReports(self, query: dict[str, str]) -> tuple[int, Any]:  # noqa: N802
        if token := query.get("nextToken"):
            if len(query) > 1:
                self.wrongs.append("a nextToken with other parameters")
            types, since, place = token.split("|")
        else:
            types, since, place = query["reportTypes"], query["createdSince"], "0"
        found = [
            each
            for each in reversed(self.made)
            if each.report_type in types.split(",")
            and datetime.fromisoformat(since) <= each.created <= self.now - self.lag
        ]
        size = self.page
        page = [self._told(each) for each in found[int(place) : int(place) + size]]
        more = {"nextToken": f"{types}|{since}|{int(place) + size}"} if found[int(place) + size :] else {}
        return 200, {"reports": page, **more}

    def _getReport(self, report_id: str) -> tuple[int, Any]:  # noqa: N802
        made = next((each for each in self.made if each.report_id == report_id), None)
        if made is None:
            return 404, refusal("NotFound")
        made.looks -= 1
        return 200, self._told(made)

    def _told(self, made: Made) -> dict[str, Any]:
        status = made.outcome if made.looks < 0 else "IN_PROGRESS"
        told = {
            "reportId": made.report_id,
            "reportType": made.report_type,
            "processingStatus": status,
            "createdTime": made.created.isoformat(),
            "marketplaceIds": made.marketplaces,
            # A report that takes no span is given one all the same, and some lose their seconds.
            "dataStartTime": short(made.start) or made.created.isoformat(),
            "dataEndTime": short(made.end) or made.created.isoformat(),
        }
        return told | ({"reportDocumentId": f"doc.{made.report_id}"} if status == "DONE" else {})

    def _getReportDocument(self, document_id: str) -> tuple[int, Any]:  # noqa: N802
        report_id = document_id.removeprefix("doc.")
        if not any(each.report_id == report_id and each.looks < 0 for each in self.made):
            return 404, refusal("NotFound")
        path = f"/kept/{report_id}/{len(self._addresses)}"
        self._addresses[path] = self.now + ADDRESS_LASTS, report_id
        told = {"reportDocumentId": document_id, "url": f"{self.address}{path}?X-Amz-Signature=secret-of-the-address"}
        return 200, told | ({"compressionAlgorithm": "GZIP"} if self.packed else {})

    def kept(self, path: str, headers: Any) -> tuple[bytes, bool] | None:
        """A document and whether its end is missing; None where the address is no longer good."""
        with self._lock:
            self.asked[KEPT] += 1
            if "x-amz-access-token" in headers:
                self.wrongs.append("a token was given away")
            until, report_id = self._addresses.get(path, (self.now, ""))
            if until <= self.now or self.fault(KEPT, EXPIRED):
                return None
            made = next(each for each in self.made if each.report_id == report_id)
            text = self.files[made.report_type]
            return gzip.compress(text, 1) if self.packed else text, self.fault(KEPT, CUT_SHORT) is not None


def refusal(code: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": f"{code}.", "details": ""}]}


def short(instant: str | None) -> str | None:
    return instant and datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
