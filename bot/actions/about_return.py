"""What the buttons of a return have in common: whom they let, and how what they do is written down."""

from collections.abc import Callable

from pydantic import BaseModel, ValidationError

from bot.actions.pressed import Pressed
from bot.contract import audit_json
from bot.desk import Desk
from bot.grammar.slip import Slip
from bot.message import Message
from bot.replies import respond_at
from bot.returns_desk import due_of, state_of
from bot.roles import RECORDER, require
from bot.views.refusal import refusal_view, repeated_view
from bot.views.returns import COMMAND, gone_view
from bot.watch.announcing import announce_about
from bot.watch.refunds import check_account
from bot.watch.scene import Scene, scene_of
from storage import returns_desk
from storage.returns_desk import REFUNDED, AtDesk, Key, Mark
from storage.workspaces import Repeated, Transaction


class About(BaseModel):
    """Which return a button is about, as `bot.views.returned.Due.value` writes it."""

    account: str
    order_id: str
    rma: str
    item: str

    @property
    def key(self) -> Key:
        """The key of the return within its account."""
        return Key(self.order_id, self.rma, self.item)


What = Callable[[Scene, AtDesk], tuple[Mark, Message]]
"""From a return to what is marked about it, and what is said of that."""


def press(desk: Desk, pressed: Pressed, kind: str, what: What) -> None:
    """Mark a return, if the person may, and tell them what was done."""
    status, message = "answered", gone_view()
    try:
        about = About.model_validate_json(pressed.value)
        message = _do(desk, pressed, about, what)
    except (ValidationError, LookupError):
        status = "refused"
    except Slip as denied:
        status, message = "denied", refusal_view(denied, COMMAND)
    except Repeated:
        message = repeated_view()
    respond_at(pressed.response_url, message, thread=pressed.thread)
    desk.did(pressed.workspace_id, kind, pressed.value, pressed.user_id, pressed.channel, status)
    desk.outgoing()


def _do(desk: Desk, pressed: Pressed, about: About, what: What) -> Message:
    """Raises Slip, Repeated, and LookupError for a return that is not there."""
    scene = scene_of(desk.workspace(pressed.workspace_id), desk.clock())
    require(RECORDER, pressed.user_id, scene.settings, trusted=desk.trusted)
    with scene.workspace.begin() as transaction:
        transaction.once(pressed.trigger, scene.now)
        held = returns_desk.one(transaction, about.account, about.key)
        if held is None:
            raise LookupError(about.order_id)
        mark, message = what(scene, held)
        returns_desk.put(transaction, about.account, about.key, mark)
        if mark.done == REFUNDED:
            _keep_decision(scene, transaction, held)
    announce_about(scene, check_account(scene, about.account))
    return message


def _keep_decision(scene: Scene, transaction: Transaction, held: AtDesk) -> None:
    """Beside the return, what our rules made of it when it was refunded."""
    if state_of(held) == "due":
        due = due_of(held, scene.now, scene.place, scene.interpretation)
        returns_desk.decided(transaction, held.account, held.key, audit_json(due.decision))
