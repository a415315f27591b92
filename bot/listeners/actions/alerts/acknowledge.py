"""[Acknowledge]: somebody has seen it and is on it; until it gets worse, or a week is over, nobody is reminded."""

from dataclasses import replace
from datetime import timedelta

from bot.alerts.notify.silences import How
from bot.assistant.assistant import Assistant
from bot.listeners.actions.alerts import handling
from bot.listeners.payloads.block_action import BlockAction
from bot.views.alerts.warning import ALERT_ACK
from bot.workspace.context import Context

ACTION = ALERT_ACK
LASTS = timedelta(days=7)


def press(assistant: Assistant, action: BlockAction) -> None:
    """Write down who acknowledges, and have the message say so."""

    def by(context: Context) -> How:
        until = context.now + LASTS
        return lambda silences, _: replace(silences, acknowledged_by=action.user_id, acknowledged_until=until)

    handling.press(assistant, action, "acknowledged", by)
