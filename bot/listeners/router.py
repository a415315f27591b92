"""Where Slack is heard: the only module that knows Bolt's middleware and listeners.

One place for all commands and one listener for all buttons look theirs up in a dictionary, because Bolt tries
listeners one after the other, and many of them cost more than the work. An answer is put into the acknowledgement
itself. What only buttons, forms, shortcuts and messages need is imported where they are heard: that takes a while, and
a line needs none of it.
"""

import logging
import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.assistant import Assistant
from bot.listeners.payloads.payload import Malformed
from bot.listeners.payloads.slash_command import SlashCommand
from bot.slack.blocks import Message
from bot.slack.calls import ClientOf, single_tries
from bot.slack.responses import TIMEOUT, as_reply, respond_at
from bot.views.refusal import expired_view, fault_view

if TYPE_CHECKING:
    from bot.listeners.payloads.block_action import BlockAction

log = logging.getLogger(__name__)

ANY = re.compile("")
MESSAGE = re.compile("^(?:message|app_mention)$")
"""The types of the events that tell of a message; one that mentions us in a channel is told of by both."""

Body = dict[str, Any]


class Commands(Middleware):
    """Answers typed lines, as soon as Bolt knows that Slack sent them: an answer needs no token, so none is looked for.

    As a listener it would have to be matched, and both matching and calling it would work out all that a listener may
    ask for, asked or not. That and the token are near half of the whole way through Bolt.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002, ARG002
        """Answer a typed line, and let anything else pass."""
        if req.body.get("command") is None:
            return next()
        typed = SlashCommand.of(req.body)
        answered = self._assistant.answer(
            typed.team_id, typed.command, typed.text, typed.user_id, typed.channel_id, request_id=typed.request
        )
        return acknowledged(answered.message)


def listen(app: App, assistant: Assistant, client_of: ClientOf) -> None:
    """Connect the assistant to Slack's buttons, forms and messages, and every failure to the one handler."""

    @app.action(ANY)
    def on_action(ack: Ack, body: Body) -> None:
        """Do what a button does."""
        press(assistant, client_of, body)
        ack()

    @app.message_shortcut(ANY)
    def on_shortcut(ack: Ack, body: Body) -> None:
        """Do what was chosen in the menu of a message."""
        choose_shortcut(assistant, body)
        ack()

    @app.event(MESSAGE)
    def on_message(ack: Ack, body: Body, context: BoltContext) -> None:
        """Have the files read that a message brings, and its line answered if it is for us; all else is let go."""
        on_message_event(assistant, body, context.bot_user_id)
        ack()

    @app.view(ANY)
    def on_submission(ack: Ack, body: Body) -> None:
        """Take a form, or say in it what is wrong."""
        wrong = submit(assistant, body)
        if wrong:
            ack(response_action="errors", errors=wrong)
        else:
            ack()

    @app.error
    def on_error(error: Exception, body: Body) -> BoltResponse:
        """Leave nobody in silence."""
        return failed(assistant, error, body)


def acknowledged(message: Message) -> BoltResponse:
    """The acknowledgement that carries a message to the person who typed."""
    body = to_json(as_reply(message)).decode()
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})


def press(assistant: Assistant, client_of: ClientOf, body: Body) -> None:
    """Do what a button does, and open the form that it gives back. Raises Malformed."""
    from bot.listeners.actions.registry import ACTIONS
    from bot.listeners.payloads.block_action import BlockAction

    action = BlockAction.of(body)
    act = next((ACTIONS[name] for name in ACTIONS if action.action_id.startswith(name)), expired)
    if form := act(assistant, action):
        client = single_tries(client_of(action.team_id), TIMEOUT)
        client.views_open(trigger_id=action.trigger_id, view=form)


def expired(_assistant: Assistant, action: "BlockAction") -> None:
    """A button that this version does not have."""
    respond_at(action.response_url, expired_view(_assistant.locale))


def choose_shortcut(assistant: Assistant, body: Body) -> None:
    """Do what was chosen; a shortcut that this version does not have is too old. Raises Malformed."""
    from bot.listeners.payloads.message_shortcut import MessageShortcut
    from bot.listeners.shortcuts import SHORTCUTS

    shortcut = MessageShortcut.of(body)
    if module := SHORTCUTS.get(shortcut.callback_id):
        module.choose(assistant, shortcut)
    else:
        respond_at(shortcut.response_url, expired_view(assistant.locale))


def submit(assistant: Assistant, body: Body) -> dict[str, str]:
    """Take a form: what is wrong by field; one that this version does not have changes nothing. Raises Malformed."""
    from bot.listeners.actions.registry import FORMS
    from bot.listeners.payloads.view_submission import ViewSubmission

    submission = ViewSubmission.of(body)
    take = FORMS.get(submission.callback_id)
    return dict(take(assistant, submission)) if take else {}


def on_message_event(assistant: Assistant, body: Body, bot_user_id: str | None) -> None:
    """Take what a message brings. Raises Malformed, and StillAnswering where Slack had better tell of it again."""
    from bot.listeners import messages
    from bot.listeners.payloads.message_event import MessageEvent, concerns_us
    from bot.listeners.uploads import listen as uploads

    if concerns_us(body["event"]):
        event = MessageEvent.of(body)
        uploads.enqueue_files(assistant, event)
        messages.answer_event(assistant, event, bot_user_id)


def failed(assistant: Assistant, error: Exception, body: Body) -> BoltResponse:
    """The answer to what went wrong: what is malformed has nobody behind it, and whoever else failed is told so."""
    if isinstance(error, Malformed):
        log.warning("a signed request is malformed", extra={"payload": str(error)})
        return BoltResponse(status=400, body="")
    from bot.listeners.messages import StillAnswering

    if isinstance(error, StillAnswering):
        log.info("a message is still being answered, and Slack tells of it again")
        return BoltResponse(status=503, body="")
    assistant.failed()
    return fault(assistant, error, body)


def fault(assistant: Assistant, error: Exception, body: Body) -> BoltResponse:
    """Answer a failure of ours: a reference for the person, the traceback under it in the log."""
    reference = uuid.uuid4().hex[:8]
    named = {"reference": reference, "command": body.get("command", "")}
    log.error("request failed, reference %s", reference, exc_info=error, extra=named)
    if "event" in body:  # what is not answered now is sent again
        return BoltResponse(status=200 if apologised(assistant, error, body, reference) else 500, body="")
    message = fault_view(assistant.locale, reference)
    if "command" in body:
        return acknowledged(message)
    try:
        respond_at(body.get("response_url", ""), message)
    except (SlackClientError, OSError, ValueError):
        log.exception("could not tell the person of reference %s", reference, extra=named)
    return BoltResponse(status=200, body="")


def apologised(assistant: Assistant, error: Exception, body: Body, reference: str) -> bool:
    """Whether somebody who wrote to us was told so; where the database failed, the message may be answered yet."""
    from bot.listeners.messages import apologise
    from bot.listeners.payloads.message_event import MessageEvent

    return not isinstance(error, SQLAlchemyError) and apologise(assistant, MessageEvent.of(body), reference)
