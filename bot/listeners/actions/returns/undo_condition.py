"""[Undo] below a condition that was noted: the return is again as it was known before."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.returns import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.blocks import Message
from bot.views.model.returns import NotedCondition
from bot.views.returns.desk import RETURN_UNDO_CONDITION, done_view
from bot.workspace.context import Context
from storage.reports.return_marks import ReturnMark, ReturnWithMark

ACTION = RETURN_UNDO_CONDITION


def press(assistant: Assistant, action: BlockAction) -> None:
    """Bring back the condition that was noted before, if any was."""

    def undo(context: Context, row: ReturnWithMark) -> tuple[ReturnMark, Message]:
        before = NotedCondition.model_validate_json(action.value).before
        mark = handling.marked(row, context.now, action.user_id, condition=before)
        order = row.case.order_id
        return mark, done_view(assistant.locale, "returns.done.condition_undone", action.value, undo=False, order=order)

    handling.press(assistant, action, "undo condition", undo)
