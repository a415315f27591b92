"""From an event of Slack's to files that wait to be read.

We listen to `message`: it names the message, the thread and the person, where `file_shared` names the file alone, and
every picture in every channel would have to be looked up to know where an answer goes. It needs no scope but those with
which the sender looks for its own messages. What is no file that somebody dropped is let go unread.
"""

from datetime import timedelta
from typing import Any

from bot.assistant.assistant import Assistant
from bot.slack.events import Event, is_by_a_person
from bot.slack.files import SlackFile, is_answered
from storage.reports import uploads
from storage.reports.uploads import Dropped
from storage.workspaces import Repeated


class WithFiles(Event):
    """A message with files."""

    files: list[SlackFile]


def hear(assistant: Assistant, workspace_id: str, body: dict[str, Any]) -> None:
    """Have the files read that somebody has dropped, each once, however often Slack tells of them.

    Raises `pydantic.ValidationError` for what is no message of Slack's.
    """
    told = body["event"]
    if not told.get("files") or not is_by_a_person(told):
        return
    event = WithFiles.model_validate(told)
    if not event.is_of_a_guest(body, workspace_id):
        _put(assistant, workspace_id, event)


def _put(assistant: Assistant, workspace_id: str, event: WithFiles) -> None:
    now = assistant.clock()
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
        uploads.put(assistant.workspace(workspace_id), files, f"message {event.channel} {event.ts}", now)
    except Repeated:
        return
    assistant.dropped()
