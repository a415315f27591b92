"""What passes between a listener and a command: what was typed, what its command needs, and what is answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.language.extraction.reading import Reading
from bot.language.grammar.slip import Slip
from bot.language.locale import ENGLISH, Locale
from bot.slack.blocks import Message
from bot.views.model.question import Question
from bot.views.model.usage import Usage
from bot.workspace.roles import Denied, require
from rules.core.decision import Decision, Interpretation
from rules.core.value import value
from storage.settings import Setting
from storage.workspaces import Workspace


@value
class Invocation:
    """What somebody typed, where and when. `as_of` fixes what day it is; `trusted` askers are admins.

    `command` is the slash command, or the mention for what was written in a message. `request_id` tells this request
    from every other, so that what it changes is changed once. `locale` is the asker's.
    """

    command: str
    text: str
    user_id: str
    channel: str
    now: datetime
    as_of: date | None = None
    trusted: bool = False
    request_id: str | None = None
    locale: Locale = ENGLISH


@value
class Ask:
    """An invocation with all that a command needs to read it."""

    invocation: Invocation
    workspace: Workspace
    settings: Mapping[str, Setting]
    interpretation: Interpretation
    today: date
    zone: ZoneInfo
    commands: Mapping[str, Usage]

    @property
    def locale(self) -> Locale:
        """The language of whoever asks."""
        return self.invocation.locale

    @property
    def text(self) -> str:
        """What was typed after the command."""
        return self.invocation.text

    def with_text(self, text: str) -> "Ask":
        """The same with other words after the command."""
        return replace(self, invocation=replace(self.invocation, text=text))

    def question(self, text: str | None = None) -> Question:
        """This question, for the buttons that ask it again; `text` where that is not what was typed."""
        return Question(self.invocation.command, self.text if text is None else text, self.today)

    def needs(self, role: str) -> None:
        """Go on only if the asker has this role or more. Raises Denied."""
        require(role, self.invocation.user_id, self.settings, trusted=self.invocation.trusted)


@value
class Reply:
    """What a command says: the message, and the decision behind it where a rule was asked."""

    message: Message
    decision: Decision[Any] | None = None


@value
class Answer:
    """A reply to an invocation, or its refusal: `slip` says what to type instead.

    `reading` is what was read where a return was told in somebody's own words.
    """

    invocation: Invocation
    message: Message
    decision: Decision[Any] | None = None
    slip: Slip | None = None
    reading: Reading | None = None

    @property
    def ok(self) -> bool:
        """Whether it was answered and not refused."""
        return self.slip is None

    @property
    def status(self) -> str:
        """A word for what came of it."""
        if self.slip:
            return "denied" if isinstance(self.slip, Denied) else "refused"
        return self.decision.status.value if self.decision else "answered"
