"""[Snooze]: silence until a time, with a reason; whatever gets worse speaks all the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts.notify.silences import How
from bot.assistant.assistant import Assistant
from bot.language.catalogue import say
from bot.listeners.actions.alerts import handling
from bot.listeners.actions.listener import Modal
from bot.listeners.payloads.block_action import BlockAction
from bot.listeners.payloads.view_submission import ViewSubmission
from bot.views.alerts.warning import ALERT_SNOOZE
from bot.views.channel.forms import UNTIL, WHY, snooze_form
from bot.workspace.context import Context
from bot.workspace.defaults import DEFAULTS
from bot.workspace.local_time import next_working_day

ACTION = ALERT_SNOOZE
DAYS = {"1d": 1, "7d": 7}


def press(assistant: Assistant, action: BlockAction) -> Modal | None:
    """Ask until when, and why."""
    return snooze_form(assistant.locale, action.value) if handling.may(assistant, action) else None


def submit(assistant: Assistant, submission: ViewSubmission) -> Mapping[str, str]:
    """Write down who snoozes, until when and why, and have the message say so."""
    chosen, reason = submission.fields.get(UNTIL, ""), submission.fields.get(WHY, "").strip()
    if chosen not in (*DAYS, "workday"):
        return {UNTIL: say(assistant.locale, "forms.choose")}

    def by(context: Context) -> How:
        until = ends(context, chosen)
        return lambda silences, worst: replace(
            silences,
            snoozed_by=submission.user_id,
            snoozed_until=until,
            snoozed_level=worst.level,
            snoozed_reason=reason,
        )

    message = handling.do(assistant, submission, "snoozed", by)
    return {UNTIL: message.text} if message else {}


def ends(context: Context, chosen: str) -> datetime:
    """When a snooze ends: after so many days, or on the morning of the next working day."""
    if chosen in DAYS:
        return context.now + timedelta(days=DAYS[chosen])
    province = context.setting("province") or DEFAULTS["province"]
    return next_working_day(context.now, context.zone, province)
