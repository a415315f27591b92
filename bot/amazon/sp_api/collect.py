"""From a report that Amazon makes to one that is imported: polled until it is done, then downloaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.amazon.imports.import_file import Giving, import_file
from bot.amazon.sp_api.client import DOCUMENT, GET, UNAUTHORIZED
from bot.amazon.sp_api.download import downloaded
from bot.amazon.sp_api.errors import Away, Refused, Unsure
from bot.amazon.sp_api.session import Session
from bot.reports.parsing.report import Unreadable
from storage.reports.report_requests import DONE, EMPTY, TAKEN, ReportRequest

WHO: Final = "amazon"
"""Who imports these files, as the list of imports shows it."""


def poll(session: Session, request: ReportRequest) -> ReportRequest | None:
    """See how far Amazon is with a report. A cancelled one had no data."""
    session.reserve(GET)
    with _retrying(session, request):
        report = session.client.get_report(request.report_id or "")
        match report.processing_status, report.report_document_id:
            case "CANCELLED", _:
                return session.finish(request, EMPTY)
            case "FATAL", _:
                return session.fail(request, "FATAL")
            case "DONE", str(document_id):
                return session.update(
                    request, state=DONE, document_id=document_id, tries=0, not_before=session.clock(), error=None
                )
        return session.retry(request)
    return None


def collect(session: Session, request: ReportRequest) -> ReportRequest | None:
    """Download a report's document and import it.

    A process that ends before it has written that down downloads the document again, and the import knows it by its
    bytes.
    """
    session.reserve(DOCUMENT)
    giving = Giving(session.account, WHO, session.clock(), session.zone, report=request.report_id or "")
    with _retrying(session, request):
        document = session.client.get_report_document(request.document_id or "")
        try:
            with downloaded(session.client.http, document) as file:
                imported = import_file(session.ws, file, f"amazon-{request.kind}-{request.day}", giving)
        except Unreadable as unreadable:
            return session.fail(request, unreadable.phrase)
        return session.finish(request, TAKEN, imported)
    return None


@contextmanager
def _retrying(session: Session, request: ReportRequest) -> Iterator[None]:
    """Retry what got no answer and what needs a permission; after any other rejection the report has failed."""
    try:
        yield
    except Refused as refused:
        (session.retry if refused.status in UNAUTHORIZED else session.fail)(request, refused.code)
    except (Away, Unsure) as error:
        session.retry(request, error.code)
        raise
