"""The question that an answer is to, as its buttons carry it."""

from datetime import date

from pydantic_core import to_json

from bot.slack.blocks import VALUE_LIMIT
from rules.core.value import value


@value
class Question:
    """What an answer is to, so that its buttons can ask it again: the command, its text and its day."""

    command: str
    text: str
    today: date

    def value(self) -> str | None:
        """The value of a button that asks this again; None where the text is too long for one."""
        packed = to_json({"command": self.command, "text": self.text, "as_of": self.today}).decode()
        return packed if len(packed) <= VALUE_LIMIT else None
