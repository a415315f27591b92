"""A button that somebody pressed, and the question it carries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ValidationError

from bot.asking import Answer
from bot.desk import Desk


class Asked(BaseModel):
    """The question inside a button's value, as `bot.views.reply.Question` puts it there."""

    command: str
    text: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who pressed what, and where the reply goes. `value` is what the button was given when it was made."""

    workspace_id: str
    user_id: str
    channel: str
    value: str
    response_url: str
    trigger: str | None = None

    @property
    def question(self) -> Asked | None:
        """The command, text and perhaps day that the button asks again; None where it does not hold them."""
        try:
            return Asked.model_validate_json(self.value)
        except ValidationError:
            return None

    def ask(self, desk: Desk) -> Answer | None:
        """Ask the button's question again; None where it holds none."""
        asked = self.question
        if asked is None:
            return None
        return desk.answer(
            self.workspace_id,
            asked.command,
            asked.text,
            self.user_id,
            self.channel,
            as_of=asked.as_of,
            request=self.trigger,
        )


Press = Callable[[Desk, Pressed], None]
"""What a button does."""
