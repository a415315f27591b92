"""[Work out this refund]: the line of `/sfp-refund` that a message stands for, answered to who chose it alone."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.assistant.assistant import Assistant
from bot.commands.sfp_refund import GRAMMAR
from bot.commands.sfp_refund import NAME as COMMAND
from bot.language.extraction.extract import Told, line, read
from bot.listeners.payloads.message_shortcut import MessageShortcut
from bot.slack.blocks import Message
from bot.slack.message_text import texts
from bot.slack.responses import respond_at
from bot.views.extracted import asked_view, nothing_view, told_view
from bot.workspace.defaults import DEFAULT_ZONE
from storage.settings import cached

SHORTCUT = "work_out_refund"
NAME = "Work out this refund"
SUMMARY = "reads the price, dates and condition of a return in this message, and works out the least you must refund"


def choose(assistant: Assistant, shortcut: MessageShortcut) -> None:
    """Say what was read, and answer it; or ask what only a person can tell."""
    message = _answered(assistant, shortcut, _read(shortcut, _day(assistant, shortcut)))
    respond_at(shortcut.response_url, message, thread=shortcut.thread_ts)


def _answered(assistant: Assistant, shortcut: MessageShortcut, told: Told) -> Message:
    by = (shortcut.user_id, shortcut.channel_id)
    if told.certain and not told.ways:
        made = line(GRAMMAR, told.certain)
        answered = assistant.answer(shortcut.team_id, COMMAND, made, *by, request_id=shortcut.request)
        return told_view(assistant.locale, told, COMMAND, made, answered.message)
    assistant.did(shortcut.team_id, SHORTCUT, "", *by, "needs_info")
    ways = [(way, line(GRAMMAR, way)) for way in told.ways]
    return asked_view(assistant.locale, told, COMMAND, ways) if ways else nothing_view(assistant.locale, told, COMMAND)


def _read(shortcut: MessageShortcut, day: date) -> Told:
    """What the first of its texts tells that tells anything; `yesterday` is the day before it was posted."""
    return next((told for text in texts(shortcut.message) if (told := read(GRAMMAR, text, day)).anything), Told())


def _day(assistant: Assistant, shortcut: MessageShortcut) -> date:
    """The workspace's day on which the message was posted, which is not after today."""
    zone = cached(assistant.workspace(shortcut.team_id)).get("zone")
    posted = min(shortcut.posted_at, assistant.clock())
    return posted.astimezone(ZoneInfo(zone.value if zone else DEFAULT_ZONE)).date()
