"""Slack's requests on their way to Bolt: how they are read, and how our own are signed."""

import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

Headers = Mapping[str, str | Sequence[str]]

_CHECKABLE = {
    "x-slack-request-timestamp": re.compile("[0-9]{1,12}").fullmatch,
    "x-slack-signature": re.compile("[!-~]+").fullmatch,
}
"""What the SDK can check a signature with; on anything else it fails, where a request without is refused."""


def dispatch(app: App, raw_body: str, headers: Headers) -> BoltResponse:
    """The app's answer to a request; 400 for what Slack never sends."""
    try:
        request = slack_request(raw_body, headers)
    except ValueError:
        return BoltResponse(status=400, body="")
    return app.dispatch(request)


def dispatch_signed(app: App, verifier: SignatureVerifier, raw_body: str, headers: Headers) -> BoltResponse:
    """The app's answer to a request that Slack signed; 401 for any other, before it is parsed.

    The headers' names are in small letters, each with one value.
    """
    signature = [str(headers.get(name, "")) for name in _CHECKABLE]
    checkable = all(check(value) for check, value in zip(_CHECKABLE.values(), signature, strict=True))
    if not checkable or not verifier.is_valid(raw_body, *signature):
        return BoltResponse(status=401, body={"error": "invalid request"})
    return dispatch(app, raw_body, headers)


def slack_request(raw_body: str, headers: Headers) -> BoltRequest:
    """A request as Bolt takes it.

    Bolt takes any form that has the word `payload` in it for a pressed button, so that a command with that word in
    its text would not be found. Spelt `%70ayload`, the word reads the same and is not mistaken; the signature is
    still checked against the body as it came.

    Raises ValueError for a body that Slack never sends and that Bolt would fail on, signed or not.
    """
    body = raw_body
    if "payload" in raw_body and not raw_body.startswith("{") and "payload" not in dict(parse_qsl(raw_body)):
        body = raw_body.replace("payload", "%70ayload")
    try:
        request = BoltRequest(body=body, headers=dict(headers))
        _check(request.body)
    except (AttributeError, LookupError, RecursionError, TypeError) as unlike:
        raise ValueError("this is not a request of Slack's") from unlike
    request.raw_body = raw_body
    for name, checkable in _CHECKABLE.items():
        if not all(map(checkable, request.headers.get(name, ()))):
            del request.headers[name]
    return request


def _check(body: dict[str, Any]) -> None:
    """Look where Bolt looks for a listener. Raises TypeError or LookupError where it would."""
    looked_at = [body["command"]] if body.get("command") is not None else []
    if body.get("type") == "block_actions" and "actions" in body:
        looked_at.append(body["actions"][0]["action_id"])
    if body.get("type") == "view_submission":
        looked_at.append(body["view"]["callback_id"])
    if body.get("type") == "message_action":
        looked_at.append(body["callback_id"])
    if "event" in body:
        looked_at.append(body["event"]["type"])
    if not all(isinstance(each, str) for each in looked_at):
        raise TypeError


def signed(form: Mapping[str, str], signing_secret: str) -> BoltRequest:
    """A form as Slack would send it, with its signature."""
    body, headers = signed_form(form, signing_secret)
    return slack_request(body, headers)


def signed_form(form: Mapping[str, str], signing_secret: str) -> tuple[str, dict[str, str]]:
    """The body and headers of a form as Slack would send it."""
    body = urlencode(form, errors="replace")
    return body, _signed(body, "application/x-www-form-urlencoded", signing_secret)


def signed_event(event: Mapping[str, Any], workspace_id: str, signing_secret: str) -> tuple[str, dict[str, str]]:
    """The body and headers of an event as Slack would send it."""
    about = {"team_id": workspace_id, "event_id": f"Ev{secrets.token_hex(5).upper()}", "event_time": int(time.time())}
    installed = {"team_id": workspace_id, "is_bot": True, "is_enterprise_install": False}
    envelope = {"type": "event_callback", **about, "authorizations": [installed]}
    return signed_json({**envelope, "event": event}, signing_secret)


def signed_json(payload: Mapping[str, Any], signing_secret: str) -> tuple[str, dict[str, str]]:
    """The body and headers of a JSON document as Slack would send it."""
    body = json.dumps(payload)
    return body, _signed(body, "application/json", signing_secret)


def _signed(body: str, content_type: str, signing_secret: str) -> dict[str, str]:
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=timestamp, body=body)
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature or "",
    }


def command_form(line: str, workspace_id: str, user_id: str, channel: str, response_url: str) -> dict[str, str]:
    """What Slack sends for a typed command."""
    command, *text = line.split(maxsplit=1) or [""]
    return {
        "command": command,
        "text": "".join(text).strip(),
        "team_id": workspace_id,
        "user_id": user_id,
        "channel_id": channel,
        "response_url": response_url,
        "trigger_id": secrets.token_hex(8),
    }
