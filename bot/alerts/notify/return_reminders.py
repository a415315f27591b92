"""Returns of which somebody wanted to be reminded: a direct message, once, if they are still to be refunded."""

from bot.services.returns_desk import due_of, state_of
from bot.views.returns.desk import reminder_view
from bot.workspace.context import Scene
from storage.alerting import outbox
from storage.alerting.outbox import POST, OutboxMessage
from storage.reports import return_marks
from storage.reports.return_marks import ReturnWithMark


def remind(scene: Scene) -> None:
    """Put every reminder whose time has come into the outbox."""
    with scene.workspace.begin() as transaction:
        for held in return_marks.select_due_reminders(transaction, scene.now):
            return_marks.clear_reminder(transaction, held)
            if state_of(held) == "due":
                outbox.enqueue(transaction, [_saying(scene, held)], scene.now)


def _saying(scene: Scene, held: ReturnWithMark) -> OutboxMessage:
    """The reminder, to whoever wanted it."""
    message = reminder_view(scene.locale, due_of(held, scene.now, scene.place, scene.interpretation))
    who = held.mark.who if held.mark else ""
    key = "/".join(("remind", who, *held.key, f"{scene.now:%Y%m%dT%H%M%S}"))[-200:]
    return OutboxMessage(key=key, channel=who, act=POST, text=message.text, blocks=message.blocks)
