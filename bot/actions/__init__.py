"""What buttons and forms do, a module each: `press(desk, pressed)`, `submit(desk, submitted)`."""

from bot.actions import ask_again, post_to_channel, show_clauses
from bot.actions.pressed import Press, Submit

ACTIONS: dict[str, Press] = {each.ACTION: each.press for each in (post_to_channel, show_clauses, ask_again)}
"""Every button by the beginning of its action id; what follows it only keeps ids apart."""

FORMS: dict[str, Submit] = {}
"""Every form by its callback id."""
