"""`test`: a sample of every kind of message, sent to the asker."""

from collections.abc import Iterator
from datetime import timedelta

from bot.commands.seller_alerts.channel import nothing_more
from bot.views.channel.subscriptions import samples_view
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import RECORDER
from rules.core.value import value
from storage.alerting import outbox
from storage.alerting.outbox import OutboxMessage

APART = timedelta(seconds=1.5)
"""Between two samples: all at once would be a backlog, which one message would carry."""


@value
class SendSamples:
    """A sample of every kind of message is to come to the asker."""

    ask: Ask


def read(ask: Ask, rest: str) -> SendSamples:
    """Nothing but the word itself. Raises Slip, also where the asker may not have them sent."""
    ask.needs(RECORDER)
    nothing_more("test", rest)
    return SendSamples(ask)


def run(request: SendSamples) -> Reply:
    """Put the samples into the outbox. Raises Repeated."""
    ask, by = request.ask, request.ask.invocation
    samples = list(_samples(ask))
    with ask.workspace.begin() as transaction:
        transaction.guard_once(by.request_id, by.now)
        outbox.enqueue(transaction, samples, by.now)
    return Reply(samples_view(request.ask.locale, len(samples)))


def _samples(ask: Ask) -> Iterator[OutboxMessage]:
    from bot.views.channel.samples import samples  # what few lines need is not loaded for all

    by = ask.invocation
    key = f"sample {by.request_id or by.now.isoformat()}"
    for place, (kind, message) in enumerate(samples(ask.locale, ask.today)):
        yield OutboxMessage(
            key=f"{key} {kind}",
            channel=by.user_id,
            act=outbox.POST,
            text=message.text,
            blocks=message.blocks,
            not_before=by.now + place * APART,
        )
