"""A button that somebody pressed, and the question it carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.assistant.assistant import Assistant
from bot.workspace.request import Answer

Form = dict[str, Any]
"""A modal as Slack takes it; https://docs.slack.dev/reference/views/modal-views says what it holds."""


def _closed(_form: Form) -> None:
    """Nothing to open a form with."""


class Asked(BaseModel):
    """The question inside a button's value, as `bot.views.reply.Question` puts it there."""

    command: str
    text: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who pressed what, and where the reply goes.

    `value` is what the button was given when it was made; `open_form` shows a form to who pressed. `thread` is the one
    that the button stands in.
    """

    workspace_id: str
    user_id: str
    channel: str
    value: str
    response_url: str
    trigger: str | None = None
    open_form: Callable[[Form], None] = _closed
    thread: str | None = None

    @property
    def question(self) -> Asked | None:
        """The command, text and perhaps day that the button asks again; None where it does not hold them."""
        try:
            return Asked.model_validate_json(self.value)
        except ValidationError:
            return None

    def ask(self, assistant: Assistant) -> Answer | None:
        """Ask the button's question again; None where it holds none."""
        asked = self.question
        if asked is None:
            return None
        return assistant.answer(
            self.workspace_id,
            asked.command,
            asked.text,
            self.user_id,
            self.channel,
            as_of=asked.as_of,
            request_id=self.trigger,
        )


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that somebody sent. `value` is what the form was given when it was made, `fields` what was filled in."""

    workspace_id: str
    user_id: str
    value: str
    fields: Mapping[str, str]
    trigger: str | None = None
    channel: str = ""


Press = Callable[[Assistant, Pressed], None]
"""What a button does."""

Submit = Callable[[Assistant, Submitted], Mapping[str, str]]
"""What a form does: what is wrong by field, nothing where it was taken."""
