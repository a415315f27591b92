"""An answer as the whole channel sees it."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, context
from bot.views.reply import POST


def posted_view(locale: Locale, message: Message, user_id: str, line: str) -> Message:
    """The answer without its buttons, and below it who asked what."""
    blocks = tuple(block for block in message.blocks if block["type"] != "actions")
    return Message(message.text, (*blocks, context(say(locale, "reply.posted_by", user=user_id, line=line))))


def public_view(message: Message) -> Message:
    """The answer to a line that everyone there has read: without the button that would show it to them."""
    shown = map(_without_post, message.blocks)
    return Message(message.text, tuple(block for block in shown if block.get("elements") != []))


def _without_post(block: Block) -> Block:
    if block["type"] != "actions":
        return block
    return {**block, "elements": [each for each in block["elements"] if each["action_id"] != POST]}
