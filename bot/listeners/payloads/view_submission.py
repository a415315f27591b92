"""`view_submission`: a form that somebody sent."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import AliasPath, BaseModel, Field

from bot.listeners.payloads.interaction import Interaction


class Option(BaseModel):
    """A choice of a menu."""

    value: str = ""


class InputState(BaseModel):
    """What one input holds: words, a person or a choice."""

    value: str | None = None
    selected_user: str | None = None
    selected_option: Option | None = None

    @property
    def text(self) -> str:
        """Whichever it is; empty where it was left out."""
        return self.value or self.selected_user or (self.selected_option.value if self.selected_option else "")


class ViewSubmission(Interaction):
    """A form; https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload has its fields.

    `private_metadata` is what the form was given when it was made, and `state` what each input of a block holds.
    """

    channel_id: ClassVar[str] = ""
    """A form is sent from no channel."""

    view_id: str = Field(validation_alias=AliasPath("view", "id"))
    callback_id: str = Field(validation_alias=AliasPath("view", "callback_id"))
    private_metadata: str = Field("", validation_alias=AliasPath("view", "private_metadata"))
    state: dict[str, dict[str, InputState]] = Field(
        default_factory=dict, validation_alias=AliasPath("view", "state", "values")
    )

    @property
    def value(self) -> str:
        """What the form is about, as the value of a button is."""
        return self.private_metadata

    @property
    def fields(self) -> Mapping[str, str]:
        """What was filled in, by block."""
        return {block: state.text for block, inputs in self.state.items() for state in inputs.values()}

    @property
    def request(self) -> str:
        """What tells this request from every other: a form that is opened is sent once."""
        return f"form {self.view_id}"
