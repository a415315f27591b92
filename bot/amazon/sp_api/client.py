"""Amazon's Reports API (2021-06-30), as much of it as is needed, over the library that speaks it.

What the library does not do is done here: every answer is judged by its status, also one without a body that the
library reads as an empty success; no parameter is sent that Amazon's model does not have; its environment variables
and files have no say; and a document is taken as bytes, because the readers know encodings better.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx
from sp_api.api.reports.reports import Reports
from sp_api.base.ApiResponse import ApiResponse
from sp_api.base.credential_provider import FromCodeCredentialProvider
from sp_api.base.exceptions import SellingApiException

from bot.amazon.sp_api.errors import Away, Expired, Refused, Throttled, Unsure
from bot.amazon.sp_api.token import SECONDS, Login, as_library_knows, trusted
from storage.reports.connections import Credentials

CREATE, LIST, GET, DOCUMENT = "createReport", "getReports", "getReport", "getReportDocument"
"""The operations by the names that Amazon gives them."""

PAGE: Final = 100
RATE: Final = "x-amzn-RateLimit-Limit"
PATIENCE: Final = 60.0
"""Seconds until the next call where Amazon refuses one as too many and does not say when another may come."""

UNKNOWN: Final = (401, 403)
"""The answers to a token that is not known, or no longer."""

API: Final = {"ca": ("A2EUQ1WTGCTBG2", "https://sellingpartnerapi-na.amazon.com")}
"""Amazon's id of a marketplace, and the address of its API."""

Answer = TypeVar("Answer")


class Where(NamedTuple):
    """A marketplace: its id, the address of its API, and where one logs in."""

    marketplace_id: str
    api: str
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as Amazon knows it; `status` is its processingStatus."""

    report_id: str
    report_type: str
    status: str
    created: datetime
    start: datetime | None = None
    end: datetime | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Where a document can be had for five minutes, and whether it is packed with gzip; the address is a secret."""

    address: str
    packed: bool

    def __repr__(self) -> str:
        return f"Document({'packed' if self.packed else 'plain'})"


class Page(NamedTuple):
    """Some of the reports that were asked for, and what to ask with for more of them."""

    reports: list[Report]
    more: str | None


class _Library(Reports):  # type: ignore[misc]
    """The library's client, held to Amazon's model and to the status of an answer."""

    @property
    def headers(self) -> dict[str, str]:
        return {**super().headers, "host": urlsplit(self.endpoint).netloc}

    def _request(self, path: str, *, add_marketplace: bool = False, **rest: Any) -> ApiResponse:  # noqa: ARG002
        return super()._request(path, add_marketplace=False, **rest)

    def _check_response(self, res: httpx.Response, *rest: Any) -> ApiResponse:
        judge(res)
        return super()._check_response(res, *rest)


class Amazon:
    """One seller's reports. `learnt` is told what Amazon says of an operation's rate, in calls a second.

    Every method raises Denied, Away, Unsure, Refused, Expired or Throttled (`bot.amazon.sp_api.errors`).
    """

    def __init__(
        self,
        credentials: Credentials,
        where: Where,
        clock: Callable[[], datetime],
        learnt: Callable[[str, float], None],
    ) -> None:
        self._login = Login(credentials, where.login, clock)
        self._learnt, self._rates = learnt, dict[str, float]()
        self._where = where
        self._library = _Library(
            credentials=as_library_knows(credentials),
            credential_providers=(FromCodeCredentialProvider,),
            auth_token_client_class=lambda **_: self._login,
            timeout=SECONDS,
            verify=trusted(),
        )
        # Only now, because the library lets an environment variable choose another marketplace than it is told.
        self._library.endpoint = where.api

    def create(self, report_type: str, start: datetime | None, end: datetime | None) -> str:
        """Have a report made, of a span or of the state of things: its id."""
        span = {"dataStartTime": start, "dataEndTime": end} if start and end else {}
        asked = {"reportType": report_type, "marketplaceIds": [self._where.marketplace_id], **span}
        return self._ask(
            CREATE, lambda: self._library.create_report(**asked), lambda told: str(told.payload["reportId"])
        )

    def created_since(self, report_types: Sequence[str], since: datetime, more: str | None = None) -> Page:
        """The reports that were created since, or those after the page that said `more`."""
        asked = {"reportTypes": report_types, "createdSince": since, "pageSize": PAGE}
        asked = {"nextToken": more} if more else asked | {"marketplaceIds": [self._where.marketplace_id]}
        return self._ask(LIST, lambda: self._library.get_reports(**asked), _page)

    def get(self, report_id: str) -> Report:
        """How far a report is."""
        return self._ask(GET, lambda: self._library.get_report(report_id), lambda told: _report(told.payload))

    def document(self, document_id: str) -> Document:
        """Where a document can be had now."""
        return self._ask(DOCUMENT, lambda: self._library.get_report_document(document_id), _document)

    def close(self) -> None:
        """Let go of the connections."""
        self._library.close()
        self._login.close()

    def _ask(self, operation: str, call: Callable[[], ApiResponse], read: Callable[[ApiResponse], Answer]) -> Answer:
        new = self._login.ready()
        try:
            told = call()
            self._learn(operation, told.headers)
            return read(told)
        except Refused as refused:
            if new or refused.status not in UNKNOWN:
                raise
            self._login.forget()
            raise Expired(refused.word) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as away:
            raise Away(type(away).__name__) from None
        except httpx.TransportError as cut:
            raise Unsure(type(cut).__name__) from None
        except (SellingApiException, LookupError, TypeError, ValueError, AttributeError):
            raise Unsure("unreadable") from None

    def _learn(self, operation: str, headers: Mapping[str, str]) -> None:
        rate = number(headers.get(RATE))
        if rate and self._rates.get(operation) != rate:
            self._learnt(operation, rate)
            self._rates[operation] = rate


def judge(response: httpx.Response) -> None:
    """Raises what an answer's status means, where it is no success: Refused, Throttled or Unsure."""
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        rate = number(response.headers.get(RATE))
        told = number(response.headers.get("Retry-After"))
        raise Throttled(max(told or 0, 1 / rate if rate else 0) or PATIENCE)
    if 400 <= status < 500:
        raise Refused(status, _code(response))
    if not response.is_success:
        raise Unsure(f"HTTP {status}")


def number(text: str | None) -> float | None:
    """A number above nothing that a header holds; None for anything else."""
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if 0 < found < math.inf else None


def _code(response: httpx.Response) -> str:
    """Amazon's word for a refusal; its sentence may quote what was sent."""
    try:
        return str(response.json()["errors"][0]["code"])
    except (ValueError, LookupError, TypeError):
        return f"HTTP {response.status_code}"


def _report_id(told: ApiResponse) -> str:
    return str(told.payload["reportId"])


def _page(told: ApiResponse) -> Page:
    return Page([_report(each) for each in told.payload["reports"]], told.next_token)


def _report(told: Mapping[str, Any]) -> Report:
    start, end = (told.get(name) and datetime.fromisoformat(told[name]) for name in ("dataStartTime", "dataEndTime"))
    return Report(
        report_id=str(told["reportId"]),
        report_type=str(told["reportType"]),
        status=str(told["processingStatus"]),
        created=datetime.fromisoformat(told["createdTime"]),
        start=start,
        end=end,
        document_id=told.get("reportDocumentId"),
    )


def _document(told: ApiResponse) -> Document:
    return Document(str(told.payload["url"]), told.payload.get("compressionAlgorithm") == "GZIP")
