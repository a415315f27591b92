"""Channels that take nothing from us: the row is kept, somebody is told, and a fallback is used where there is one."""

from datetime import datetime

from bot.slack.blocks import Message
from bot.views.channel.notices import invite_view, moved_view
from bot.workspace.context import context_of
from storage.alerting import outbox, subscriptions
from storage.alerting.outbox import OutboxMessage
from storage.workspaces import Workspace

FALLBACK = "fallback"

UNINVITED = ("not_in_channel", "kicked_from_channel")
"""What an invitation mends; for anything else the warnings go to the fallback channel."""


def mark_undeliverable(workspace: Workspace, channel: str, error: str, now: datetime) -> str | None:
    """Note the trouble, tell who subscribed the channel, and name the channel to use instead, if there is one."""
    subscription = subscriptions.get(workspace, channel)
    if subscription is None:
        return None
    subscriptions.set_trouble(workspace, channel, error, now)
    context = context_of(workspace, now)
    fallback = context.setting(FALLBACK)
    to = fallback if error not in UNINVITED and fallback != channel else None
    about = moved_view(context.locale, channel, to, error) if to else invite_view(context.locale, channel)
    _notify(workspace, subscription.owner or subscription.who, about, f"trouble/{channel}/{error}", now)
    if to:
        _notify(workspace, to, about, f"moved/{channel}/{error}", now)
    return to


def _notify(workspace: Workspace, whom: str, message: Message, key: str, now: datetime) -> None:
    """Say it once a day to a person or a channel that Slack knows."""
    if not whom.startswith(("U", "W", "C", "G")):
        return
    saying = OutboxMessage(
        key=f"{key}/{now:%Y-%m-%d}", channel=whom, act="post", text=message.text, blocks=message.blocks
    )
    with workspace.begin() as transaction:
        outbox.enqueue(transaction, [saying], now)
