"""[Undo]: what was just done about a return is not so."""

from bot.actions import about_return
from bot.actions.pressed import Pressed
from bot.desk import Desk
from bot.message import Message
from bot.views.returns import RETURN_UNDO, done_view
from bot.watch.scene import Scene
from storage.returns_desk import AtDesk, Mark

ACTION = RETURN_UNDO


def press(desk: Desk, pressed: Pressed) -> None:
    """Bring the return back to the desk."""

    def undo(scene: Scene, held: AtDesk) -> tuple[Mark, Message]:
        mark = Mark(marked_at=scene.now, who=pressed.user_id)
        return mark, done_view("returns.done.undone", pressed.value, undo=False, order=held.case.order_id)

    about_return.press(desk, pressed, "undo", undo)
