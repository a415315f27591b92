"""[Refunded]: the return leaves the desk, whatever the next report says of it."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.returns import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.blocks import Message
from bot.views.returns.desk import RETURN_REFUNDED, done_view
from bot.workspace.context import Context
from storage.reports.return_marks import REFUNDED, ReturnMark, ReturnWithMark

ACTION = RETURN_REFUNDED


def press(assistant: Assistant, action: BlockAction) -> None:
    """Write down who refunded it and when, with what our rules made of it."""

    def refunded(context: Context, row: ReturnWithMark) -> tuple[ReturnMark, Message]:
        mark = handling.marked(row, context.now, action.user_id, done=REFUNDED)
        return mark, done_view(assistant.locale, "returns.done.refunded", action.value, order=row.case.order_id)

    handling.press(assistant, action, "refunded", refunded)
