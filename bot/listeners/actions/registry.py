"""Every button and every form that Headroom has, by its id."""

from bot.listeners.actions import ask_again, post_to_channel, read_upload, show_clauses, show_problems
from bot.listeners.actions.alerts import acknowledge, assign, mute_offer, offers, snooze, why
from bot.listeners.actions.listener import Press, Submit
from bot.listeners.actions.returns import not_arrived, refunded, remind, undo, undo_condition

_ANSWERS = post_to_channel, show_clauses, ask_again
_WARNINGS = acknowledge, snooze, assign, mute_offer, offers, why
_RETURNS = refunded, not_arrived, remind, undo, undo_condition
_FILES = read_upload, show_problems

ACTIONS: dict[str, Press] = {each.ACTION: each.press for each in (*_ANSWERS, *_WARNINGS, *_RETURNS, *_FILES)}
"""Every button by the beginning of its action id; what follows it only keeps ids apart."""

FORMS: dict[str, Submit] = {each.ACTION: each.submit for each in (snooze, assign, mute_offer)}
"""Every form by its callback id."""
