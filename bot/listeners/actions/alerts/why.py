"""[Why?]: the figures, the thresholds, the clause, and what this rule would have said over the account's past."""

from bot.alerts.explain import why_of
from bot.assistant.assistant import Assistant
from bot.listeners.actions.alerts import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.responses import respond_at
from bot.views.alerts.warning import ALERT_WHY
from bot.views.alerts.why import why_view
from bot.views.refusal import expired_view
from bot.workspace.context import context_of

ACTION = ALERT_WHY


def press(assistant: Assistant, action: BlockAction) -> None:
    """Tell who asked."""
    about = handling.about_of(action)
    why = why_of(context_of(assistant.workspace(action.team_id), assistant.clock()), about) if about else None
    respond_at(action.response_url, why_view(assistant.locale, why) if why else expired_view(assistant.locale))
    assistant.did(action.team_id, ACTION, action.value, action.user_id, action.channel_id, "answered")
