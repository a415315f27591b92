"""How a message reaches the person: in the acknowledgement, or at the response URL of what they pressed."""

import logging
from typing import Any, Literal

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.message import TEXT_LIMIT, Message, cut_mrkdwn

log = logging.getLogger(__name__)

TIMEOUT = 2
"""Seconds; Slack waits three for the acknowledgement that comes after."""

Audience = Literal["ephemeral", "in_channel"]


def as_reply(message: Message, audience: Audience = "ephemeral") -> dict[str, Any]:
    """A message as the body of an acknowledgement or of a response URL."""
    return {"response_type": audience, "text": cut_mrkdwn(message.text, TEXT_LIMIT), "blocks": list(message.blocks)}


def respond_at(response_url: str, message: Message, audience: Audience = "ephemeral") -> None:
    """Send a message to a response URL, once. Raises SlackClientError or OSError where it cannot be delivered.

    No retries: the SDK's own would post twice when a connection closes after Slack has accepted the message.
    """
    client = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[])
    sent = client.send_dict({**as_reply(message, audience), "replace_original": False})
    if sent.status_code != 200:
        raise SlackClientError(f"the response URL answered {sent.status_code}")
