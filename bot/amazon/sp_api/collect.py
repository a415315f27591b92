"""From a report that was asked for to one that is taken: it is looked at until it is ready, then brought here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.amazon.imports.import_file import Giving, import_file
from bot.amazon.sp_api.client import DOCUMENT, GET, UNKNOWN
from bot.amazon.sp_api.download import fetched
from bot.amazon.sp_api.errors import Away, Refused, Unsure
from bot.amazon.sp_api.session import Turn
from bot.language.catalogue import say
from bot.reports.parsing.report import Unreadable
from storage.reports.report_requests import DONE, EMPTY, TAKEN, Request

WHO: Final = "amazon"
"""Who gives the files that come by themselves."""


def look_at(turn: Turn, request: Request) -> Request | None:
    """See how far Amazon is with a report. One that it cancelled had no data."""
    turn.book(GET)
    with _retried(turn, request):
        report = turn.amazon.get(request.report_id or "")
        if report.status == "CANCELLED":
            return turn.end(request, EMPTY)
        if report.status == "FATAL":
            return turn.fail(request, report.status)
        if report.status == "DONE" and report.document_id:
            return turn.move(
                request, state=DONE, document_id=report.document_id, tries=0, not_before=turn.clock(), error=None
            )
        return turn.later(request)
    return None


def fetch(turn: Turn, request: Request) -> Request | None:
    """Bring a report's document here and take it.

    Where that is cut off before it is written down as taken, it is brought again, and known again by its bytes.
    """
    turn.book(DOCUMENT)
    giving = Giving(turn.account, WHO, turn.clock(), turn.zone, report=request.report_id or "")
    with _retried(turn, request):
        try:
            with fetched(turn.amazon.document(request.document_id or "")) as file:
                found = import_file(turn.ws, file, f"amazon-{request.kind}-{request.day}", giving)
        except Unreadable as unreadable:
            return turn.fail(request, say(unreadable.key, **unreadable.values))
        return turn.end(request, TAKEN, found)
    return None


@contextmanager
def _retried(turn: Turn, request: Request) -> Iterator[None]:
    """Try again later what Amazon gave no answer to, or does not let us see; any other refusal is the end of it."""
    try:
        yield
    except Refused as refused:
        (turn.later if refused.status in UNKNOWN else turn.fail)(request, refused.word)
    except (Away, Unsure) as silent:
        turn.later(request, silent.word)
        raise
