"""From an event of Slack's to files that wait to be read.

We listen to `message`: it names the message, the thread and the person, where `file_shared` names the file alone, and
every picture in every channel would have to be looked up to know where an answer goes. It needs no scope but those with
which the sender looks for its own messages. What is no file that somebody dropped is let go unread.
"""

from datetime import timedelta

from bot.assistant.assistant import Assistant
from bot.listeners.payloads.message_event import MessageEvent
from bot.slack.files import is_answered
from storage.reports import uploads
from storage.reports.uploads import Upload
from storage.transaction import RepeatedRequest


def enqueue_files(assistant: Assistant, event: MessageEvent) -> None:
    """Have the files read that somebody has dropped, each once, however often Slack tells of them."""
    if event.is_of_a_guest:
        return
    now = assistant.clock()
    files = [
        Upload(
            key=f"{event.channel_id}/{event.ts}/{file.id}",
            channel=event.channel_id,
            thread=event.thread_ts or event.ts,
            file=file.id,
            user_id=event.user_id,
            dropped_at=now + timedelta(microseconds=place),  # the files of a message in their order
        )
        for place, file in enumerate(event.files)
        if is_answered(file, event.channel_id)
    ]
    if not files:
        return
    try:
        uploads.enqueue(assistant.workspace(event.team_id), files, f"message {event.channel_id} {event.ts}", now)
    except RepeatedRequest:
        return
    assistant.dropped()
