"""The question that a button below an answer carries."""

from datetime import date

from pydantic import BaseModel, ValidationError

from bot.assistant.assistant import Assistant
from bot.listeners.payloads.block_action import BlockAction
from bot.workspace.request import Answer


class Question(BaseModel):
    """A command, its text and perhaps a day, as `bot.views.reply` puts them into a button's value."""

    command: str
    text: str
    as_of: date | None = None


def answer_again(assistant: Assistant, action: BlockAction) -> Answer | None:
    """Answer the button's question for the person who pressed; None where it holds none."""
    try:
        question = Question.model_validate_json(action.value)
    except ValidationError:
        return None
    return assistant.answer(
        action.team_id,
        question.command,
        question.text,
        action.user_id,
        action.channel_id,
        as_of=question.as_of,
        request_id=action.request,
    )
