"""From a message of Slack's to the answer below it.

What is written in a direct message is for Headroom, and elsewhere what mentions it; every other message is let go.
Slack tells of a message again where it heard no acknowledgement, and by two events where it mentions us, so that its
answer waits in the outbox under a key of the message before that is given: it is said once, through stops and kills,
and changes once what it changes. Whoever claims the key answers, and the others wait for that; messages of other keys
are answered meanwhile.
"""

import re
import time
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.assistant import Assistant
from bot.language.grammar.fold import fold
from bot.language.grammar.openings import MENTION
from bot.listeners.payloads.message_event import MessageEvent
from bot.slack.blocks import Message
from bot.slack.responses import enqueue_reply
from bot.views.plain_text import late_view
from bot.views.posted import public_view
from bot.views.refusal import fault_view
from storage import claims
from storage.alerting import outbox
from storage.transaction import SEEN_REQUEST_RETENTION
from storage.workspaces import Workspace

LATE: Final = SEEN_REQUEST_RETENTION
"""How old a message may be that is answered: after that nobody knows whether it changed something already."""

LEASE: Final = timedelta(seconds=30)
"""How long a message is one answerer's alone; less than the minute after which Slack tells of it for the third time."""

PATIENCE: Final = 2.0
"""Seconds that a repetition waits for the answer of whoever has the claim; Slack waits for three."""

LOOK: Final = 0.02
"""Seconds between two looks of a repetition that waits."""


class StillAnswering(Exception):
    """Somebody else is answering the message, and it is not known yet whether they will."""


def answer_event(assistant: Assistant, event: MessageEvent, own: str | None) -> None:
    """Have a message answered that is for Headroom, whose user id is `own`, once, however often Slack tells of it.

    Raises StillAnswering where Slack had better tell of it again.
    """
    if not _is_ours(event):
        return
    workspace, until = assistant.workspace(event.team_id), time.monotonic() + PATIENCE
    while not outbox.exists(workspace, event.request):
        if _answered(assistant, workspace, event, own):
            return
        if time.monotonic() > until:
            raise StillAnswering(event.request)
        time.sleep(LOOK)


def apologise(assistant: Assistant, event: MessageEvent, reference: str) -> bool:
    """Have it said below a message that its answer failed; False where Slack had better tell of the message again."""
    if not _is_ours(event):
        return False
    try:
        _say(assistant, event, fault_view(assistant.locale, reference))
    except SQLAlchemyError:
        return False
    return True


def line_of(text: str, own: str | None) -> str:
    """What follows the mention of Headroom in a message, or else what is before it."""
    before, *after = re.split(rf"(?<!\S)<@{own}(?:\|[^<>]*)?>", text, maxsplit=1)
    return after[0] if after and fold(after[0]) else before


def _is_ours(event: MessageEvent) -> bool:
    """Whether we answer what is written there; a message that brings reports is answered by `bot.listeners.uploads`."""
    return event.is_to_us and not event.is_of_a_guest and not event.brings_reports


def _answered(assistant: Assistant, workspace: Workspace, event: MessageEvent, own: str | None) -> bool:
    """Whether the message was ours to answer; where that fails, it is the next one's."""
    now = assistant.clock()
    if not claims.claim(workspace, event.request, now, LEASE * assistant.speed):
        return False
    with ExitStack() as given_up:
        given_up.callback(_give_up, workspace, event, now)
        _answer(assistant, event, line_of(event.text, own))
        given_up.pop_all()
    return True


def _give_up(workspace: Workspace, event: MessageEvent, claimed_at: datetime) -> None:
    """Let the next one answer at once; where the database is away, once the claim has lapsed."""
    with suppress(SQLAlchemyError):
        claims.release(workspace, event.request, claimed_at)


def _answer(assistant: Assistant, event: MessageEvent, line: str) -> None:
    if assistant.clock() - event.written_at > LATE * assistant.speed:
        assistant.did(event.team_id, MENTION, line, event.user_id, event.channel_id, "late")
        _say(assistant, event, late_view(assistant.locale))
        return
    answered = assistant.answer_message(event.team_id, line, event.user_id, event.channel_id, request_id=event.request)
    _say(assistant, event, public_view(answered.message))


def _say(assistant: Assistant, event: MessageEvent, message: Message) -> None:
    """Have a message said in the thread; beside others always in one, so that it keeps out of their way."""
    thread = event.thread_ts if event.is_direct else event.thread_ts or event.ts
    with assistant.workspace(event.team_id).begin() as transaction:
        enqueue_reply(transaction, event.request, event.channel_id, thread, message, assistant.clock())
    assistant.outgoing()
