"""[All offers]: every offer of a warning that names only the worst."""

from bot.alerts.notify.dispatch import group_of
from bot.alerts.notify.templates import template_of
from bot.assistant.assistant import Assistant
from bot.listeners.actions.alerts import handling
from bot.listeners.actions.listener import Modal
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.responses import respond_at
from bot.views.alerts.warning import ALERT_OFFERS
from bot.views.channel.forms import offers_form
from bot.views.refusal import expired_view
from bot.workspace.context import context_of
from storage.alerting import subscriptions

ACTION = ALERT_OFFERS


def press(assistant: Assistant, action: BlockAction) -> Modal | None:
    """Show them to who asked."""
    about = handling.about_of(action)
    context = context_of(assistant.workspace(action.team_id), assistant.clock())
    subscription = subscriptions.get(context.workspace, action.channel_id)
    lines: list[str] = []
    if about and subscription:
        with context.workspace.read() as snapshot:
            group = group_of(context, snapshot, subscription, (about.account, about.metric, about.band), None)
        lines = template_of(group).every_line(context, group)
    if lines:
        return offers_form(assistant.locale, lines)
    respond_at(action.response_url, expired_view(assistant.locale))
    return None
