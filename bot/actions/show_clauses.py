"""[Show clauses]: every clause behind an answer, with what the page says and where the figures come from."""

from bot.actions.pressed import Pressed
from bot.desk import Desk
from bot.replies import respond_at
from bot.views.clauses import clauses_view
from bot.views.refusal import expired_view
from bot.views.reply import CLAUSES

ACTION = CLAUSES


def press(desk: Desk, pressed: Pressed) -> None:
    """Ask again and show what the decision rests on, to the one who pressed."""
    answered = pressed.ask(desk)
    decision = answered.decision if answered else None
    message = clauses_view(decision) if decision else expired_view()
    respond_at(pressed.response_url, message, thread=pressed.thread)
