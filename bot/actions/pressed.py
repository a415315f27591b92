"""A button that somebody pressed, and the question it carries."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.asking import Answer
from bot.desk import Desk


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who pressed what, and where the reply goes. `value` is what the button was given when it was made."""

    workspace_id: str
    user_id: str
    channel: str
    value: str
    response_url: str

    @property
    def question(self) -> dict[str, Any] | None:
        """The command, text and perhaps day that the button asks again; None where it does not hold them."""
        try:
            held = json.loads(self.value)
        except ValueError:
            return None
        return held if isinstance(held, dict) and {"command", "text"} <= held.keys() else None

    def ask(self, desk: Desk) -> Answer | None:
        """Ask the button's question again; None where it holds none."""
        question = self.question
        if question is None:
            return None
        as_of = date.fromisoformat(question["as_of"]) if "as_of" in question else None
        return desk.answer(self.workspace_id, question["command"], question["text"], self.user_id, self.channel, as_of)


Press = Callable[[Desk, Pressed], None]
"""What a button does."""
