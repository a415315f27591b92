"""Every button and every form that Headroom has, by its id."""

from bot.actions import (
    acknowledge,
    ask_again,
    assign,
    mute_offer,
    offers,
    post_to_channel,
    return_not_arrived,
    return_refunded,
    return_remind,
    return_undo,
    show_clauses,
    snooze,
    why,
)
from bot.actions.pressed import Press, Submit

ACTIONS: dict[str, Press] = {
    each.ACTION: each.press
    for each in (
        post_to_channel,
        show_clauses,
        ask_again,
        acknowledge,
        snooze,
        assign,
        mute_offer,
        offers,
        why,
        return_refunded,
        return_not_arrived,
        return_remind,
        return_undo,
    )
}
"""Every button by the beginning of its action id; what follows it only keeps ids apart."""

FORMS: dict[str, Submit] = {each.ACTION: each.submit for each in (snooze, assign, mute_offer)}
"""Every form by its callback id."""
