"""`on` and `off`: what this channel hears of."""

from functools import partial

from bot.commands.seller_alerts.channel import edit, nothing_more, shown_subscription
from bot.language.grammar.subcommands import OFF
from bot.language.grammar.values.kinds import PERCENT
from bot.services.subscriptions import HEARD, Wish, merged, on_grammar, wish_of
from bot.views.channel.subscriptions import nothing_here_view, stopped_view, subscribed_view
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import RECORDER
from rules.core.value import value
from storage import accounts

GRAMMAR = on_grammar(PERCENT)


@value
class Subscribe:
    """What this channel is to hear of, besides what it hears of already."""

    ask: Ask
    wish: Wish


@value
class Unsubscribe:
    """This channel is to hear of nothing."""

    ask: Ask


def read(ask: Ask, rest: str) -> Subscribe:
    """What the line names. Raises Slip, also where the asker may not change it, and NoTerms."""
    ask.needs(RECORDER)
    return Subscribe(ask, wish_of(rest, accounts.cached_names(ask.workspace), ask.today))


def run(request: Subscribe) -> Reply:
    """Have the channel hear of it. Raises Repeated."""
    before, after = edit(request.ask, partial(merged, wish=request.wish, by=request.ask.invocation))
    return Reply(
        subscribed_view(
            request.ask.locale, shown_subscription(before) if before else None, shown_subscription(after), HEARD
        )
    )


def read_off(ask: Ask, rest: str) -> Unsubscribe:
    """Nothing but the word itself. Raises Slip, also where the asker may not change it."""
    ask.needs(RECORDER)
    nothing_more(OFF, rest)
    return Unsubscribe(ask)


def run_off(request: Unsubscribe) -> Reply:
    """Have the channel hear of nothing. Raises Repeated."""
    before, _ = edit(request.ask, lambda _: None)
    return Reply(
        stopped_view(request.ask.locale, shown_subscription(before))
        if before
        else nothing_here_view(request.ask.locale)
    )
