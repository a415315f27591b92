"""[Remind me]: a direct message about one return, the next working morning at the latest."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.assistant.assistant import Assistant
from bot.listeners.actions.returns import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.blocks import Message
from bot.views.mentions import moment
from bot.views.returns.desk import RETURN_REMIND, done_view
from bot.workspace.context import Context
from bot.workspace.local_time import next_working_day
from rules.sfp.refund_clock import refund_clock
from storage.reports.return_marks import ReturnMark, ReturnWithMark

ACTION = RETURN_REMIND

SOON = timedelta(hours=1)


def press(assistant: Assistant, action: BlockAction) -> None:
    """Write down who wants to be reminded, and when; what else was done about the return stays."""

    def remind(context: Context, row: ReturnWithMark) -> tuple[ReturnMark, Message]:
        when = remind_at(context, row)
        before = row.mark or ReturnMark(marked_at=context.now, who=action.user_id)
        mark = replace(before, remind_at=when, marked_at=context.now, who=action.user_id)
        values = {"order": row.case.order_id, "when": moment(assistant.locale, when, context.zone)}
        return mark, done_view(assistant.locale, "returns.done.remind", action.value, undo=False, **values)

    handling.press(assistant, action, "remind", remind)


def remind_at(context: Context, row: ReturnWithMark) -> datetime:
    """When: the next working morning, or in an hour where the refund is due today or was before."""
    morning = next_working_day(context.now, context.zone, context.place.province)
    if row.case.arrived_on is None:
        return morning
    begins = refund_clock(row.case.arrived_on, context.place).act_from
    return morning if context.now < begins else context.now + SOON
