"""What passes between a listener and a command: a line, what it asks, and what is answered."""

from collections.abc import Mapping
from datetime import date, datetime
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from bot.language.grammar.slip import Slip
from bot.slack.blocks import Message
from bot.views.model.question import Question
from bot.workspace.roles import Denied, require
from rules.core.decision import Decision, Interpretation
from rules.core.value import value
from storage.settings import Setting
from storage.workspaces import Workspace


@value
class Line:
    """What somebody typed, where and when. `as_of` fixes what day it is; `trusted` askers are admins.

    `request` tells this request from every other, so that what it changes is changed once.
    """

    command: str
    text: str
    user_id: str
    channel: str
    now: datetime
    as_of: date | None = None
    trusted: bool = False
    request: str | None = None


@value
class Ask:
    """A line with what a command needs to answer it."""

    line: Line
    workspace: Workspace
    settings: Mapping[str, Setting]
    interpretation: Interpretation
    today: date
    zone: ZoneInfo
    commands: Mapping[str, ModuleType]

    @property
    def text(self) -> str:
        """What was typed after the command."""
        return self.line.text

    def question(self, text: str | None = None) -> Question:
        """This question, for the buttons that ask it again; `text` where that is not what was typed."""
        return Question(self.line.command, self.line.text if text is None else text, self.today)

    def needs(self, role: str) -> None:
        """Go on only if the asker has this role or more. Raises Denied."""
        require(role, self.line.user_id, self.settings, trusted=self.line.trusted)


@value
class Reply:
    """What a command says: the message, and the decision behind it where a rule was asked."""

    message: Message
    decision: Decision[Any] | None = None


@value
class Answer:
    """A reply to a line, or its refusal: `slip` says what to type instead."""

    line: Line
    message: Message
    decision: Decision[Any] | None = None
    slip: Slip | None = None

    @property
    def ok(self) -> bool:
        """Whether the line was answered and not refused."""
        return self.slip is None

    @property
    def status(self) -> str:
        """A word for what came of it."""
        if self.slip:
            return "denied" if isinstance(self.slip, Denied) else "refused"
        return self.decision.status.value if self.decision else "answered"
