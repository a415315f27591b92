"""An answer as the whole channel sees it."""

from bot.catalogue import say
from bot.message import Message, context


def posted_view(message: Message, user_id: str, line: str) -> Message:
    """The answer without its buttons, and below it who asked what."""
    kept = tuple(block for block in message.blocks if block["type"] != "actions")
    return Message(message.text, (*kept, context(say("reply.posted_by", user=user_id, line=line))))
