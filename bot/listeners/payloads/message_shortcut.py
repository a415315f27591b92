"""`message_action`: a shortcut that somebody chose in the menu of a message."""

from datetime import UTC, datetime
from typing import Any

from pydantic import AliasPath, Field

from bot.listeners.payloads.interaction import Interaction


class MessageShortcut(Interaction):
    """A shortcut and its message, as Slack hands that over.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload has the fields.
    """

    channel_id: str = Field(validation_alias=AliasPath("channel", "id"))
    callback_id: str
    message: dict[str, Any]
    ts: str = Field(validation_alias=AliasPath("message", "ts"), pattern=r"^[0-9]{1,10}(\.[0-9]{1,9})?$")
    response_url: str
    trigger_id: str = ""

    @property
    def request(self) -> str | None:
        """What tells this request from every other, where Slack says it."""
        return self.trigger_id or None

    @property
    def posted_at(self) -> datetime:
        """When the message was posted."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def thread_ts(self) -> str | None:
        """The thread that the message stands in; one that begins a thread stands in the channel."""
        thread = self.message.get("thread_ts")
        return thread if isinstance(thread, str) and thread != self.ts else None
