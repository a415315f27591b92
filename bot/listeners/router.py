"""Where Slack is heard: the only module that knows Bolt's middleware and listeners.

One place for all commands and one listener for all buttons look theirs up in a dictionary, because Bolt tries
listeners one after the other, and many of them cost more than the work. An answer is put into the acknowledgement
itself.
"""

import logging
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import to_json
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.assistant import Assistant
from bot.listeners.actions.payloads import Pressed, Submitted
from bot.slack.blocks import Message
from bot.slack.responses import as_reply, respond_at
from bot.views.refusal import expired_view, fault_view

if TYPE_CHECKING:
    from bot.listeners.shortcuts.payloads import Chosen

log = logging.getLogger(__name__)

ANY = re.compile("")
MESSAGE = re.compile("^(?:message|app_mention)$")
"""The types of the events that tell of a message; one that mentions us in a channel is told of by both."""

TS = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,9})?")
"""How Slack says when a message was posted, and which one it is."""


class Malformed(Exception):
    """A signed request without what Slack always sends."""


class Commands(Middleware):
    """Answers typed lines, as soon as Bolt knows that Slack sent them: an answer needs no token, so none is looked for.

    As a listener it would have to be matched, and both matching and calling it would work out all that a listener may
    ask for, asked or not. That and the token are near half of the whole way through Bolt.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002, ARG002
        """Answer a typed line, and let anything else pass."""
        body = req.body
        if body.get("command") is None:
            return next()
        answered = self._assistant.answer(
            told(body, "team_id"),
            told(body, "command"),
            told(body, "text") if "text" in body else "",
            told(body, "user_id"),
            told(body, "channel_id"),
            request_id=told(body, "trigger_id") if "trigger_id" in body else None,
        )
        return acknowledged(answered.message)


def listen(app: App, assistant: Assistant) -> None:
    """Connect the assistant to Slack's buttons, forms and messages, and every failure to the one handler."""

    @app.action(ANY)
    def on_action(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        """Do what a button does."""
        from bot.listeners.actions.registry import (
            ACTIONS,  # what buttons need takes a while to import, and one line needs no button
        )

        press = next((ACTIONS[kind] for kind in ACTIONS if action["action_id"].startswith(kind)), expired)
        press(assistant, pressed_in(body, action, client))
        ack()

    @app.message_shortcut(ANY)
    def on_shortcut(ack: Ack, body: dict[str, Any]) -> None:
        """Do what was chosen in the menu of a message."""
        choose_shortcut(assistant, body)
        ack()

    @app.event(MESSAGE)
    def on_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Have the files read that a message brings, and its line answered if it is for us; all else is let go."""
        take_files(assistant, body)
        take_line(assistant, body, context.bot_user_id)
        ack()

    @app.view(ANY)
    def on_submission(ack: Ack, body: dict[str, Any]) -> None:
        """Take a form, or say in it what is wrong."""
        from bot.listeners.actions.registry import FORMS

        submit = FORMS.get(told(body, "view", "callback_id"))
        wrong = submit(assistant, submitted_in(body)) if submit else {}
        if wrong:
            ack(response_action="errors", errors=dict(wrong))
        else:
            ack()

    @app.error
    def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Leave nobody in silence; what is malformed has nobody behind it."""
        if isinstance(error, Malformed):
            log.warning("a signed request has no %s", error)
            return BoltResponse(status=400, body="")
        assistant.failed()
        return fault(assistant, error, body)


def acknowledged(message: Message) -> BoltResponse:
    """The acknowledgement that carries a message to the person who typed."""
    body = to_json(as_reply(message)).decode()
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})


def expired(_assistant: Assistant, pressed: Pressed) -> None:
    """A button that this version does not have."""
    respond_at(pressed.response_url, expired_view())


def take_files(assistant: Assistant, body: dict[str, Any]) -> None:
    """Have the files of a message read, once the acknowledgement is given. Raises Malformed."""
    if not body["event"].get("files"):
        return
    from bot.listeners.uploads.listen import hear  # no line and no button needs it

    try:
        hear(assistant, told(body, "team_id"), body)
    except ValidationError as unlike:
        raise Malformed("message with files") from unlike


def choose_shortcut(assistant: Assistant, body: dict[str, Any]) -> None:
    """Do what was chosen; a shortcut that this version does not have is too old. Raises Malformed."""
    from bot.listeners.shortcuts import SHORTCUTS  # no line and no button needs it

    chosen = chosen_in(body)
    if shortcut := SHORTCUTS.get(body["callback_id"]):
        shortcut.choose(assistant, chosen)
    else:
        respond_at(chosen.response_url, expired_view())


