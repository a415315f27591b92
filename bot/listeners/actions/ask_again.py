"""Buttons that carry a line: one reading of an ambiguous line, or a further question."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.payloads import Pressed
from bot.slack.responses import respond_at
from bot.views.refusal import expired_view
from bot.views.reply import ASK_AGAIN

ACTION = ASK_AGAIN


def press(assistant: Assistant, pressed: Pressed) -> None:
    """Answer the line as if it had been typed."""
    answered = pressed.ask(assistant)
    respond_at(pressed.response_url, answered.message if answered else expired_view(), thread=pressed.thread)
