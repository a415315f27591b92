"""[Acknowledge]: somebody has seen it and is on it; until it gets worse, or a week is over, nobody is reminded."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import about_alert
from bot.actions.pressed import Pressed
from bot.desk import Desk
from bot.views.warning import ALERT_ACK
from bot.watch.overlays import How
from bot.watch.scene import Scene

ACTION = ALERT_ACK
LASTS = timedelta(days=7)


def press(desk: Desk, pressed: Pressed) -> None:
    """Write down who acknowledges, and have the message say so."""

    def by(scene: Scene) -> How:
        until = scene.now + LASTS
        return lambda overlay, _: replace(overlay, acknowledged_by=pressed.user_id, acknowledged_until=until)

    about_alert.press(desk, pressed, "acknowledged", by)
