"""What buttons do, a module each: `press(desk, pressed)`."""

from bot.actions import ask_again, post_to_channel, show_clauses
from bot.actions.pressed import Press

ACTIONS: dict[str, Press] = {
    post_to_channel.ACTION: post_to_channel.press,
    show_clauses.ACTION: show_clauses.press,
    ask_again.ACTION: ask_again.press,
}
"""Every button by the beginning of its action id; what follows it only keeps ids apart."""
