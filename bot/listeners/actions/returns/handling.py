"""What the buttons of a return have in common: whom they let, and how what they do is written down."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.alerts.evaluate.refunds import check_account
from bot.alerts.notify.dispatch import dispatch_some
from bot.assistant.as_json import audit_json
from bot.assistant.assistant import Assistant
from bot.language.grammar.slip import Slip
from bot.listeners.payloads.block_action import BlockAction
from bot.services.returns_desk import due_of, state_of
from bot.slack.blocks import Message
from bot.slack.responses import respond_at
from bot.views.refusal import refusal_view, repeated_view
from bot.views.returns.desk import COMMAND, gone_view
from bot.workspace.context import Context, context_of
from bot.workspace.roles import RECORDER, require
from storage.reports import return_marks
from storage.reports.return_marks import REFUNDED, ReturnKey, ReturnMark, ReturnWithMark
from storage.transaction import RepeatedRequest, Transaction


class About(BaseModel):
    """Which return a button is about, as `bot.views.model.returns.Due.value` writes it."""

    account: str
    order_id: str
    rma: str
    item: str

    @property
    def key(self) -> ReturnKey:
        """The key of the return within its account."""
        return ReturnKey(self.order_id, self.rma, self.item)


def marked(case: ReturnWithMark, now: datetime, who: str, **changes: Any) -> ReturnMark:
    """A new mark of a return, which keeps the condition that was noted of it."""
    noted = {"condition": case.mark.condition} if case.mark else {}
    return ReturnMark(marked_at=now, who=who, **noted | changes)


What = Callable[[Context, ReturnWithMark], tuple[ReturnMark, Message]]
"""From a return to what is marked about it, and what is said of that."""


def press(assistant: Assistant, action: BlockAction, kind: str, what: What) -> None:
    """Mark a return, if the person may, and tell them what was done."""
    status, message = "answered", gone_view(assistant.locale)
    try:
        about = About.model_validate_json(action.value)
        message = _do(assistant, action, about, what)
    except (ValidationError, LookupError):
        status = "refused"
    except Slip as denied:
        status, message = "denied", refusal_view(assistant.locale, denied, COMMAND)
    except RepeatedRequest:
        message = repeated_view(assistant.locale)
    respond_at(action.response_url, message, thread=action.thread_ts)
    assistant.did(action.team_id, kind, action.value, action.user_id, action.channel_id, status)
    assistant.outgoing()


def _do(assistant: Assistant, action: BlockAction, about: About, what: What) -> Message:
    """Raises Slip, Repeated, and LookupError for a return that is not there."""
    context = context_of(assistant.workspace(action.team_id), assistant.clock())
    require(RECORDER, action.user_id, context.settings, trusted=assistant.trusted)
    with context.workspace.begin() as transaction:
        transaction.guard_once(action.request, context.now)
        row = return_marks.select_one(transaction, about.account, about.key)
        if row is None:
            raise LookupError(about.order_id)
        mark, message = what(context, row)
        return_marks.upsert(transaction, about.account, about.key, mark)
        if mark.done == REFUNDED:
            _keep_decision(context, transaction, row)
    dispatch_some(context, check_account(context, about.account))
    return message


def _keep_decision(context: Context, transaction: Transaction, row: ReturnWithMark) -> None:
    """Beside the return, what our rules made of it when it was refunded."""
    if state_of(row) == "due":
        due = due_of(row, context.now, context.place, context.interpretation)
        return_marks.set_decision(transaction, row.account, row.key, audit_json(due.decision))
