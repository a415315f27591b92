"""`event_callback` with a `message` or an `app_mention`: something that somebody wrote, perhaps with files."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import AliasPath, Field

from bot.listeners.payloads.payload import Flag, JsonPayload, at, first_of
from bot.slack.files import SlackFile, is_answered

BY_PEOPLE: Final = (None, "file_share", "thread_broadcast")
"""The subtypes of a message that a person wrote and sent."""

APP_MENTION: Final = "app_mention"

_OURS: Final = ("authorizations", 0)
"""The installation that hears of the event; in a channel of Slack Connect `team_id` may be another company's.

https://docs.slack.dev/apis/events-api says so.
"""

_ID, _TS = r"^[A-Z][A-Z0-9]{1,30}$", r"^[0-9]{1,10}\.[0-9]{1,9}$"


class MessageEvent(JsonPayload):
    """A message; https://docs.slack.dev/reference/events/message says what Slack tells of one.

    `ts` is when it was written and, in its channel, its name; `thread_ts` that of the message whose thread it is in. A
    message that mentions us in a channel is told of by two events, which differ in their `type`.
    """

    type: str = Field(validation_alias=AliasPath("event", "type"))
    channel_id: str = Field(validation_alias=AliasPath("event", "channel"), pattern=_ID)
    user_id: str = Field(validation_alias=AliasPath("event", "user"), pattern=_ID)
    ts: str = Field(validation_alias=AliasPath("event", "ts"), pattern=_TS)
    thread_ts: str | None = Field(None, validation_alias=AliasPath("event", "thread_ts"), pattern=_TS)
    text: str = Field("", validation_alias=AliasPath("event", "text"))
    files: list[SlackFile] = Field(default_factory=list, validation_alias=AliasPath("event", "files"))
    edited: object = Field(None, validation_alias=AliasPath("event", "edited"))
    is_ext_shared_channel: Flag = False

    @classmethod
    def _identities(cls, body: dict[str, Any]) -> dict[str, object]:
        return {
            "team_id": first_of(body, (*_OURS, "team_id"), ("context_team_id",), ("team_id",)),
            "user_team_id": first_of(body, ("event", "user_team"), ("event", "source_team"), ("event", "team")),
            "enterprise_id": first_of(body, (*_OURS, "enterprise_id"), ("context_enterprise_id",)),
            "is_enterprise_install": at(body, (*_OURS, "is_enterprise_install")),
        }

    @property
    def request(self) -> str:
        """What tells this message from every other of the workspace, whichever event tells of it."""
        return f"line/{self.channel_id}/{self.ts}"

    @property
    def written_at(self) -> datetime:
        """When it was written."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def is_direct(self) -> bool:
        """Whether nobody but the person and Headroom is there."""
        return _is_direct(self.channel_id)

    @property
    def is_to_us(self) -> bool:
        """Whether it is written to Headroom, and was so from the beginning."""
        return (self.is_direct or self.type == APP_MENTION) and self.edited is None

    @property
    def is_of_a_guest(self) -> bool:
        """Whether somebody of another company wrote it, who has no say in what is known here."""
        return self.is_ext_shared_channel and self.user_team_id != self.team_id

    @property
    def brings_reports(self) -> bool:
        """Whether a file of it is answered."""
        return any(is_answered(file, self.channel_id) for file in self.files)


def concerns_us(event: Mapping[str, Any]) -> bool:
    """Whether a person wrote the message just now, and wrote it to us or with files.

    Asked before it is read: channels are full of messages of other shapes, which are let go unread.
    """
    if event.get("bot_id") or event.get("subtype") not in BY_PEOPLE:
        return False
    return bool(event.get("files")) or event["type"] == APP_MENTION or _is_direct(event.get("channel"))


def _is_direct(channel: object) -> bool:
    return str(channel).startswith("D")
