"""[Assign]: who has it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.alerts.notify.silences import How
from bot.assistant.assistant import Assistant
from bot.language.catalogue import say
from bot.language.grammar.values.identifiers import looks_like_user
from bot.listeners.actions.alerts import handling
from bot.listeners.actions.listener import Modal
from bot.listeners.payloads.block_action import BlockAction
from bot.listeners.payloads.view_submission import ViewSubmission
from bot.views.alerts.warning import ALERT_ASSIGN
from bot.views.channel.forms import WHO, assign_form
from bot.workspace.context import Context

ACTION = ALERT_ASSIGN


def press(assistant: Assistant, action: BlockAction) -> Modal | None:
    """Ask to whom."""
    return assign_form(assistant.locale, action.value) if handling.may(assistant, action) else None


def submit(assistant: Assistant, submission: ViewSubmission) -> Mapping[str, str]:
    """Write down who has it, and have the message say so."""
    who = submission.fields.get(WHO, "")
    if not looks_like_user(f"@{who}"):
        return {WHO: say(assistant.locale, "forms.choose")}

    def by(_context: Context) -> How:
        return lambda silences, _: replace(silences, assigned_to=who)

    message = handling.do(assistant, submission, "assigned", by)
    return {WHO: message.text} if message else {}
