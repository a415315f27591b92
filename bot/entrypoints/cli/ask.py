"""Asking the real app without Slack: a line goes in as a signed request, the answer comes out as it was given."""

import json
import secrets
from datetime import date

from slack_bolt import BoltResponse
from sqlalchemy import Engine

from bot.assistant.assistant import Assistant, Clock
from bot.entrypoints.server.app import build_app, known_bot
from bot.language.grammar.slip import Slip
from bot.language.locale import ENGLISH, Locale
from bot.slack.blocks import Message
from bot.slack.requests import command_form, signed
from bot.workspace.request import Answer, Invocation

CHANNEL, DIRECT = "C0TERMINAL", "D0TERMINAL"


class Asker:
    """Somebody at the command line, who is an admin of the workspace they ask for."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        as_of: date | None,
        workspace_id: str,
        user_id: str,
        locale: Locale = ENGLISH,
    ) -> None:
        self._secret = secrets.token_hex(16)
        self._heard: list[Answer] = []
        self._clock = clock
        self._workspace_id, self._user_id = workspace_id, user_id
        self._assistant = Assistant(engine, clock, as_of, trusted=True, locale=locale, on_answer=self._heard.append)
        self._app = build_app(self._assistant, self._secret, authorize=known_bot(workspace_id))

    def ask(self, line: str) -> Answer:
        """The answer to a line; where the app failed, what it told the person."""
        self._heard.clear()
        form = command_form(line, self._workspace_id, self._user_id, CHANNEL, response_url="")
        response = self._app.dispatch(signed(form, self._secret))
        return self._heard[-1] if self._heard else self._failed(line, response)

    def write(self, text: str, door: str) -> Answer:
        """The answer to what somebody wrote in their own words, in a message, a direct one or a mention."""
        by = (self._user_id, DIRECT if door == "direct" else CHANNEL)
        if door == "message":
            return self._assistant.answer_prose(self._workspace_id, text, *by)
        return self._assistant.answer_message(self._workspace_id, text, *by)

    def close(self) -> None:
        """Write what the audit still holds."""
        self._assistant.close()

    def _failed(self, line: str, response: BoltResponse) -> Answer:
        body = json.loads(response.body)
        command = line.split(maxsplit=1)[0]
        unanswered = Invocation(command, "", self._user_id, CHANNEL, self._clock(), locale=self._assistant.locale)
        return Answer(unanswered, Message(body["text"], tuple(body["blocks"])), slip=Slip("reply.unanswered"))
