"""From a message of Slack's to the answer below it.

What is written in a direct message is for Headroom, and elsewhere what mentions it; every other message is let go.
Slack tells of a message again where it heard no acknowledgement, so that its answer waits in the outbox under a key of
the message before that is given: it is said once, through stops and kills, and changes once what it changes.
"""

import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.assistant import Assistant
from bot.language.grammar.fold import fold
from bot.language.grammar.openings import MENTION
from bot.slack.blocks import Message
from bot.slack.events import Event, is_by_a_person
from bot.slack.files import SlackFile, is_answered
from bot.slack.responses import put_reply
from bot.views.plain_text import late_view
from bot.views.posted import public_view
from bot.views.refusal import fault_view
from storage.alerting import outbox
from storage.workspaces import REQUESTS_KEPT

LATE: Final = REQUESTS_KEPT
"""How old a message may be that is answered: after that nobody knows whether it changed something already."""

_one_at_a_time = threading.Lock()  # a repetition would else overtake the answer that it waits for


class Written(Event):
    """A message to Headroom; one that brings reports is answered by `bot.listeners.uploads`."""

    text: str = ""
    files: list[SlackFile] = Field(default_factory=list)

    @property
    def key(self) -> str:
        """What tells this message from every other of the workspace."""
        return f"line/{self.channel}/{self.ts}"

    @property
    def is_direct(self) -> bool:
        """Whether nobody else is there."""
        return self.channel.startswith("D")

    @property
    def thread(self) -> str | None:
        """The thread that the answer goes into: beside others always one, so that it keeps out of their way."""
        return self.thread_ts if self.is_direct else self.thread_ts or self.ts

    @property
    def brings_reports(self) -> bool:
        """Whether a file of it is answered."""
        return any(is_answered(each, self.channel) for each in self.files)


def hear(assistant: Assistant, workspace_id: str, body: Mapping[str, Any], own: str | None) -> None:
    """Have a message answered that is for Headroom, whose user id is `own`, once, however often Slack tells of it.

    Raises `pydantic.ValidationError` for what is no message of Slack's.
    """
    message = _to_us(workspace_id, body)
    if message:
        with _one_at_a_time:
            _answer(assistant, workspace_id, message, line_of(message.text, own))


def _answer(assistant: Assistant, workspace_id: str, message: Written, line: str) -> None:
    if outbox.holds(assistant.workspace(workspace_id), message.key):
        return
    if assistant.clock() - datetime.fromtimestamp(float(message.ts), UTC) > LATE * assistant.speed:
        assistant.did(workspace_id, MENTION, line, message.user, message.channel, "late")
        _say(assistant, workspace_id, message, late_view())
        return
    answered = assistant.answer_message(workspace_id, line, message.user, message.channel, request_id=message.key)
    _say(assistant, workspace_id, message, public_view(answered.message))


def apologise(assistant: Assistant, workspace_id: str, body: Mapping[str, Any], reference: str) -> bool:
    """Have it said below a message that its answer failed; False where Slack had better tell of the message again.

    Raises `pydantic.ValidationError` as `hear` does.
    """
    message = _to_us(workspace_id, body)
    if message is None:
        return False
    try:
        _say(assistant, workspace_id, message, fault_view(reference))
    except SQLAlchemyError:
        return False
    return True


def line_of(text: str, own: str | None) -> str:
    """What follows the mention of Headroom in a message, or else what is before it."""
    before, *after = re.split(rf"(?<!\S)<@{own}(?:\|[^<>]*)?>", text, maxsplit=1)
    return after[0] if after and fold(after[0]) else before


def _to_us(workspace_id: str, body: Mapping[str, Any]) -> Written | None:
    """The message of an event, where a person of this workspace wrote it to us."""
    told = body["event"]
    direct = str(told.get("channel")).startswith("D")
    if not (direct or told["type"] == "app_mention") or not is_by_a_person(told) or "edited" in told:
        return None
    message = Written.model_validate(told)
    return None if message.is_of_a_guest(body, workspace_id) or message.brings_reports else message


def _say(assistant: Assistant, workspace_id: str, below: Written, message: Message) -> None:
    with assistant.workspace(workspace_id).begin() as transaction:
        put_reply(transaction, below.key, below.channel, below.thread, message, assistant.clock())
    assistant.outgoing()
