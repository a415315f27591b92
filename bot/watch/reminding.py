"""Returns of which somebody wanted to be reminded: a direct message, once, if they are still to be refunded."""

from bot.returns_desk import due_of, state_of
from bot.views.returns import reminder_view
from bot.watch.scene import Scene
from storage import outbox, returns_desk
from storage.outbox import POST, Saying
from storage.returns_desk import AtDesk


def remind(scene: Scene) -> None:
    """Put every reminder whose time has come into the outbox."""
    with scene.workspace.begin() as transaction:
        for held in returns_desk.reminders(transaction, scene.now):
            returns_desk.reminded(transaction, held)
            if state_of(held) == "due":
                outbox.put(transaction, [_saying(scene, held)], scene.now)


def _saying(scene: Scene, held: AtDesk) -> Saying:
    """The reminder, to whoever wanted it."""
    message = reminder_view(due_of(held, scene.now, scene.place, scene.interpretation))
    who = held.mark.who if held.mark else ""
    key = "/".join(("remind", who, *held.key, f"{scene.now:%Y%m%dT%H%M%S}"))[-200:]
    return Saying(key=key, channel=who, act=POST, text=message.text, blocks=message.blocks)
