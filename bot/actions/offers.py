"""[All offers]: every offer of a warning that names only the worst."""

from bot.actions import about_alert
from bot.actions.pressed import Pressed
from bot.desk import Desk
from bot.replies import respond_at
from bot.views.forms import offers_form
from bot.views.refusal import expired_view
from bot.views.warning import ALERT_OFFERS
from bot.watch.announcing import topic_of
from bot.watch.faces import face_of
from bot.watch.scene import scene_of
from storage import subscriptions

ACTION = ALERT_OFFERS


def press(desk: Desk, pressed: Pressed) -> None:
    """Show them to who asked."""
    about = about_alert.about_of(pressed)
    scene = scene_of(desk.workspace(pressed.workspace_id), desk.clock())
    subscription = subscriptions.of_channel(scene.workspace, pressed.channel)
    lines: list[str] = []
    if about and subscription:
        with scene.workspace.read() as snapshot:
            topic = topic_of(scene, snapshot, subscription, (about.account, about.metric, about.band), None)
        lines = face_of(topic).every_line(scene, topic)
    if lines:
        pressed.open_form(offers_form(lines))
    else:
        respond_at(pressed.response_url, expired_view())
