"""Who works on a request that several threads and processes may get at once, and get again.

A claim is a lease, committed before the work begins: whoever dies with one leaves it to lapse. It keeps two from doing
the same at once, and no more; that what is done is done once is for the transaction that does it to see to.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam

from storage.database.column_types import UtcDateTime
from storage.scoping import scoped_delete, scoped_select, scoped_update
from storage.tables import seen_request
from storage.transaction import SEEN_REQUEST_RETENTION
from storage.workspaces import Workspace

_c = seen_request.c
_of_request = _c.request == bindparam("claim")
_before = bindparam("before", type_=UtcDateTime())

_FRESH = scoped_select(seen_request).with_only_columns(_c.seen_at).where(_of_request, _c.seen_at > _before)
_TAKE_OVER = scoped_update(seen_request, seen_at=bindparam("now", type_=UtcDateTime())).where(
    _of_request, _c.seen_at <= _before
)
_RELEASE = scoped_delete(seen_request).where(_of_request, _c.seen_at == bindparam("claimed_at", type_=UtcDateTime()))
_FORGET = scoped_delete(seen_request).where(_c.seen_at < _before)


def claim(ws: Workspace, request: str, now: datetime, lease: timedelta) -> bool:
    """Claim a request for so long: False where somebody else has a claim on it that has not lapsed."""
    name = _claim(request)
    with ws.read() as snapshot:
        if snapshot.rows(_FRESH, claim=name, before=now - lease):
            return False
    with ws.begin() as transaction:
        transaction.execute(_FORGET, before=now - max(lease, SEEN_REQUEST_RETENTION))
        fresh = transaction.insert_if_absent(seen_request, {"request": name, "seen_at": now})
        return fresh or transaction.execute(_TAKE_OVER, claim=name, before=now - lease, now=now) > 0


def release(ws: Workspace, request: str, claimed_at: datetime) -> None:
    """Give up a claim that was made at an instant, so that the next one who asks gets it."""
    with ws.begin() as transaction:
        transaction.execute(_RELEASE, claim=_claim(request), claimed_at=claimed_at)


def _claim(request: str) -> str:
    """Its name beside those of requests that have changed something."""
    return f"claim {request}"
