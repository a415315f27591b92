"""[Work out this refund]: the line of `/sfp-refund` that a message stands for, answered to who chose it alone."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.assistant.assistant import Assistant
from bot.commands.sfp_refund import GRAMMAR
from bot.commands.sfp_refund import NAME as COMMAND
from bot.language.extraction.extract import Told, line, read
from bot.listeners.shortcuts.payloads import Chosen
from bot.slack.blocks import Message
from bot.slack.message_text import texts
from bot.slack.responses import respond_at
from bot.views.extracted import asked_view, nothing_view, told_view
from bot.workspace.defaults import DEFAULT_ZONE
from storage.settings import recent

SHORTCUT = "work_out_refund"
NAME = "Work out this refund"
SUMMARY = "reads the price, dates and condition of a return in this message, and works out the least you must refund"


def choose(assistant: Assistant, chosen: Chosen) -> None:
    """Say what was read, and answer it; or ask what only a person can tell."""
    message = _answered(assistant, chosen, _read(chosen, _day(assistant, chosen)))
    respond_at(chosen.response_url, message, thread=chosen.thread)


def _answered(assistant: Assistant, chosen: Chosen, told: Told) -> Message:
    by = (chosen.user_id, chosen.channel)
    if told.certain and not told.ways:
        made = line(GRAMMAR, told.certain)
        answered = assistant.answer(chosen.workspace_id, COMMAND, made, *by, request_id=chosen.trigger)
        return told_view(told, COMMAND, made, answered.message)
    assistant.did(chosen.workspace_id, SHORTCUT, "", *by, "needs_info")
    ways = [(way, line(GRAMMAR, way)) for way in told.ways]
    return asked_view(told, COMMAND, ways) if ways else nothing_view(told, COMMAND)


def _read(chosen: Chosen, day: date) -> Told:
    """What the first of its texts tells that tells anything; `yesterday` is the day before it was posted."""
    return next((told for text in texts(chosen.message) if (told := read(GRAMMAR, text, day)).anything), Told())


def _day(assistant: Assistant, chosen: Chosen) -> date:
    """The workspace's day on which the message was posted, which is not after today."""
    zone = recent(assistant.workspace(chosen.workspace_id)).get("zone")
    posted = min(chosen.posted, assistant.clock())
    return posted.astimezone(ZoneInfo(zone.value if zone else DEFAULT_ZONE)).date()
