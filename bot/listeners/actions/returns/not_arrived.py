"""[Not arrived]: the clock of a return stands still until a report has it arrive on another day."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.returns import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.blocks import Message
from bot.views.returns.desk import RETURN_NOT_ARRIVED, done_view
from bot.workspace.context import Context
from storage.reports.return_marks import NOT_ARRIVED, ReturnMark, ReturnWithMark

ACTION = RETURN_NOT_ARRIVED


def press(assistant: Assistant, action: BlockAction) -> None:
    """Write down who did not find it, and on which day it was said to have arrived."""

    def not_arrived(context: Context, row: ReturnWithMark) -> tuple[ReturnMark, Message]:
        mark = handling.marked(row, context.now, action.user_id, done=NOT_ARRIVED, arrived_on=row.case.arrived_on)
        return mark, done_view(assistant.locale, "returns.done.not_arrived", action.value, order=row.case.order_id)

    handling.press(assistant, action, "not arrived", not_arrived)
