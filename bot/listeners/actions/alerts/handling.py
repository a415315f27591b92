"""What the buttons and forms of a warning have in common: whom they let, and how what they do is written down."""

from collections.abc import Callable

from pydantic import ValidationError

from bot.alerts.notify import silences
from bot.alerts.notify.silences import About, How
from bot.assistant.assistant import Assistant
from bot.language.grammar.slip import Slip
from bot.listeners.payloads.block_action import BlockAction
from bot.listeners.payloads.view_submission import ViewSubmission
from bot.slack.blocks import Message
from bot.slack.responses import respond_at
from bot.views.refusal import expired_view, refusal_view, repeated_view
from bot.workspace.context import Context, context_of
from bot.workspace.roles import RECORDER, require
from storage.transaction import RepeatedRequest

HELP = "/seller-alerts"


def about_of(by: BlockAction | ViewSubmission) -> About | None:
    """Which alert is meant; None where this version cannot read it."""
    try:
        return About.model_validate_json(by.value)
    except ValidationError:
        return None


def do(
    assistant: Assistant, by: BlockAction | ViewSubmission, kind: str, how: Callable[[Context], How]
) -> Message | None:
    """Change what is done about an alert, if the person may: what to tell them alone where that did not happen."""
    about = about_of(by)
    if about is None:
        return expired_view(assistant.locale)
    context = context_of(assistant.workspace(by.team_id), assistant.clock())
    status, message = "answered", None
    try:
        require(RECORDER, by.user_id, context.settings, trusted=assistant.trusted)
        silences.change(context, about, kind, how(context), by.user_id, by.request)
    except Slip as denied:
        status, message = "denied", refusal_view(assistant.locale, denied, HELP)
    except RepeatedRequest:
        message = repeated_view(assistant.locale)
    except LookupError:
        status, message = "refused", expired_view(assistant.locale)
    assistant.did(by.team_id, kind, by.value, by.user_id, by.channel_id, status)
    assistant.outgoing()
    return message


def press(assistant: Assistant, action: BlockAction, kind: str, how: Callable[[Context], How]) -> None:
    """As `do`, for a button: what went wrong goes to its response URL."""
    message = do(assistant, action, kind, how)
    if message:
        respond_at(action.response_url, message)


def may(assistant: Assistant, action: BlockAction) -> bool:
    """Whether the person may go on to a form; if not, they are told so."""
    settings = context_of(assistant.workspace(action.team_id), assistant.clock()).settings
    try:
        require(RECORDER, action.user_id, settings, trusted=assistant.trusted)
    except Slip as denied:
        assistant.did(action.team_id, "form", action.value, action.user_id, action.channel_id, "denied")
        respond_at(action.response_url, refusal_view(assistant.locale, denied, HELP))
        return False
    return True
