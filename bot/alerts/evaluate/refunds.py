"""Looking at the refunds that are due now, of every account and at every tick: their levels change with the hour."""

from collections.abc import Iterator

from bot.alerts.evaluate.check_item import Seen
from bot.alerts.evaluate.check_state import (
    CheckState,
    Present,
    Slot,
    abouts,
    check_state_of,
    differ,
    follow_all,
    subject_of,
)
from bot.alerts.evaluate.metrics import About
from bot.services.returns_desk import board
from bot.views.alerts.check import refund_phrase
from bot.views.model.check_names import REFUND_DUE
from bot.views.model.returns import Due
from bot.workspace.context import Context
from rules.core.levels import BREACHED, OK
from rules.sfp.refund_decision import PROCESSING
from storage.transaction import Snapshot

FROM_BEFORE = 0
"""The band of refunds that were overdue when they were first seen; every other one's is its last day, as a number."""


def check_refunds(context: Context) -> set[About]:
    """Bring every account's alerts to what is due now: which messages that concerns."""
    return {about for account in context.accounts for about in check_account(context, account)}


def check_account(context: Context, account: str) -> set[About]:
    """As `check_refunds`, for one account."""
    with context.workspace.read() as snapshot:
        current, present = _now(context, snapshot, account)
    if differ(current, present):
        with context.workspace.begin() as transaction:
            transaction.lock()
            current, present = _now(context, transaction, account)
            follow_all(context, transaction, account, current, present)
    return abouts(account, current, present)


def _now(context: Context, snapshot: Snapshot, account: str) -> tuple[CheckState, Present]:
    """What is held to be so, and what is so."""
    current = check_state_of(snapshot, account, (REFUND_DUE,))
    return current, dict(_refunds(context, snapshot, account, current))


def _refunds(
    context: Context, snapshot: Snapshot, account: str, current: CheckState
) -> Iterator[tuple[Slot, tuple[int, Seen]]]:
    """The refunds that are due or nearly so."""
    for due in board(snapshot, account, context.now, context.place, context.interpretation).due:
        if due.level == OK:
            continue
        slot = Slot(REFUND_DUE, due.clock.day.toordinal(), subject_of(due.order, due.rma, due.item))
        if due.level == BREACHED and slot not in current:
            slot = slot._replace(band=FROM_BEFORE)
        yield slot, (due.level, _seen(context, due, slot.band))


def _seen(context: Context, due: Due, band: int) -> Seen:
    return Seen(
        line=refund_phrase(due),
        clause=PROCESSING,
        seen_at=context.now,
        cents=due.case.price,
        day=due.clock.day if band != FROM_BEFORE else None,
    )
