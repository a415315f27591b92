"""One pass over one connection: what is wanted is asked for, what is ready is fetched, and every step is kept.

Before every call the lease on the connection is renewed and the call is booked against Amazon's limits, in one
transaction, so that neither a second process nor a new start asks too much or twice.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from bot.amazon.sp_api.client import CREATE, DOCUMENT, GET
from bot.amazon.sp_api.collect import fetch, look_at
from bot.amazon.sp_api.plan import lacking, plan
from bot.amazon.sp_api.report_types import KINDS
from bot.amazon.sp_api.request import ask, look_for
from bot.amazon.sp_api.session import Turn
from storage.reports import report_requests
from storage.reports.report_requests import ASKING, DONE, REQUESTED, WANTED, Request

Step = Callable[[Turn, Request], Request | None]

STEPS: Final[Mapping[str, tuple[str, Step]]] = {
    WANTED: (CREATE, ask),
    REQUESTED: (GET, look_at),
    DONE: (DOCUMENT, fetch),
}
"""What takes a report further, by its state, and the operation that this needs."""


def sync(turn: Turn, going: Callable[[], bool] = lambda: True) -> None:
    """Do whatever can be done now, for as long as it is `going`.

    Raises Lost, Denied, Away or Unsure, and what the database raises; what was done until then is kept.
    """
    plan(turn)
    due = _due(turn)
    if lost := [each for each in due if each.state == ASKING]:
        look_for(turn, lost)
        due = _due(turn)
    waiting = deque(each for each in due if each.state in STEPS)
    while waiting and going():
        further = _step(turn, waiting.popleft())
        if further and further.state in STEPS and further.not_before <= turn.clock():
            waiting.appendleft(further)


def idle(turn: Turn) -> bool:
    """Whether there is nothing to do now."""
    return not lacking(turn) and not _due(turn)


def _due(turn: Turn) -> list[Request]:
    found = report_requests.unfinished(turn.ws, turn.account)
    return [each for each in found if each.not_before <= turn.clock() and each.kind in KINDS]


def _step(turn: Turn, request: Request) -> Request | None:
    """Take a report as far as one call takes it; None where that is all for now."""
    operation, step = STEPS[request.state]
    if operation in turn.resting:
        return None
    with turn.patient(operation):
        return step(turn, request)
    return None
