"""Buttons that carry a line: one reading of an ambiguous line, or a further question."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.question import answer_again
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.responses import respond_at
from bot.views.refusal import expired_view
from bot.views.reply import ASK_AGAIN

ACTION = ASK_AGAIN


def press(assistant: Assistant, action: BlockAction) -> None:
    """Answer the line as if it had been typed."""
    answered = answer_again(assistant, action)
    respond_at(
        action.response_url, answered.message if answered else expired_view(assistant.locale), thread=action.thread_ts
    )
