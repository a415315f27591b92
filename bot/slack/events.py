"""A message of Slack's as its events tell of it: where it stands, who wrote it, and whether a person here did."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

BY_PEOPLE = (None, "file_share", "thread_broadcast")
"""The subtypes of a message that a person wrote and sent."""

_TS = r"^[0-9]{1,10}\.[0-9]{1,9}$"


class Event(BaseModel):
    """A message; https://docs.slack.dev/reference/events/message says what Slack tells of one.

    `ts` is when it was written and, in its channel, its name; `thread_ts` that of the message whose thread it is in.
    """

    channel: str = Field(pattern="^[A-Z][A-Z0-9]{1,30}$")
    ts: str = Field(pattern=_TS)
    user: str = Field(pattern="^[A-Z][A-Z0-9]{1,30}$")
    thread_ts: str | None = Field(None, pattern=_TS)
    team: str | None = None
    user_team: str | None = None

    def is_of_a_guest(self, body: Mapping[str, Any], workspace_id: str) -> bool:
        """Whether somebody of another company wrote it, who has no say in what is known here."""
        return bool(body.get("is_ext_shared_channel")) and (self.user_team or self.team) != workspace_id


def is_by_a_person(told: Mapping[str, Any]) -> bool:
    """Whether a person wrote the message just now: no bot, no edit, no joining and the like."""
    return not told.get("bot_id") and told.get("subtype") in BY_PEOPLE
