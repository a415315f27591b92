"""The composition root: settings in, the Bolt app out."""

import threading
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.assistant.assistant import Assistant
from bot.listeners.router import Commands, listen
from bot.slack.responses import TIMEOUT

NO_TOKEN = "xoxb-local"  # noqa: S105
"""The token of a workspace that is not Slack's; it opens nothing."""


def build_app(
    assistant: Assistant,
    signing_secret: str,
    authorize: Callable[..., AuthorizeResult],
    client: WebClient | None = None,
) -> App:
    """The app that hears Slack's requests. `authorize` says whose bot it is, and `client` calls Slack."""
    app = App(
        signing_secret=signing_secret,
        before_authorize=Commands(assistant),
        authorize=authorize,
        client=client,
        process_before_response=True,  # the default runner polls for the acknowledgement: 10 ms a command
        token_verification_enabled=False,
    )
    # The SDK's connection retry posts twice when a connection closes after Slack has accepted a message.
    app.client.retry_handlers.clear()
    listen(app, assistant)
    return app


def known_bot(team_id: str) -> Callable[..., AuthorizeResult]:
    """An `authorize` for a workspace whose bot needs no asking."""

    def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id="UHEADROOM", bot_id="BHEADROOM", bot_token=NO_TOKEN
        )

    return authorize


def known_to_slack(token: str, api_url: str) -> Callable[..., AuthorizeResult]:
    """An `authorize` that asks Slack whose bot token this is, once, and remembers what it says.

    Raises SlackApiError for a token that Slack refuses, and OSError where Slack is not reached.
    """
    client = WebClient(token, base_url=api_url, timeout=TIMEOUT)
    asking, known = threading.Lock(), list[AuthorizeResult]()

    def authorize(**_: Any) -> AuthorizeResult:
        with asking:
            if not known:
                told = client.auth_test()
                known.append(AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=told))
        return known[0]

    return authorize
