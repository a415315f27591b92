"""`block_actions`: a button that somebody pressed."""

from pydantic import AliasPath, Field

from bot.listeners.payloads.interaction import Interaction


class BlockAction(Interaction):
    """A pressed button; https://docs.slack.dev/reference/interaction-payloads/block_actions-payload has its fields.

    `value` is what the button was given when it was made, `thread_ts` the thread that it stands in.
    """

    channel_id: str = Field(validation_alias=AliasPath("channel", "id"))
    action_id: str = Field(validation_alias=AliasPath("actions", 0, "action_id"))
    value: str = Field("", validation_alias=AliasPath("actions", 0, "value"))
    response_url: str
    trigger_id: str = ""
    thread_ts: str | None = Field(None, validation_alias=AliasPath("container", "thread_ts"))

    @property
    def request(self) -> str | None:
        """What tells this request from every other, where Slack says it."""
        return self.trigger_id or None
