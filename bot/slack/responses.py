"""How a message reaches the person: in the acknowledgement, at a response URL, or through the outbox."""

import logging
from datetime import datetime
from typing import Any, Literal

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.slack.blocks import TEXT_LIMIT, Message, cut_mrkdwn
from storage.alerting import outbox
from storage.alerting.outbox import REPLY, MessageLocation, OutboxMessage
from storage.transaction import Transaction

log = logging.getLogger(__name__)

TIMEOUT = 2
"""Seconds; Slack waits three for the acknowledgement that comes after."""

Audience = Literal["ephemeral", "in_channel"]


def as_reply(message: Message, audience: Audience = "ephemeral") -> dict[str, Any]:
    """A message as the body of an acknowledgement or of a response URL."""
    return {"response_type": audience, "text": cut_mrkdwn(message.text, TEXT_LIMIT), "blocks": list(message.blocks)}


def respond_at(
    response_url: str, message: Message, audience: Audience = "ephemeral", thread: str | None = None
) -> None:
    """Send a message to a response URL, once. Raises SlackClientError or OSError where it cannot be delivered.

    It goes into a thread only where that is named, also if the button stands in one. No retries: the SDK's own would
    post twice when a connection closes after Slack has accepted the message.
    """
    client = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[])
    place = {"thread_ts": thread} if thread else {}
    sent = client.send_dict({**as_reply(message, audience), **place, "replace_original": False})
    if sent.status_code != 200:
        raise SlackClientError(f"the response URL answered {sent.status_code}")


def enqueue_reply(
    transaction: Transaction, key: str, channel: str, thread: str | None, message: Message, now: datetime
) -> None:
    """Have a message said once for this key, in a thread, or in the channel itself where none is named.

    It is a reply in both, because posts that wait together are folded into one message, which has no buttons.
    """
    about = f"{outbox.PERSONS_MESSAGE}{channel}/{thread}" if thread else ""
    if thread:
        outbox.insert_sent_post(transaction, about, MessageLocation(channel, thread), now)
    text = cut_mrkdwn(message.text, TEXT_LIMIT)
    reply = OutboxMessage(key=key, channel=channel, act=REPLY, about=about, text=text, blocks=message.blocks)
    outbox.enqueue(transaction, [reply], now)
