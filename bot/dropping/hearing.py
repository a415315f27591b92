"""From an event of Slack's to files that wait to be read.

We listen to `message`: it names the message, the thread and the person, where `file_shared` names the file alone, and
every picture in every channel would have to be looked up to know where an answer goes. It needs no scope but those with
which the sender looks for its own messages. What is no file that somebody dropped is let go unread.
"""

from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from bot.desk import Desk
from bot.dropping.slack_file import SlackFile, is_answered
from storage import dropped
from storage.dropped import Dropped
from storage.workspaces import Repeated

BY_PEOPLE = (None, "file_share", "thread_broadcast")
"""The subtypes of a message that a person wrote and sent."""


class Event(BaseModel):
    """A message with files."""

    channel: str
    ts: str
    user: str
    files: list[SlackFile]
    thread_ts: str | None = None
    team: str | None = None
    user_team: str | None = None


def hear(desk: Desk, workspace_id: str, body: dict[str, Any]) -> None:
    """Have the files read that somebody has dropped, each once, however often Slack tells of them.

    Raises `pydantic.ValidationError` for what is no message of Slack's.
    """
    told = body["event"]
    if not told.get("files") or told.get("bot_id") or told.get("subtype") not in BY_PEOPLE:
        return
    event = Event.model_validate(told)
    if body.get("is_ext_shared_channel") and (event.user_team or event.team) != workspace_id:
        return  # a guest of another company has no say in what is known here
    _put(desk, workspace_id, event)


def _put(desk: Desk, workspace_id: str, event: Event) -> None:
    now = desk.clock()
    files = [
        Dropped(
            key=f"{event.channel}/{event.ts}/{file.id}",
            channel=event.channel,
            thread=event.thread_ts or event.ts,
            file=file.id,
            user_id=event.user,
            dropped_at=now + timedelta(microseconds=place),  # the files of a message in their order
        )
        for place, file in enumerate(event.files)
        if is_answered(file, event.channel)
    ]
    if not files:
        return
    try:
        dropped.put(desk.workspace(workspace_id), files, f"message {event.channel} {event.ts}", now)
    except Repeated:
        return
    desk.dropped()
