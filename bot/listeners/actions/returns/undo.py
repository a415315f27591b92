"""[Undo]: what was just done about a return is not so."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.returns import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.blocks import Message
from bot.views.returns.desk import RETURN_UNDO, done_view
from bot.workspace.context import Context
from storage.reports.return_marks import ReturnMark, ReturnWithMark

ACTION = RETURN_UNDO


def press(assistant: Assistant, action: BlockAction) -> None:
    """Bring the return back to the desk."""

    def undo(context: Context, row: ReturnWithMark) -> tuple[ReturnMark, Message]:
        mark = handling.marked(row, context.now, action.user_id)
        return mark, done_view(
            assistant.locale, "returns.done.undone", action.value, undo=False, order=row.case.order_id
        )

    handling.press(assistant, action, "undo", undo)
