"""Every button and every form that Headroom has, by its id."""

from bot.actions import (
    acknowledge,
    ask_again,
    assign,
    mute_offer,
    offers,
    post_to_channel,
    read_file,
    return_not_arrived,
    return_refunded,
    return_remind,
    return_undo,
    show_clauses,
    show_problems,
    snooze,
    why,
)
from bot.actions.pressed import Press, Submit

_ANSWERS = post_to_channel, show_clauses, ask_again
_WARNINGS = acknowledge, snooze, assign, mute_offer, offers, why
_RETURNS = return_refunded, return_not_arrived, return_remind, return_undo
_FILES = read_file, show_problems

ACTIONS: dict[str, Press] = {each.ACTION: each.press for each in (*_ANSWERS, *_WARNINGS, *_RETURNS, *_FILES)}
"""Every button by the beginning of its action id; what follows it only keeps ids apart."""

FORMS: dict[str, Submit] = {each.ACTION: each.submit for each in (snooze, assign, mute_offer)}
"""Every form by its callback id."""
