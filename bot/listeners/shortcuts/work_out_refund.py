"""[Work out this refund]: the return that a message tells of, answered to who chose it alone."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.assistant.assistant import Assistant
from bot.assistant.prose import reading_of
from bot.listeners.payloads.message_shortcut import MessageShortcut
from bot.slack.message_text import texts
from bot.slack.responses import respond_at
from bot.workspace.defaults import DEFAULT_ZONE
from storage.settings import cached

SHORTCUT = "work_out_refund"
NAME = "Work out this refund"
SUMMARY = "reads the price, dates and condition of a return in this message, and works out the least you must refund"


def choose(assistant: Assistant, shortcut: MessageShortcut) -> None:
    """Say what was read, and answer it; or ask what only a person can tell."""
    day = _day(assistant, shortcut)
    by = (shortcut.team_id, _text(shortcut, day), shortcut.user_id, shortcut.channel_id)
    answered = assistant.answer_prose(*by, day=day, request_id=shortcut.request, name=SHORTCUT)
    respond_at(shortcut.response_url, answered.message, thread=shortcut.thread_ts)


def _text(shortcut: MessageShortcut, day: date) -> str:
    """The first of its texts that tells anything; `yesterday` is the day before it was posted."""
    return next((text for text in texts(shortcut.message) if reading_of(text, day).anything), "")


def _day(assistant: Assistant, shortcut: MessageShortcut) -> date:
    """The workspace's day on which the message was posted, which is not after today."""
    zone = cached(assistant.workspace(shortcut.team_id)).get("zone")
    posted = min(shortcut.posted_at, assistant.clock())
    return posted.astimezone(ZoneInfo(zone.value if zone else DEFAULT_ZONE)).date()
