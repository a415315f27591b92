"""One pass over one connection: reports that are due are requested, those that are done are imported.

Before every call the lease on the connection is renewed and the call is counted against its rate limit, in one
transaction, so that neither a second process nor a restart calls too often or twice.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from bot.amazon.sp_api.client import CREATE, DOCUMENT, GET
from bot.amazon.sp_api.collect import collect, poll
from bot.amazon.sp_api.plan import due_kinds, plan
from bot.amazon.sp_api.report_types import REPORT_TYPES
from bot.amazon.sp_api.request import find_unanswered, request_report
from bot.amazon.sp_api.session import Session
from storage.reports import report_requests
from storage.reports.report_requests import ASKING, DONE, REQUESTED, WANTED, ReportRequest

Step = Callable[[Session, ReportRequest], ReportRequest | None]

STEPS: Final[Mapping[str, tuple[str, Step]]] = {
    WANTED: (CREATE, request_report),
    REQUESTED: (GET, poll),
    DONE: (DOCUMENT, collect),
}
"""The next step of a report by its state, and the operation that the step calls."""


def sync(session: Session, go_on: Callable[[], bool] = lambda: True) -> None:
    """Take every report as far as it goes now, while `go_on` says so.

    Raises LeaseLost, Denied, Away or Unsure, and what the database raises; what was done until then is stored.
    """
    plan(session)
    ready = _ready(session)
    if unanswered := [request for request in ready if request.state == ASKING]:
        find_unanswered(session, unanswered)
        ready = _ready(session)
    queue = deque(request for request in ready if request.state in STEPS)
    while queue and go_on():
        request = _step(session, queue.popleft())
        if request and request.state in STEPS and request.not_before <= session.clock():
            queue.appendleft(request)


def is_idle(session: Session) -> bool:
    """Whether there is nothing to do now."""
    return not due_kinds(session) and not _ready(session)


def _ready(session: Session) -> list[ReportRequest]:
    unfinished = report_requests.list_open(session.ws, session.account)
    return [request for request in unfinished if request.not_before <= session.clock() and request.kind in REPORT_TYPES]


def _step(session: Session, request: ReportRequest) -> ReportRequest | None:
    """Take a report one call further; None where that is all for now."""
    operation, step = STEPS[request.state]
    if operation in session.paused:
        return None
    with session.pausing(operation):
        return step(session, request)
    return None
