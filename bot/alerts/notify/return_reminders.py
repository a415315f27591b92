"""Returns of which somebody wanted to be reminded: a direct message, once, if they are still to be refunded."""

from bot.services.returns_desk import due_of, state_of
from bot.views.returns.desk import reminder_view
from bot.workspace.context import Context
from storage.alerting import outbox
from storage.alerting.outbox import POST, OutboxMessage
from storage.reports import return_marks
from storage.reports.return_marks import ReturnWithMark


def remind(context: Context) -> None:
    """Put every reminder whose time has come into the outbox."""
    with context.workspace.begin() as transaction:
        for marked in return_marks.select_due_reminders(transaction, context.now):
            return_marks.clear_reminder(transaction, marked)
            if state_of(marked) == "due":
                outbox.enqueue(transaction, [_message(context, marked)], context.now)


def _message(context: Context, marked: ReturnWithMark) -> OutboxMessage:
    """The reminder, to whoever wanted it."""
    message = reminder_view(context.locale, due_of(marked, context.now, context.place, context.interpretation))
    who = marked.mark.who if marked.mark else ""
    key = "/".join(("remind", who, *marked.key, f"{context.now:%Y%m%dT%H%M%S}"))[-200:]
    return OutboxMessage(key=key, channel=who, act=POST, text=message.text, blocks=message.blocks)
