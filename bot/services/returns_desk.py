"""The returns desk: which returns are to be refunded, by when, and what our rules make of each from its row.

The terms are those of Seller Fulfilled Prime in Canada: of other marketplaces, and of what is not a Prime item, nothing
is judged here, only counted.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.views.model.returns import Board, Due, Shown, State
from rules.core.decision import Interpretation
from rules.core.levels import ACT, BREACHED
from rules.core.marketplaces import HOME
from rules.sfp.refund import RefundCase
from rules.sfp.refund_clock import Place, refund_clock
from rules.sfp.refund_decision import decide
from storage.reports import return_marks as stored
from storage.reports.return_marks import NOT_ARRIVED, REFUNDED, ReturnWithMark
from storage.reports.returns import ReturnCase, count
from storage.transaction import Snapshot

PAST = timedelta(days=90)
"""How far back arrivals are looked at: what is older is Amazon's to settle, not a desk's."""

SETTLED_BY_AMAZON = ("refundatfirstscan", "returnlessrefund", "replacementissued")
"""Resolutions after which the seller has nothing left to refund."""

PREPAID = "prepaid"
"""In the label type: the label was bought by Amazon. What a buyer paid for is not taken off once more."""


def board(snapshot: Snapshot, account: str, now: datetime, place: Place, reading: Interpretation) -> Board:
    """An account's desk at an instant."""
    today = now.astimezone(place.zone).date()
    arrived = stored.select_arrived(snapshot, account, today - PAST, today)
    standing = [(state_of(each), each) for each in arrived]
    states = Counter(state for state, _ in standing)
    due = (due_of(each, now, place, reading) for state, each in standing if state == "due")
    return Board(
        account=account,
        today=today,
        due=tuple(sorted(due, key=_order)),
        not_arrived=states["marked not-arrived"],
        coming=stored.count_not_arrived(snapshot, account, today - PAST),
        not_ours=states["elsewhere"],
    )


def _order(due: Due) -> tuple[int, int, str]:
    """Today's first, since those can still be in time; then what is overdue, the newest first; then what is later."""
    day = due.clock.day.toordinal()
    groups = {ACT: 0, BREACHED: 1}
    return groups.get(due.level, 2), -day if due.level == BREACHED else day, due.order


def due_of(at_desk: ReturnWithMark, now: datetime, place: Place, reading: Interpretation) -> Due:
    """What is to be refunded of a return that has arrived, and by when.

    Raises NoTerms, and ValueError for a return that has not arrived.
    """
    reported = at_desk.case
    if reported.arrived_on is None:
        raise ValueError(f"{reported.order_id} has not arrived")
    condition = at_desk.mark.condition if at_desk.mark else ()
    case = refund_case(reported, condition)
    clock = refund_clock(reported.arrived_on, place)
    return Due(
        account=at_desk.account,
        order=reported.order_id,
        rma=reported.rma,
        item=reported.item,
        title=_title(reported),
        label_payer=reported.label_payer,
        order_amount=reported.amount,
        case=case,
        decision=decide(case, now.astimezone(place.zone).date(), reading),
        clock=clock,
        level=clock.level(now),
        condition=condition,
    )


def shown_of(at_desk: ReturnWithMark, now: datetime, place: Place, reading: Interpretation) -> Shown:
    """How a return stands that somebody asked for. Raises NoTerms."""
    case, mark, state = at_desk.case, at_desk.mark, state_of(at_desk)
    return Shown(
        order=case.order_id,
        rma=case.rma,
        title=_title(case),
        state=state,
        due=due_of(at_desk, now, place, reading) if state == "due" else None,
        refunded=case.refunded,
        resolution=case.resolution or "",
        who=mark.who if mark else "",
        on=mark.marked_at.astimezone(place.zone).date() if mark else None,
    )


def state_of(at_desk: ReturnWithMark) -> State:
    """How a return stands, as far as reports and people say."""
    case, mark = at_desk.case, at_desk.mark
    if not is_ours(case):
        return "elsewhere"
    if case.refunded:
        return "refunded"
    if (case.resolution or "").replace(" ", "").lower() in SETTLED_BY_AMAZON:
        return "settled"
    if mark and mark.done == REFUNDED:
        return "marked refunded"
    if case.arrived_on is None:
        return "coming"
    # A report that has it arrive on another day knows better than whoever looked before.
    if mark and mark.done == NOT_ARRIVED and mark.arrived_on == case.arrived_on:
        return "marked not-arrived"
    return "due"


def has_returns(snapshot: Snapshot, account: str) -> bool:
    """Whether any report has brought returns of an account."""
    return count(snapshot, account) > 0


def is_ours(case: ReturnCase) -> bool:
    """Whether the terms are about it; a report that does not say whether an item is Prime is taken to be of one."""
    return case.marketplace in (None, HOME.id) and case.prime is not False


def _title(case: ReturnCase) -> str:
    return case.title or case.sku or case.asin or ""


def refund_case(case: ReturnCase, condition: Sequence[str] = ()) -> RefundCase:
    """What the row of a return tells the refund rule, with the flags of the condition in which a clerk saw the item.

    The reports have the amount of the order, which is the price of what came back only where all of it did. Where
    Amazon has the seller pay the label, its word stands, whatever our table says.
    """
    values: dict[str, Any] = {"price": case.amount} if case.amount and case.quantity == case.order_quantity else {}
    if case.arrived_on:
        values["received"] = case.arrived_on
    if case.label_cost and PREPAID in (case.label or "").lower() and case.label_payer != "seller":
        values["label"] = case.label_cost
    values |= {name: value for name in ("reason", "category") if (value := getattr(case, name))}
    values |= dict.fromkeys(condition, True)
    return RefundCase(order=case.order_id, **values)
