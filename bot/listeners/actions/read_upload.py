"""[main], [The day]: what only a person could tell of a file, so that it is read again with that."""

from pydantic import BaseModel, ValidationError

from bot.assistant.assistant import Assistant
from bot.listeners.payloads.block_action import BlockAction
from bot.slack.responses import respond_at
from bot.views.files.uploads import READ_FILE
from bot.views.refusal import expired_view
from storage.reports import uploads
from storage.reports.uploads import Upload
from storage.transaction import RepeatedRequest

ACTION = READ_FILE


class Chosen(BaseModel):
    """Which file, and what is known of it by now, as `bot.views.files.uploads` puts it into the button."""

    file: str
    thread: str
    account: str | None = None
    day_first: bool | None = None


def press(assistant: Assistant, action: BlockAction) -> None:
    """Have it read; whether who pressed may bring it is asked then, and the answer comes in the thread."""
    try:
        chosen = Chosen.model_validate_json(action.value)
    except ValidationError:
        respond_at(action.response_url, expired_view(assistant.locale))
        return
    now = assistant.clock()
    again = Upload(
        key=f"{action.channel_id}/{chosen.file}/{action.request or now.isoformat()}",
        channel=action.channel_id,
        user_id=action.user_id,
        dropped_at=now,
        **chosen.model_dump(),
    )
    try:
        uploads.enqueue(assistant.workspace(action.team_id), [again], action.request, now)
    except RepeatedRequest:
        return
    assistant.dropped()
