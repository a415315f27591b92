"""[Show clauses]: every clause behind an answer, with what the page says and where the figures come from."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.question import answer_again
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.responses import respond_at
from bot.views.refusal import expired_view
from bot.views.reply import CLAUSES
from bot.views.rules.clauses import clauses_view

ACTION = CLAUSES


def press(assistant: Assistant, action: BlockAction) -> None:
    """Ask again and show what the decision rests on, to the one who pressed."""
    answered = answer_again(assistant, action)
    decision = answered.decision if answered else None
    message = clauses_view(assistant.locale, decision) if decision else expired_view(assistant.locale)
    respond_at(action.response_url, message, thread=action.thread_ts)
