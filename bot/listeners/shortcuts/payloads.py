"""A message whose menu somebody opened, and the shortcut that they chose there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.assistant.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who chose a shortcut on which message, when that was posted, and where the reply goes.

    `message` is as Slack hands it over; https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    says what it holds.
    """

    workspace_id: str
    user_id: str
    channel: str
    message: Mapping[str, Any]
    posted: datetime
    response_url: str
    trigger: str | None = None

    @property
    def thread(self) -> str | None:
        """The thread that the message stands in; one that begins a thread stands in the channel."""
        told = self.message.get("thread_ts")
        return told if isinstance(told, str) and told != self.message.get("ts") else None


Choose = Callable[[Assistant, Chosen], None]
"""What a shortcut does."""