def take_line(assistant: Assistant, body: dict[str, Any], own: str | None) -> None:
    """Have a message answered that is for us, whose user id is `own`. Raises Malformed."""
    from bot.listeners.messages import hear

    try:
        hear(assistant, told(body, "team_id"), body, own)
    except ValidationError as unlike:
        raise Malformed("message with a line") from unlike


def pressed_in(body: dict[str, Any], action: dict[str, Any], client: WebClient) -> Pressed:
    """What was pressed, out of the body of a `block_actions` request."""

    def open_form(form: dict[str, Any]) -> None:
        client.views_open(trigger_id=told(body, "trigger_id"), view=form)

    return Pressed(
        workspace_id=team_in(body),
        user_id=told(body, "user", "id"),
        channel=told(body, "channel", "id"),
        value=told(action, "value") if "value" in action else "",
        response_url=told(body, "response_url"),
        trigger=told(body, "trigger_id") if "trigger_id" in body else None,
        open_form=open_form,
        thread=thread_of(body),
    )


def chosen_in(body: dict[str, Any]) -> "Chosen":
    """What was chosen on which message, out of the body of a `message_action` request. Raises Malformed."""
    from bot.listeners.shortcuts.payloads import Chosen

    posted = posted_at(told(body, "message", "ts"))
    return Chosen(
        workspace_id=team_in(body),
        user_id=told(body, "user", "id"),
        channel=told(body, "channel", "id"),
        message=body["message"],
        posted=posted,
        response_url=told(body, "response_url"),
        trigger=told(body, "trigger_id") if "trigger_id" in body else None,
    )


def team_in(body: dict[str, Any]) -> str:
    """The workspace that a request comes from; of an app for a whole organisation, that of the person."""
    return told(body, "team", "id") if body.get("team") else told(body, "user", "team_id")


def posted_at(ts: str) -> datetime:
    """When a message was posted, by its `1795444500.000200`. Raises Malformed."""
    if not TS.fullmatch(ts):
        raise Malformed("message.ts")
    return datetime.fromtimestamp(float(ts), UTC)


def thread_of(body: dict[str, Any]) -> str | None:
    """The thread in which a button stands, if it does."""
    try:
        return told(body, "container", "thread_ts")
    except Malformed:
        return None


def submitted_in(body: dict[str, Any]) -> Submitted:
    """What was filled in, out of the body of a `view_submission` request."""
    view = body["view"]
    state = view.get("state", {}).get("values", {})
    return Submitted(
        workspace_id=team_in(body),
        user_id=told(body, "user", "id"),
        value=view.get("private_metadata", ""),
        fields={block: filled(given) for block, inputs in state.items() for given in inputs.values()},
        trigger=f"form {told(view, 'id')}",
    )


def filled(given: dict[str, Any]) -> str:
    """What one input of a form holds; empty where it was left out."""
    option = given.get("selected_option") or {}
    return given.get("value") or given.get("selected_user") or option.get("value") or ""


def told(body: dict[str, Any], *names: str) -> str:
    """The text at that place of a request. Raises Malformed where there is none."""
    found: Any = body
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str):
        raise Malformed(".".join(names))
    return found


def fault(assistant: Assistant, error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Answer a failure of ours: a reference for the person, the traceback under it in the log."""
    reference = uuid.uuid4().hex[:8]
    named = {"reference": reference, "command": body.get("command", "")}
    log.error("request failed, reference %s", reference, exc_info=error, extra=named)
    if "event" in body:  # what is not answered now is sent again
        return BoltResponse(status=200 if apologised(assistant, error, body, reference) else 500, body="")
    message = fault_view(reference)
    if "command" in body:
        return acknowledged(message)
    try:
        respond_at(body.get("response_url", ""), message)
    except (SlackClientError, OSError, ValueError):
        log.exception("could not tell the person of reference %s", reference, extra=named)
    return BoltResponse(status=200, body="")


def apologised(assistant: Assistant, error: Exception, body: dict[str, Any], reference: str) -> bool:
    """Whether somebody who wrote to us was told so; where the database failed, the message may be answered yet."""
    from bot.listeners.messages import apologise

    return not isinstance(error, SQLAlchemyError) and apologise(assistant, told(body, "team_id"), body, reference)
