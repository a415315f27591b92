"""One dropped file, from Slack to the answer in its thread.

What it holds, the answer in the outbox, and that it waits no more are one transaction: whatever is killed, it is stored
once and answered once. A file that asks something back is answered with that, and comes again when a button is pressed.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from slack_sdk import WebClient

from bot.amazon.imports.import_file import Giving, account_for, import_file
from bot.assistant.assistant import Assistant
from bot.listeners.uploads.download import Look, described, fetch
from bot.reports.parsing.report import Given, Unreadable
from bot.reports.read import read
from bot.reports.result import Imported
from bot.slack.blocks import Message
from bot.slack.calls import FAILURES
from bot.slack.files import SlackFile, is_answered
from bot.slack.responses import enqueue_reply
from bot.views.files.imports import refused_view
from bot.views.files.uploads import Choice, account_view, denied_view, order_view, upload_view
from bot.workspace.context import Context, context_of
from bot.workspace.roles import RECORDER, Denied, require
from storage.alerting import subscriptions
from storage.reports import uploads
from storage.reports.uploads import Upload
from storage.transaction import Transaction
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

AUDITED = "file"
"""What the audit calls it."""


class Outrun(RuntimeError):
    """Somebody else has answered this file; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """A file that somebody dropped, and all that it takes to bring it in; `look` raises where it is time to stop."""

    assistant: Assistant
    ws: Workspace
    client: WebClient
    dropped: Upload
    look: Look

    def bring(self) -> None:
        """Read the file and answer.

        Raises Outrun, what `look` raises, and `bot.slack.calls.FAILURES` or `sqlalchemy.exc.SQLAlchemyError` where it
        is to be tried again; then nothing was changed.
        """
        context = context_of(self.ws, self.assistant.clock())
        file = SlackFile(id=self.dropped.file)
        try:
            require(RECORDER, self.dropped.user_id, context.settings, trusted=self.assistant.trusted)
            file = described(self.client, file.id)
            if is_answered(file, self.dropped.channel):
                self._read(context, file)
            else:
                self._finish(lambda _: None)
        except Denied as denied:
            self._deny(denied)
        except Unreadable as refused:
            self.answer(self._refusal(context, file, refused), file.called, "refused")

    def answer(self, message: Message, about: str, status: str) -> None:
        """Have a message said in the file's thread, whose name, if it has one, is what it is about. Raises Outrun."""
        self._finish(lambda transaction: self._enqueue(transaction, message))
        self._record(about, status)

    def _read(self, context: Context, file: SlackFile) -> None:
        several = len(context.accounts) > 1

        def also(transaction: Transaction, found: Imported) -> None:
            self._done(transaction)
            self._enqueue(transaction, upload_view(context.locale, found, several=several))

        with TemporaryFile() as held:
            fetch(file, self.client, held, self.look)
            giving = self._giving(context, held)
            found = import_file(self.ws, held, file.called, giving, lambda _read: self.look(), also)
        if found.before:
            self._finish(
                lambda transaction: self._enqueue(transaction, upload_view(context.locale, found, several=several))
            )
        self._record(file.called, "answered")

    def _giving(self, context: Context, held: BinaryIO) -> Giving:
        """To which account, by whom and when; asked only of a file that can be read. Raises Unreadable."""
        heard = subscriptions.get(self.ws, self.dropped.channel)
        named = self.dropped.account or (heard.account if heard else "") or None
        if named is None and len(context.accounts) > 1:
            read(held, Given(context.today))
        account = account_for(self.ws, named)
        return Giving(account, self.dropped.user_id, context.now, context.zone, self.dropped.day_first)

    def _refusal(self, context: Context, file: SlackFile, refused: Unreadable) -> Message:
        """Why nothing was taken: what only the person can tell is asked with buttons."""
        choice: Choice = {"file": self.dropped.file, "thread": self.dropped.thread}
        choice |= {"account": self.dropped.account, "day_first": self.dropped.day_first}
        if refused.key == "import.refuse.which_account":
            return account_view(context.locale, file.called, context.accounts, choice)
        if refused.key == "import.refuse.two_days":
            return order_view(context.locale, file.called, refused, choice)
        return refused_view(context.locale, file.called, refused)

    def _deny(self, denied: Denied) -> None:
        """Tell the person alone; where that fails it is not tried again, since nothing was to be done anyway."""
        message = denied_view(self.assistant.locale, denied)
        try:
            self.client.chat_postEphemeral(
                channel=self.dropped.channel,
                user=self.dropped.user_id,
                thread_ts=self.dropped.thread,
                text=message.text,
                blocks=list(message.blocks),
            )
        except FAILURES as failed:
            log.warning("could not tell who may not", extra={"error": type(failed).__name__})
        self._finish(lambda _: None)
        self.assistant.did(self.ws.id, AUDITED, self.dropped.file, self.dropped.user_id, self.dropped.channel, "denied")

    def _finish(self, say: Callable[[Transaction], None]) -> None:
        with self.ws.begin() as transaction:
            self._done(transaction)
            say(transaction)

    def _done(self, transaction: Transaction) -> None:
        if not uploads.delete(transaction, self.dropped):
            raise Outrun(self.dropped.key)

    def _enqueue(self, transaction: Transaction, message: Message) -> None:
        key, now = f"file/{self.dropped.key}", self.assistant.clock()
        enqueue_reply(transaction, key, self.dropped.channel, self.dropped.thread, message, now)

    def _record(self, about: str, status: str) -> None:
        self.assistant.did(
            self.ws.id, AUDITED, about or self.dropped.file, self.dropped.user_id, self.dropped.channel, status
        )
        self.assistant.outgoing()
