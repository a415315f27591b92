"""[Assign]: who has it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import about_alert
from bot.actions.pressed import Pressed, Submitted
from bot.catalogue import say
from bot.desk import Desk
from bot.grammar.codes import looks_like_user
from bot.views.forms import WHO, assign_form
from bot.views.warning import ALERT_ASSIGN
from bot.watch.overlays import How
from bot.watch.scene import Scene

ACTION = ALERT_ASSIGN


def press(desk: Desk, pressed: Pressed) -> None:
    """Ask to whom."""
    if about_alert.may(desk, pressed):
        pressed.open_form(assign_form(pressed.value))


def submit(desk: Desk, submitted: Submitted) -> Mapping[str, str]:
    """Write down who has it, and have the message say so."""
    who = submitted.fields.get(WHO, "")
    if not looks_like_user(f"@{who}"):
        return {WHO: say("forms.choose")}

    def by(_scene: Scene) -> How:
        return lambda overlay, _: replace(overlay, assigned_to=who)

    message = about_alert.do(desk, submitted, "assigned", by)
    return {WHO: message.text} if message else {}
