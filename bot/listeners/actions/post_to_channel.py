"""[Post to channel]: the answer that only the asker saw, for everyone in the channel."""

from bot.assistant.assistant import Assistant
from bot.listeners.actions.question import answer_again
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.responses import respond_at
from bot.views.posted import posted_view
from bot.views.refusal import expired_view
from bot.views.reply import POST

ACTION = POST


def press(assistant: Assistant, action: BlockAction) -> None:
    """Ask again and post the answer with who asked what; a line that is refused by now stays with its asker."""
    answered = answer_again(assistant, action)
    if answered is None or not answered.ok:
        respond_at(
            action.response_url,
            answered.message if answered else expired_view(assistant.locale),
            thread=action.thread_ts,
        )
        return
    line = f"{answered.invocation.command} {answered.invocation.text}".strip()
    posted = posted_view(assistant.locale, answered.message, action.user_id, line)
    respond_at(action.response_url, posted, "in_channel", action.thread_ts)
