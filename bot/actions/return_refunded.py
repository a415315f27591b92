"""[Refunded]: the return leaves the desk, whatever the next report says of it."""

from bot.actions import about_return
from bot.actions.pressed import Pressed
from bot.desk import Desk
from bot.message import Message
from bot.views.returns import RETURN_REFUNDED, done_view
from bot.watch.scene import Scene
from storage.returns_desk import REFUNDED, AtDesk, Mark

ACTION = RETURN_REFUNDED


def press(desk: Desk, pressed: Pressed) -> None:
    """Write down who refunded it and when, with what our rules made of it."""

    def refunded(scene: Scene, held: AtDesk) -> tuple[Mark, Message]:
        mark = Mark(done=REFUNDED, marked_at=scene.now, who=pressed.user_id)
        return mark, done_view("returns.done.refunded", pressed.value, order=held.case.order_id)

    about_return.press(desk, pressed, "refunded", refunded)
