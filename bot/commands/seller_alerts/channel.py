"""The channel in which a line is typed: its subscription, as it is changed and as it is shown."""

from collections.abc import Callable, Sequence

from bot.language.grammar.slip import Slip
from bot.services.subscriptions import typed_threshold
from bot.views.channel.subscriptions import ShownSubscription, Standing
from bot.workspace.request import Ask
from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription, Updated


def edit(ask: Ask, how: Callable[[Subscription | None], Updated]) -> tuple[Subscription | None, Updated]:
    """Change the channel's subscription, None being none: what it was, and what it is. Raises Repeated."""
    by = ask.invocation
    return subscriptions.update(ask.workspace, by.channel, how, by.now, by.request_id)


def shown_subscription(subscription: Subscription, standing: Sequence[Standing] = ()) -> ShownSubscription:
    """What a channel hears of, as it is shown."""
    own = {name: typed_threshold(name, at) if at else None for name, at in subscription.metrics.items()}
    return ShownSubscription(
        channel=subscription.channel,
        account=subscription.account,
        metrics=own,
        quiet=subscription.quiet,
        digest=subscription.digest,
        owner=subscription.owner,
        muted_until=subscription.muted_until,
        trouble=subscription.trouble,
        standing=standing,
    )


def nothing_more(act: str, rest: str) -> None:
    """Go on only if nothing follows an act that takes nothing. Raises Slip."""
    if rest:
        raise Slip("alerts.slip.nothing_more", rest, act=act, suggestion="")
