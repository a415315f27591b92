"""[Why?]: the figures, the thresholds, the clause, and what this rule would have said over the account's past."""

from bot.actions import about_alert
from bot.actions.pressed import Pressed
from bot.desk import Desk
from bot.replies import respond_at
from bot.views.refusal import expired_view
from bot.views.warning import ALERT_WHY
from bot.views.why import why_view
from bot.watch.scene import scene_of
from bot.watch.why import why_of

ACTION = ALERT_WHY


def press(desk: Desk, pressed: Pressed) -> None:
    """Tell who asked."""
    about = about_alert.about_of(pressed)
    why = why_of(scene_of(desk.workspace(pressed.workspace_id), desk.clock()), about) if about else None
    respond_at(pressed.response_url, why_view(why) if why else expired_view())
    desk.did(pressed.workspace_id, ACTION, pressed.value, pressed.user_id, pressed.channel, "answered")
