"""What a module of a button or a form has to offer."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.assistant.assistant import Assistant
from bot.listeners.payloads.block_action import BlockAction
from bot.listeners.payloads.view_submission import ViewSubmission

Modal = dict[str, Any]
"""A form as Slack takes it; https://docs.slack.dev/reference/views/modal-views says what it holds."""

Press = Callable[[Assistant, BlockAction], Modal | None]
"""What a button does; a form that it gives back is opened for the person who pressed."""

Submit = Callable[[Assistant, ViewSubmission], Mapping[str, str]]
"""What a form does: what is wrong by field, nothing where it was taken."""
