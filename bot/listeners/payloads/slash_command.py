"""`/sfp-refund 129.99 used`: a slash command that somebody typed."""

from pydantic import AliasPath, Field

from bot.listeners.payloads.payload import Payload


class SlashCommand(Payload):
    """A typed command; https://docs.slack.dev/interactivity/implementing-slash-commands says what Slack sends.

    Only people of the installed team can type one, so that theirs is the same.
    """

    user_team_id: str | None = Field(None, validation_alias=AliasPath("team_id"))
    user_id: str
    channel_id: str
    command: str
    text: str = ""
    trigger_id: str = ""

    @property
    def request(self) -> str | None:
        """What tells this request from every other, where Slack says it."""
        return self.trigger_id or None
