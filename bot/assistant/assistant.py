"""The assistant: every line and message is answered here, and written into the audit log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from bot.assistant.as_json import audit_json
from bot.assistant.audit_log import Audit
from bot.assistant.dispatch import answer, today
from bot.language.locale import ENGLISH, Locale
from bot.slack.blocks import cut, storable
from bot.workspace.request import Answer, Invocation
from storage import audit_log
from storage.workspaces import Workspace, open_workspace

Clock = Callable[[], datetime]
Answering = Callable[[Invocation, Workspace], Answer]

COMMAND_LIMIT, LINE_LIMIT = 80, 4_000
"""Characters of a command and of a line that the audit keeps."""


def _nobody(*_: object) -> None:
    """Nobody is listening."""


@dataclass(frozen=True)
class Assistant:
    """Answers lines with one database and one clock.

    `as_of` fixes what day it is, `speed` is how many seconds of its clock pass in one, and `trusted` makes every asker
    an admin (the command line and the local workspace). `locale` is the language of whoever asks.
    `heard` is told every answer, `failed` of every request that failed instead, `outgoing` that something was put
    into the outbox just now, and `dropped` that a file waits to be read.
    """

    engine: Engine
    clock: Clock
    as_of: date | None = None
    speed: float = 1
    trusted: bool = False
    locale: Locale = ENGLISH
    on_answer: Callable[[Answer], None] = _nobody
    failed: Callable[[], None] = _nobody
    outgoing: Callable[[], None] = _nobody
    dropped: Callable[[], None] = _nobody
    _workspaces: dict[str, Workspace] = field(default_factory=dict)
    _audit: Audit = field(default_factory=Audit)

    def answer(
        self,
        workspace_id: str,
        command: str,
        text: str,
        user_id: str,
        channel: str,
        *,
        as_of: date | None = None,
        request_id: str | None = None,
    ) -> Answer:
        """Answer a command and have it written into the audit; `request_id` is its trigger, which is its own."""
        invocation = self._invocation(command, text, user_id, channel, as_of, request_id)
        return self._audited(workspace_id, invocation, answer)

    def answer_message(
        self, workspace_id: str, text: str, user_id: str, channel: str, *, request_id: str | None = None
    ) -> Answer:
        """Answer what somebody wrote in plain words, as `answer` does; the audit names the command that it asks."""
        from bot.assistant.plain_text import answer_message
        from bot.language.grammar.openings import MENTION  # no command needs them

        message = self._invocation(MENTION, text, user_id, channel, None, request_id)
        return self._audited(workspace_id, message, answer_message)

    def answer_prose(
        self,
        workspace_id: str,
        text: str,
        user_id: str,
        channel: str,
        *,
        day: date | None = None,
        request_id: str | None = None,
        name: str = "prose",
    ) -> Answer:
        """Answer a return that somebody told on `day` in their own words; the audit keeps the line that it makes.

        Where something is asked, the audit keeps no more than that `name` asked back.
        """
        from bot.assistant import prose  # no command needs it
        from bot.language.grammar.openings import MENTION

        invocation = self._invocation(MENTION, text, user_id, channel, None, request_id)
        workspace = self.workspace(workspace_id)
        reading = prose.reading_of(invocation.text, day or today(invocation, workspace))
        if reading.values and not reading.questions:
            worked_out = self._audited(
                workspace_id, invocation, lambda told, _: prose.worked_out(told, workspace, reading)
            )
            return prose.shown(worked_out, reading)
        self.did(workspace_id, name, "", user_id, channel, "needs_info")
        return prose.unsettled(invocation, workspace, reading)

    def did(self, workspace_id: str, what: str, about: str, user_id: str, channel: str, status: str) -> None:
        """Write into the audit what somebody did, or was not allowed to do, with a button or a form."""
        done = audit_log.AuditEntry(
            command=cut(storable(what), COMMAND_LIMIT),
            line=cut(storable(about), LINE_LIMIT),
            user_id=user_id,
            channel=channel,
            ok=status != "denied",
            status=status,
        )
        self._audit.enqueue(self.workspace(workspace_id), self.clock(), done)

    def pending(self) -> int:
        """How many answers the audit does not have yet."""
        return self._audit.pending()

    def close(self) -> None:
        """Write what the audit still holds; nothing may be asked after it."""
        self._audit.close()

    def workspace(self, workspace_id: str) -> Workspace:
        """The workspace of that id, remembered from now on if it is new."""
        if workspace_id not in self._workspaces:
            self._workspaces[workspace_id] = open_workspace(self.engine, workspace_id, self.clock())
        return self._workspaces[workspace_id]

    def _invocation(
        self, command: str, text: str, user_id: str, channel: str, as_of: date | None, request_id: str | None
    ) -> Invocation:
        day, now = as_of or self.as_of, self.clock()
        command, text = storable(command), storable(text)
        return Invocation(command, text, user_id, channel, now, day, self.trusted, request_id, self.locale)

    def _audited(self, workspace_id: str, invocation: Invocation, by: Answering) -> Answer:
        workspace = self.workspace(workspace_id)
        answered = by(invocation, workspace)
        self._audit.enqueue(workspace, invocation.now, _audit_row(answered))
        self.on_answer(answered)
        return answered


def _audit_row(answered: Answer) -> audit_log.AuditEntry:
    invocation = answered.invocation
    return audit_log.AuditEntry(
        command=cut(invocation.command, COMMAND_LIMIT),
        line=cut(invocation.text, LINE_LIMIT),
        user_id=invocation.user_id,
        channel=invocation.channel,
        ok=answered.ok,
        status=answered.status,
        decision=audit_json(answered.decision) if answered.decision else None,
    )
