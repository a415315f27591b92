"""Amazon's Reports API (2021-06-30): the four operations that bring a report here."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from bot.amazon.sp_api.errors import Expired, Refused, Throttled, Unsure
from bot.amazon.sp_api.http import Response, send
from bot.amazon.sp_api.models import CreatedReport, ErrorList, Report, ReportDocument, ReportPage
from bot.amazon.sp_api.token import AccessToken
from storage.reports.connections import Credentials

CREATE, LIST, GET, DOCUMENT = "createReport", "getReports", "getReport", "getReportDocument"
"""The operations by Amazon's names."""

PATH: Final = "/reports/2021-06-30"
PAGE_SIZE: Final = 100

RATE: Final = "x-amzn-RateLimit-Limit"
"""The header with the calls a second that an operation allows."""

DEFAULT_WAIT: Final = 60.0
"""Seconds until the next call where Amazon throttles one and names no time."""

PLAUSIBLE: Final = (1e-5, 1e6)
"""Between which two numbers a rate in calls a second lies, and a wait in seconds."""

UNAUTHORIZED: Final = (401, 403)
"""The statuses of a token that is not valid, or no longer."""

MARKETPLACES: Final = {"ca": ("A2EUQ1WTGCTBG2", "https://sellingpartnerapi-na.amazon.com")}
"""Amazon's id of a marketplace, and the address of its API."""

Answer = TypeVar("Answer", bound=BaseModel)


class Endpoint(NamedTuple):
    """A marketplace's id, the address of its API, and that of Login with Amazon."""

    marketplace_id: str
    api_url: str
    login_url: str


class ReportsClient:
    """One seller's access to the Reports API.

    `learnt` is called with an operation and its rate, in calls a second, whenever Amazon names another one than before.
    Every operation raises Denied, Away, Unsure, Refused, Expired or Throttled (see `errors`). `http` is for
    downloads too, and `close` closes it.
    """

    def __init__(
        self,
        http: httpx.Client,
        credentials: Credentials,
        endpoint: Endpoint,
        clock: Callable[[], datetime],
        learnt: Callable[[str, float], None],
    ) -> None:
        self.http = http
        self._token = AccessToken(http, credentials, endpoint.login_url, clock)
        self._endpoint, self._clock = endpoint, clock
        self._learnt, self._rates = learnt, dict[str, float]()

    def create_report(self, report_type: str, start: datetime | None, end: datetime | None) -> str:
        """Have a report made, of a span or of how things stand: its id."""
        span = {"dataStartTime": start.isoformat(), "dataEndTime": end.isoformat()} if start and end else {}
        specification = {"reportType": report_type, "marketplaceIds": [self._endpoint.marketplace_id], **span}
        return self._call(CREATE, CreatedReport, "POST", "reports", json=specification).report_id

    def get_reports(self, report_types: Sequence[str], since: datetime, next_token: str | None = None) -> ReportPage:
        """The reports of these types created since then, or the next page of them."""
        query = {
            "reportTypes": ",".join(report_types),
            "marketplaceIds": self._endpoint.marketplace_id,
            "createdSince": since.isoformat(),
            "pageSize": PAGE_SIZE,
        }
        return self._call(LIST, ReportPage, "GET", "reports", params={"nextToken": next_token} if next_token else query)

    def get_report(self, report_id: str) -> Report:
        """A report, and how far Amazon is with it."""
        return self._call(GET, Report, "GET", f"reports/{quote(report_id, safe='')}")

    def get_report_document(self, document_id: str) -> ReportDocument:
        """Where a document can be downloaded now."""
        return self._call(DOCUMENT, ReportDocument, "GET", f"documents/{quote(document_id, safe='')}")

    def close(self) -> None:
        """Close every socket."""
        self.http.close()

    def _call(self, operation: str, answer: type[Answer], method: str, path: str, **request: Any) -> Answer:
        is_new = self._token.renew()
        response = send(self.http, method, f"{self._endpoint.api_url}{PATH}/{path}", headers=self._headers(), **request)
        try:
            raise_for_status(response)
        except Refused as refused:
            if is_new or refused.status not in UNAUTHORIZED:
                raise
            self._token.expire()
            raise Expired(refused.code) from None
        self._learn(operation, response)
        return _parsed(answer, response)

    def _headers(self) -> dict[str, str]:
        sent_at = self._clock().astimezone(UTC)
        return {"x-amz-access-token": self._token.value, "x-amz-date": f"{sent_at:%Y%m%dT%H%M%SZ}"}

    def _learn(self, operation: str, response: Response) -> None:
        rate = positive_number(response.headers.get(RATE))
        if rate and self._rates.get(operation) != rate:
            self._learnt(operation, rate)
            self._rates[operation] = rate


def raise_for_status(response: Response) -> None:
    """Raise Throttled, Refused or Unsure for a response that is no success, whatever its body."""
    if response.status == httpx.codes.TOO_MANY_REQUESTS:
        raise Throttled(_wait(response.headers))
    if httpx.codes.is_client_error(response.status):
        raise Refused(response.status, _code(response))
    if not response.is_success:
        raise Unsure(f"HTTP {response.status}")


def _wait(headers: httpx.Headers) -> float:
    """Seconds until the next call: what Amazon says, and at least the time in which a call is earned."""
    rate, retry_after = positive_number(headers.get(RATE)), positive_number(headers.get("Retry-After"))
    return max(retry_after or 0, 1 / rate if rate else 0) or DEFAULT_WAIT


def positive_number(text: str | None) -> float | None:
    """A plausible number above nothing that a header holds; None for anything else."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if PLAUSIBLE[0] < number < PLAUSIBLE[1] else None


def _code(response: Response) -> str:
    """Amazon's code for a rejection."""
    try:
        return ErrorList.model_validate_json(response.body).errors[0].code
    except ValidationError:
        return f"HTTP {response.status}"


def _parsed(answer: type[Answer], response: Response) -> Answer:
    try:
        return answer.model_validate_json(response.body)
    except ValidationError:
        raise Unsure("unreadable") from None
